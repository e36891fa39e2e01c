package io.github.nifistarrocks.emulator.scan;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** One open scanner: its batches, its offset, and its timeouts. */
final class ScanContext implements AutoCloseable {

    private final String id;
    private final InstantSource clock;
    private final Duration keepAlive;
    private Optional<BatchSource> source = Optional.empty();
    private Optional<PlanExecution> execution = Optional.empty();
    private long offset;
    private boolean closed;
    private volatile boolean busy;
    private volatile Instant lastUsed;

    ScanContext(final String id, final InstantSource clock, final Duration keepAlive) {
        this.id = id;
        this.clock = clock;
        this.keepAlive = keepAlive;
        this.lastUsed = clock.instant();
    }

    String id() {
        return id;
    }

    boolean isExpired() {
        return !busy && clock.instant().isAfter(lastUsed.plus(keepAlive));
    }

    synchronized void executeIn(final PlanExecution plan) {
        execution = Optional.of(plan);
    }

    /** The execution fails, and with it every scanner of the plan at this BE. */
    synchronized ScanException fail(final String message) {
        final ScanException failure = new ScanException(ScanException.INTERNAL_ERROR, message);
        execution.ifPresent(plan -> plan.cancel(failure));
        release();
        return failure;
    }

    synchronized void read(final BatchSource batches) {
        source = Optional.of(batches);
    }

    /** The next batch, empty at the end; checks the client's offset and the scan's time. */
    synchronized Optional<PreparedBatch> next(final long clientOffset) {
        busy = true;
        try {
            if (closed) {
                throw new ScanException(ScanException.NOT_FOUND, "context_id: " + id + " not found");
            }
            if (clientOffset != offset) {
                throw new ScanException(ScanException.NOT_FOUND, "context_id=%s, send_offset=%d, context_offset=%d".formatted(id, clientOffset, offset));
            }
            final Optional<ScanException> cancelled = execution.flatMap(plan -> plan.problem(id));
            if (cancelled.isPresent()) {
                release();
                throw cancelled.get();
            }
            return advance();
        } finally {
            lastUsed = clock.instant();
            busy = false;
        }
    }

    /** Reads a batch without sending it. */
    synchronized Optional<PreparedBatch> skip() {
        return advance();
    }

    synchronized Optional<PreparedBatch> emptyBatch() {
        return source.map(BatchSource::emptyBatch);
    }

    @Override
    public synchronized void close() {
        closed = true;
        release();
    }

    private Optional<PreparedBatch> advance() {
        final Optional<PreparedBatch> batch = source.flatMap(BatchSource::next);
        batch.ifPresentOrElse(present -> offset += present.rows(), this::release);
        return batch;
    }

    private void release() {
        source.ifPresent(BatchSource::close);
        source = Optional.empty();
    }
}
