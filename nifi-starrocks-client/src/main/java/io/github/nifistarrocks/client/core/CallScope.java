package io.github.nifistarrocks.client.core;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * Groups calls that are cancelled together, for instance all calls of one processor when it is stopped. Cancelling closes the sockets of the
 * calls in flight, which end with a {@link CallCancelledException}; calls begun afterwards end likewise. Thread-safe.
 */
public final class CallScope {

    private final Set<Runnable> aborts = new HashSet<>();
    private boolean cancelled;

    /** Ends all calls in flight and refuses new ones. A second call has no effect. */
    public void cancel() {
        final Set<Runnable> running;
        synchronized (this) {
            cancelled = true;
            running = Set.copyOf(aborts);
            aborts.clear();
            notifyAll();
        }
        running.forEach(Runnable::run);
    }

    public synchronized boolean isCancelled() {
        return cancelled;
    }

    /**
     * Enters a call into this scope.
     *
     * @param abort closes what the call is blocked on; may run on another thread and more than once
     * @return leaves the scope when closed
     * @throws CallCancelledException when this scope is cancelled already
     */
    public Registration register(final Runnable abort) throws CallCancelledException {
        synchronized (this) {
            throwIfCancelled();
            aborts.add(abort);
        }
        return () -> {
            synchronized (this) {
                aborts.remove(abort);
            }
        };
    }

    /** @throws CallCancelledException when this scope is cancelled */
    public void throwIfCancelled() throws CallCancelledException {
        if (isCancelled()) {
            throw new CallCancelledException();
        }
    }

    /**
     * Waits between two requests.
     *
     * @throws CallCancelledException as soon as this scope is cancelled or the thread is interrupted, whose flag is set again
     */
    public void pause(final Duration time) throws CallCancelledException {
        final long end = System.nanoTime() + time.toNanos();
        synchronized (this) {
            long left = end - System.nanoTime();
            while (left > 0 && !cancelled) {
                try {
                    wait(left / 1_000_000 + 1);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new CallCancelledException();
                }
                left = end - System.nanoTime();
            }
        }
        throwIfCancelled();
    }

    /** Membership of one call. */
    @FunctionalInterface
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
