package io.github.nifistarrocks.emulator.store;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import io.github.nifistarrocks.emulator.catalog.Partition;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.Tablet;
import io.github.nifistarrocks.emulator.store.h2.Snapshot;

/** The earlier versions of a table that plans read. Safe for use by several threads. */
final class KeptVersions {

    private static final int MAX_KEPT = 100;

    private final Table table;
    private final Set<Long> planned = new HashSet<>();
    private final Deque<Version> kept = new ArrayDeque<>();
    private final Map<String, Long> oldest = new HashMap<>();

    /**
     * One version.
     *
     * @param partitions their versions, by name
     * @param rows of the table then
     */
    private record Version(Map<String, Long> partitions, Snapshot rows) {}

    KeptVersions(final Table table) {
        this.table = table;
    }

    /** The versions that a plan made now reads, by the ids of the tablets. */
    synchronized Map<Long, Long> plan(final Collection<Tablet> tablets) {
        planned.add(table.visibleVersion());
        final Map<Long, Long> versions = new LinkedHashMap<>();
        tablets.forEach(tablet -> versions.put(tablet.id(), table.visibleVersion(tablet.id())));
        return versions;
    }

    /** To be called right before the next version becomes visible. */
    synchronized void end(final Supplier<Snapshot> rows) {
        if (planned.remove(table.visibleVersion())) {
            kept.addLast(new Version(current(), rows.get()));
        }
        if (kept.size() > MAX_KEPT) {
            final Version eldest = kept.removeFirst();
            eldest.partitions().forEach((partition, version) -> oldest.merge(partition, version + 1, Math::max));
            eldest.rows().close();
        }
    }

    /** No version before the current one can be opened any more; scanners that are open go on. */
    synchronized void compact() {
        oldest.putAll(current());
    }

    synchronized boolean has(final String partition, final long version) {
        return version >= oldest.getOrDefault(partition, 0L);
    }

    /** Empty for the current version, and for one that no plan has read. */
    synchronized Optional<Snapshot> find(final String partition, final long version) {
        return kept.stream().filter(candidate -> candidate.partitions().get(partition) == version).map(Version::rows).findFirst();
    }

    synchronized void close() {
        kept.forEach(version -> version.rows().close());
        kept.clear();
    }

    private Map<String, Long> current() {
        final Map<String, Long> versions = new HashMap<>();
        for (final Partition partition : table.partitions()) {
            versions.put(partition.name(), partition.visibleVersion());
        }
        return versions;
    }
}
