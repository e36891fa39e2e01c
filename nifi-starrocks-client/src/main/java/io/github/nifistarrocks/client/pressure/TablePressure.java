package io.github.nifistarrocks.client.pressure;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadOutcome;

/**
 * The back-off of overloaded tables: 1 s, doubling up to a limit, each up to a fifth longer or shorter so that nodes do not return together. Many loads
 * that are throttled at once count once: only a load that is throttled after the back-off doubles it. A load that succeeds during the back-off was sent
 * before it, so only one that succeeds afterwards ends it. After ten minutes without throttled loads the back-off starts at 1 s again. After a day the
 * table is removed. Thread-safe.
 */
public final class TablePressure {

    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final long QUIET_NANOS = Duration.ofMinutes(10).toNanos();
    private static final long REMOVED_NANOS = Duration.ofDays(1).toNanos();
    private static final double JITTER = 0.2;

    private final Duration maxBackOff;
    private final LongSupplier nanoClock;
    private final DoubleSupplier random;
    private final Map<TableId, BackOff> tables = new HashMap<>();

    public TablePressure(final Duration maxBackOff) {
        this(maxBackOff, System::nanoTime, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** @param random numbers from 0 to 1 */
    TablePressure(final Duration maxBackOff, final LongSupplier nanoClock, final DoubleSupplier random) {
        this.maxBackOff = maxBackOff;
        this.nanoClock = nanoClock;
        this.random = random;
    }

    /** How long no load may be sent into the table; zero when it may. */
    public synchronized Duration remaining(final TableId table) {
        final BackOff backOff = tables.get(table);
        return backOff == null ? Duration.ZERO : Duration.ofNanos(Math.max(0, backOff.until - nanoClock.getAsLong()));
    }

    /**
     * A load into the table was throttled. Some reasons say nothing about the table and change nothing.
     *
     * @return true when this load starts the back-off
     */
    public synchronized boolean throttled(final TableId table, final LoadOutcome.Reason reason) {
        if (!concernsTable(reason)) {
            return false;
        }
        final long now = nanoClock.getAsLong();
        tables.values().removeIf(backOff -> now - backOff.until > REMOVED_NANOS);
        final BackOff before = tables.get(table);
        if (before != null && before.until - now > 0) {
            return false;
        }
        final Duration wanted = before == null || now - before.until > QUIET_NANOS ? FIRST : before.step.multipliedBy(2);
        final Duration step = wanted.compareTo(maxBackOff) > 0 ? maxBackOff : wanted;
        final double factor = 1 - JITTER + 2 * JITTER * random.getAsDouble();
        tables.put(table, new BackOff(step, now + Math.min((long) (step.toNanos() * factor), maxBackOff.toNanos())));
        return before == null;
    }

    private static boolean concernsTable(final LoadOutcome.Reason reason) {
        return switch (reason) {
            case TOO_MANY_VERSIONS, TOO_MANY_TRANSACTIONS, MEMORY, BUSY, UNREACHABLE, DENIED, NOT_FOUND, REDIRECT_REFUSED, REQUEST_REFUSED, EMPTY, UNEXPECTED ->
                true;
            case INTERRUPTED, ABORTED, UNKNOWN_MESSAGE -> false;
        };
    }

    /**
     * A load into the table succeeded.
     *
     * @return true when this load ends the back-off
     */
    public synchronized boolean relieved(final TableId table) {
        final BackOff backOff = tables.get(table);
        if (backOff == null || backOff.until - nanoClock.getAsLong() > 0) {
            return false;
        }
        tables.remove(table);
        return true;
    }

    /** @param until nano time when loads may be sent again */
    private record BackOff(Duration step, long until) {}
}
