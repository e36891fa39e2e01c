package io.github.nifistarrocks.client.pressure;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.TableId;

/** Limits the number of loads into one table at a time. Keeps nothing of tables without loads. Thread-safe. */
public final class LoadSlots {

    private static final Slot UNLIMITED = () -> {};

    private final int maxPerTable;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition freed = lock.newCondition();
    private final Map<TableId, Integer> taken = new HashMap<>();

    /** @param maxPerTable 0 for no limit */
    public LoadSlots(final int maxPerTable) {
        this.maxPerTable = maxPerTable;
    }

    /**
     * Takes a slot of a table, and waits for one when all are in use.
     *
     * @param wait maximum wait; zero never waits
     * @return the slot, which the caller closes after the load; nothing when none became free in time
     * @throws CallCancelledException when the scope is cancelled or the thread interrupted, whose flag is set again
     */
    public Optional<Slot> tryAcquire(final TableId table, final Duration wait, final CallScope scope) throws CallCancelledException {
        if (maxPerTable == 0) {
            scope.throwIfCancelled();
            return Optional.of(UNLIMITED);
        }
        long left = wait.toNanos();
        final CallScope.Registration registration = scope.register(this::wake);
        lock.lock();
        try {
            while (taken.getOrDefault(table, 0) >= maxPerTable) {
                scope.throwIfCancelled();
                if (left <= 0) {
                    return Optional.empty();
                }
                left = freed.awaitNanos(left);
            }
            taken.merge(table, 1, Integer::sum);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallCancelledException();
        } finally {
            lock.unlock();
            registration.close();
        }
        final AtomicBoolean open = new AtomicBoolean(true);
        return Optional.of(() -> {
            if (open.getAndSet(false)) {
                release(table);
            }
        });
    }

    /** Whether a load into the table would get a slot at once. */
    public boolean isFree(final TableId table) {
        lock.lock();
        try {
            return maxPerTable == 0 || taken.getOrDefault(table, 0) < maxPerTable;
        } finally {
            lock.unlock();
        }
    }

    private void release(final TableId table) {
        lock.lock();
        try {
            taken.computeIfPresent(table, (key, count) -> count == 1 ? null : count - 1);
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Lets the waiting threads check whether their scope is cancelled. */
    private void wake() {
        lock.lock();
        try {
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The right to run one load. Closing it again does nothing. */
    @FunctionalInterface
    public interface Slot extends AutoCloseable {
        @Override
        void close();
    }
}
