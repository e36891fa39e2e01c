package io.github.nifistarrocks.processors.load.prepared;

import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.processors.common.NewestEntries;

/**
 * Tables whose FlowFiles wait, because the commit of one that is prepared does not succeed now. They wait for as long as that attempt took, so that other tables
 * have at least half of the time, and each further failure doubles it, up to 2 minutes. Safe for use by several threads.
 */
final class TableHolds {

    private static final int MAX_ENTRIES = 10_000;
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(2);

    private final LongSupplier nanos;
    private final Map<TableId, Hold> holds = new NewestEntries<>(MAX_ENTRIES);

    private record Hold(long end, Duration time) {}

    /** @param nanos time in nanoseconds, which only increases */
    TableHolds(final LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** @param spent time of the attempt */
    synchronized void hold(final Collection<TableId> tables, final Duration spent) {
        for (final TableId table : tables) {
            final Hold before = holds.get(table);
            final Duration doubled = before == null ? SHORTEST : before.time.multipliedBy(2);
            final Duration time = Collections.min(List.of(LONGEST, Collections.max(List.of(doubled, spent))));
            holds.put(table, new Hold(nanos.getAsLong() + time.toNanos(), time));
        }
    }

    synchronized boolean isHeld(final TableId table) {
        final Hold hold = holds.get(table);
        return hold != null && nanos.getAsLong() - hold.end < 0;
    }

    synchronized void release(final Collection<TableId> tables) {
        tables.forEach(holds::remove);
    }
}
