package io.github.nifistarrocks.client.partition;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;

/** The versions at which the partitions of a table were read. */
public final class ReadPartitions {

    /** Data versions by the ids of physical partitions. */
    private final SortedMap<Long, Long> versions;

    private ReadPartitions(final SortedMap<Long, Long> versions) {
        this.versions = versions;
    }

    /** No partition was read. */
    public static ReadPartitions none() {
        return new ReadPartitions(new TreeMap<>());
    }

    /**
     * @param text as {@link #text} returns it
     * @throws IllegalArgumentException for other text
     */
    public static ReadPartitions parse(final String text) {
        return new ReadPartitions(PackedVersions.unpack(text));
    }

    /** A short text with all versions, of at most {@link PackedVersions#MAX_LENGTH} characters. */
    public String text() {
        return PackedVersions.pack(versions);
    }

    /**
     * Compares the versions with those of now.
     *
     * <p>A partition without rows that was not known before is not a change. It may have been truncated if another one has disappeared, since that gives it
     * another id: then it is one.
     *
     * @param selected names in any case of the partitions that are read; empty for all
     * @return empty when no partition changed
     * @throws IOException when the FE knows an older version than that which was read: another FE may know it
     * @throws StarRocksException INVALID when a selected partition is missing, or the versions of so many partitions cannot be kept
     */
    public Optional<PartitionChanges> changes(final TablePartitions current, final List<String> selected) throws IOException, StarRocksException {
        final Set<String> names = current.selected(selected);
        final boolean disappeared = !listed(current).containsAll(versions.keySet());
        final List<String> changed = new ArrayList<>();
        final SortedMap<Long, Long> after = new TreeMap<>();
        OptionalLong lowest = OptionalLong.empty();
        for (final Map.Entry<String, List<PhysicalPartition>> partition : current.byName().entrySet()) {
            checkNotOlder(current, partition);
            if (!names.contains(partition.getKey())) {
                partition.getValue().stream().filter(part -> versions.containsKey(part.id())).forEach(part -> after.put(part.id(), versions.get(part.id())));
                continue;
            }
            partition.getValue().forEach(part -> after.put(part.id(), part.dataVersion()));
            if (partition.getValue().stream().anyMatch(part -> isChanged(part, disappeared))) {
                changed.add(partition.getKey());
                lowest = lower(lowest, partition.getValue());
            }
        }
        if (changed.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PartitionChanges(changed, kept(current, after), lowest, current.areCompactionsCounted()));
    }

    private static Set<Long> listed(final TablePartitions current) {
        final Set<Long> ids = new HashSet<>();
        current.byName().values().forEach(parts -> parts.forEach(part -> ids.add(part.id())));
        return ids;
    }

    private boolean isChanged(final PhysicalPartition part, final boolean disappeared) {
        final Long read = versions.get(part.id());
        return read == null ? !part.isEmpty() || disappeared : part.dataVersion() > read;
    }

    private void checkNotOlder(final TablePartitions current, final Map.Entry<String, List<PhysicalPartition>> partition) throws IOException {
        for (final PhysicalPartition part : partition.getValue()) {
            final Long read = versions.get(part.id());
            if (read != null && part.dataVersion() < read) {
                throw new IOException("""
                        it knows version [%d] of partition [%s] of [%s], and version [%d] was read before. Its metadata are older, or the partition was restored: \
                        after a restore, clear the state of the processor""".formatted(part.dataVersion(), partition.getKey(), current.table(), read));
            }
        }
    }

    private static OptionalLong lower(final OptionalLong lowest, final List<PhysicalPartition> parts) {
        final OptionalLong own = parts.stream().filter(part -> !part.isEmpty()).mapToLong(PhysicalPartition::visibleVersion).min();
        return own.isEmpty() || lowest.isPresent() && lowest.getAsLong() < own.getAsLong() ? lowest : own;
    }

    private static ReadPartitions kept(final TablePartitions current, final SortedMap<Long, Long> versions) throws StarRocksException {
        final ReadPartitions read = new ReadPartitions(versions);
        if (read.text().length() > PackedVersions.MAX_LENGTH) {
            throw new StarRocksException(Kind.INVALID, """
                    Table [%s] has %d partitions, whose versions do not fit into the state of the processor (%d characters). Select fewer of them in Partitions, or \
                    use Maximum-value Columns""".formatted(current.table(), versions.size(), PackedVersions.MAX_LENGTH));
        }
        return read;
    }
}
