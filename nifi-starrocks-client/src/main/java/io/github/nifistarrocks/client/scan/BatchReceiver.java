package io.github.nifistarrocks.client.scan;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.scan.arrow.ArrowBatch;
import io.github.nifistarrocks.client.scan.arrow.ArrowBatches;
import io.github.nifistarrocks.client.scan.arrow.StreamBuffer;
import org.apache.arrow.memory.OutOfMemoryException;

/**
 * Receives the batches of a scanner in a thread of its own, while the reader works on a previous one. At most three are in memory: the one of the reader, one that
 * waits, and one that is received. Of large batches only two are.
 */
final class BatchReceiver implements AutoCloseable {

    private static final long MAX_WAITING_BYTES = 32L * 1024 * 1024;

    private final Source scanner;
    private final ArrowBatches batches;
    private final Thread thread;
    private final Deque<ArrowBatch> waiting = new ArrayDeque<>();
    private Optional<Throwable> failure = Optional.empty();
    private boolean started;
    private boolean ended;
    private boolean stopped;
    private long bytes;

    /** An open scanner. */
    interface Source {

        /**
         * Requests a batch; {@link #receive} must follow.
         *
         * @param offset rows received so far
         */
        void request(long offset) throws StarRocksException;

        /**
         * Receives the requested batch.
         *
         * @param rows gets its bytes
         * @return true when it is the last one
         */
        boolean receive(StreamBuffer rows) throws StarRocksException;

        /** Ends the call in progress and all later calls. May be called by any thread. */
        void abort();
    }

    /**
     * @param scanner is open, and used by no one else until this is closed
     * @param name of the thread
     */
    BatchReceiver(final Source scanner, final ArrowBatches batches, final String name) {
        this.scanner = scanner;
        this.batches = batches;
        thread = Thread.ofPlatform().daemon().name(name).inheritInheritableThreadLocals(false).unstarted(this::run);
    }

    /**
     * The next batch, to be closed; empty at the end. Starts to receive when it is called first.
     *
     * @throws StarRocksException the failure of the scanner, after the batches that were received before it
     * @throws CallCancelledException when the thread is interrupted
     */
    Optional<ArrowBatch> next() throws StarRocksException, CallCancelledException {
        start();
        synchronized (this) {
            try {
                while (waiting.isEmpty() && !ended) {
                    wait();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CallCancelledException();
            }
            if (waiting.isEmpty() && failure.isPresent()) {
                throw thrown(failure.get());
            }
            final Optional<ArrowBatch> next = Optional.ofNullable(waiting.poll());
            notifyAll();
            return next;
        }
    }

    private synchronized void start() throws StarRocksException {
        if (!started) {
            try {
                thread.start();
                started = true;
            } catch (OutOfMemoryError e) {
                throw new StarRocksException(Kind.OVERLOADED, "no thread could be started to receive the batches. Use fewer tasks.", e);
            }
        }
    }

    private static StarRocksException thrown(final Throwable failure) {
        return switch (failure) {
            case StarRocksException fault -> fault;
            case OutOfMemoryException memory -> tooLarge(memory);
            case OutOfMemoryError memory -> tooLarge(memory);
            case StackOverflowError stack -> tooLarge(stack);
            case RuntimeException reading -> new StarRocksException(Kind.PROTOCOL, "the reply cannot be read (%s).".formatted(reading), reading);
            default -> throw new IllegalStateException("The batches could not be received", failure);
        };
    }

    private static StarRocksException tooLarge(final Throwable failure) {
        return new StarRocksException(Kind.BATCH_TOO_LARGE, "a batch exceeds the memory of this JVM. Use smaller batches or a larger heap.", failure);
    }

    private void run() {
        Optional<Throwable> thrown = Optional.empty();
        try {
            receiveAll();
        } catch (StarRocksException | RuntimeException | Error e) {
            thrown = Optional.of(e);
        } finally {
            end(thrown);
        }
    }

    private void receiveAll() throws StarRocksException {
        long rows = 0;
        boolean last = false;
        while (!last) {
            scanner.request(rows);
            if (!awaitRoom()) {
                return;
            }
            final StreamBuffer stream = batches.newBuffer();
            try (stream) {
                last = scanner.receive(stream);
                if (stream.length() > 0) {
                    rows += add(stream.length(), batches.accept(stream));
                }
            }
        }
    }

    /** The BE prepares the next batch meanwhile. False when the scan ends early. */
    private synchronized boolean awaitRoom() {
        try {
            while (!stopped && (waiting.size() > 1 || waitingBytes() > MAX_WAITING_BYTES)) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
        return !stopped;
    }

    private long waitingBytes() {
        return waiting.stream().mapToLong(ArrowBatch::byteCount).sum();
    }

    /** @return the number of rows */
    private synchronized long add(final int streamBytes, final List<ArrowBatch> received) {
        bytes += streamBytes;
        waiting.addAll(received);
        notifyAll();
        return received.stream().mapToLong(ArrowBatch::rowCount).sum();
    }

    private synchronized void end(final Optional<Throwable> thrown) {
        failure = thrown;
        ended = true;
        notifyAll();
    }

    /** Arrow bytes received so far. */
    synchronized long bytes() {
        return bytes;
    }

    /** Ends the thread, also in the middle of a batch, and frees the batches that wait. Never throws. The scanner can be closed afterwards. */
    @Override
    public void close() {
        if (stop()) {
            join();
            free();
        }
    }

    private synchronized void free() {
        waiting.forEach(ArrowBatch::close);
        waiting.clear();
    }

    /** @return whether the thread was started */
    private synchronized boolean stop() {
        stopped = true;
        if (started && !ended) {
            scanner.abort();
        }
        notifyAll();
        return started;
    }

    /** The thread waits for a socket that is closed, or for this object, so it ends. The interruption of the caller is kept for later. */
    private void join() {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
