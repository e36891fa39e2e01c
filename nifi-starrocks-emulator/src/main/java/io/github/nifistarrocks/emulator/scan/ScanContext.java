package io.github.nifistarrocks.emulator.scan;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** One open scanner: its batches, its offset, and its timeouts. */
final class ScanContext implements AutoCloseable {

    private final String id;
    private final InstantSource clock;
    private final Duration keepAlive;
    private final AtomicReference<ScanException> status = new AtomicReference<>();
    private Optional<BatchSource> source = Optional.empty();
    private Optional<PlanExecution> execution = Optional.empty();
    private long offset;
    private boolean ended;
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

    synchronized void read(final BatchSource batches) {
        source = Optional.of(batches);
    }

    /** Every further call ends with this status, if it is the first one (BE: runtime/record_batch_queue.cpp, update_status). */
    void cancel(final ScanException cause) {
        status.compareAndSet(null, cause);
    }

    /**
     * The execution fails, and with it every scanner of the plan at this BE.
     *
     * @param cause of the failure
     * @param reported to later openings of the plan
     */
    synchronized void fail(final ScanException cause, final ScanException reported) {
        cancel(cause);
        execution.ifPresent(plan -> plan.fail(reported));
        release();
    }

    /** The status with which the scanner was cancelled. */
    ScanException failure() {
        return status.get();
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
            checkStatus();
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

    /** Ends the execution; the context stays until the client closes it. */
    synchronized void leave() {
        release();
        execution.ifPresent(plan -> plan.leave(this));
    }

    @Override
    public synchronized void close() {
        closed = true;
        leave();
    }

    /** A scanner whose opening failed has no queue of batches (BE: runtime/result_queue_mgr.cpp, fetch_result). */
    private void checkStatus() {
        if (!ended && status.get() == null) {
            execution.ifPresent(PlanExecution::cancelWhenOver);
        }
        if (status.get() != null) {
            release();
            throw status.get();
        }
        if (source.isEmpty() && !ended) {
            throw new ScanException(ScanException.INTERNAL_ERROR, "fragment_instance_id does not exists");
        }
    }

    private Optional<PreparedBatch> advance() {
        final Optional<PreparedBatch> batch = source.flatMap(BatchSource::next);
        batch.ifPresentOrElse(present -> offset += present.rows(), () -> {
            ended = true;
            leave();
        });
        return batch;
    }

    private void release() {
        source.ifPresent(BatchSource::close);
        source = Optional.empty();
    }
}
