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
 * The back-off of overloaded tables, and of the whole cluster when it cannot be reached or refuses the login: 1 s, doubling up to a limit, each up to a fifth longer or shorter so that nodes do not return together. Many loads
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
    private final Map<Scope, BackOff> backOffs = new HashMap<>();

    public TablePressure(final Duration maxBackOff) {
        this(maxBackOff, System::nanoTime, () -> ThreadLocalRandom.current().nextDouble());
    }

    /** @param random numbers from 0 to 1 */
    TablePressure(final Duration maxBackOff, final LongSupplier nanoClock, final DoubleSupplier random) {
        this.maxBackOff = maxBackOff;
        this.nanoClock = nanoClock;
        this.random = random;
    }

    /** A back-off that begins or ends. */
    public enum Change {
        NONE, OF_TABLE, OF_CLUSTER
    }

    /** How long no load may be sent into the table; zero when it may. */
    public synchronized Duration remaining(final TableId table) {
        final long now = nanoClock.getAsLong();
        return Duration.ofNanos(Math.max(remaining(new Scope.Table(table), now), remaining(Scope.CLUSTER, now)));
    }

    private long remaining(final Scope scope, final long now) {
        final BackOff backOff = backOffs.get(scope);
        return backOff == null ? 0 : Math.max(0, backOff.until - now);
    }

    /**
     * A load into the table was throttled. Some reasons say nothing about the table and change nothing.
     *
     * @return the back-off that this load starts
     */
    public synchronized Change throttled(final TableId table, final LoadOutcome.Reason reason) {
        final Change concerned = concerned(reason);
        return switch (concerned) {
            case NONE -> Change.NONE;
            case OF_TABLE -> extend(new Scope.Table(table)) ? concerned : Change.NONE;
            case OF_CLUSTER -> extend(Scope.CLUSTER) ? concerned : Change.NONE;
        };
    }

    /** @return true when the back-off starts */
    private boolean extend(final Scope scope) {
        final long now = nanoClock.getAsLong();
        backOffs.values().removeIf(backOff -> now - backOff.until > REMOVED_NANOS);
        final BackOff before = backOffs.get(scope);
        if (before != null && before.until - now > 0) {
            return false;
        }
        final Duration wanted = before == null || now - before.until > QUIET_NANOS ? FIRST : before.step.multipliedBy(2);
        final Duration step = wanted.compareTo(maxBackOff) > 0 ? maxBackOff : wanted;
        final double factor = 1 - JITTER + 2 * JITTER * random.getAsDouble();
        backOffs.put(scope, new BackOff(step, now + Math.min((long) (step.toNanos() * factor), maxBackOff.toNanos())));
        return before == null;
    }

    private static Change concerned(final LoadOutcome.Reason reason) {
        return switch (reason) {
            case UNREACHABLE, DENIED -> Change.OF_CLUSTER;
            case TOO_MANY_VERSIONS, TOO_MANY_TRANSACTIONS, MEMORY, BUSY, NOT_FOUND, REDIRECT_REFUSED, REQUEST_REFUSED, EMPTY, UNEXPECTED -> Change.OF_TABLE;
            case INTERRUPTED, ABORTED, UNKNOWN_MESSAGE -> Change.NONE;
        };
    }

    /**
     * A load into the table succeeded.
     *
     * @return the back-off that this load ends; that of the table is ended by a later load when that of the cluster ends
     */
    public synchronized Change relieved(final TableId table) {
        if (end(Scope.CLUSTER)) {
            return Change.OF_CLUSTER;
        }
        return end(new Scope.Table(table)) ? Change.OF_TABLE : Change.NONE;
    }

    private boolean end(final Scope scope) {
        final BackOff backOff = backOffs.get(scope);
        if (backOff == null || backOff.until - nanoClock.getAsLong() > 0) {
            return false;
        }
        backOffs.remove(scope);
        return true;
    }

    /** To what a back-off applies. */
    private sealed interface Scope {

        Scope CLUSTER = new Cluster();

        record Table(TableId table) implements Scope {}

        record Cluster() implements Scope {}
    }

    /** @param until nano time when loads may be sent again */
    private record BackOff(Duration step, long until) {}
}
