package io.github.nifistarrocks.client.partition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.core.TableId;

/**
 * The partitions of a table, as an FE lists them in reply to SHOW PARTITIONS. Temporary partitions are not listed. A table without partitions has one with the
 * name of the table.
 */
public final class TablePartitions {

    /** Of the template from which an FE creates automatic partitions. It is listed if the FE is configured so, and has no rows. */
    private static final String SHADOW_PREFIX = "$shadow_";
    private static final String DATA_VERSION = "DataVersion";
    private static final String VISIBLE_VERSION = "VisibleVersion";
    /** A column that only shared-data clusters have. */
    private static final String COMPACT_VERSION = "CompactVersion";
    private static final int MAX_SHOWN_NAMES = 20;

    private final TableId table;
    private final Map<String, List<PhysicalPartition>> partitions;
    private final boolean compactionsCounted;

    private TablePartitions(final TableId table, final Map<String, List<PhysicalPartition>> partitions, final boolean compactionsCounted) {
        this.table = table;
        this.partitions = partitions;
        this.compactionsCounted = compactionsCounted;
    }

    /**
     * Interprets the reply. In a cluster with local disks every version is one of data, and the visible version is also that of a restored partition, which the
     * data version is not (FE: OlapTableTxnLogApplier, PhysicalPartition.updateVersionForRestore). In a shared-data cluster compactions and changes of the
     * table's properties become visible versions, and the data version is that of loads and deletions (FE: LakeTableTxnLogApplier).
     *
     * @param rows of SHOW PARTITIONS
     * @throws StarRocksException PROTOCOL when a row lacks a column
     */
    public static TablePartitions of(final TableId table, final List<JsonNode> rows) throws StarRocksException {
        final Map<String, List<PhysicalPartition>> partitions = new LinkedHashMap<>();
        boolean compactionsCounted = false;
        for (final JsonNode row : rows) {
            final boolean sharedData = row.has(COMPACT_VERSION);
            final boolean hasDataVersion = row.has(DATA_VERSION);
            compactionsCounted |= sharedData && !hasDataVersion;
            final String name = text(table, row, "PartitionName");
            if (!name.startsWith(SHADOW_PREFIX)) {
                partitions.computeIfAbsent(name, unused -> new ArrayList<>()).add(new PhysicalPartition(number(table, row, "PartitionId"),
                        number(table, row, sharedData && hasDataVersion ? DATA_VERSION : VISIBLE_VERSION), number(table, row, VISIBLE_VERSION)));
            }
        }
        return new TablePartitions(table, partitions, compactionsCounted);
    }

    private static String text(final TableId table, final JsonNode row, final String column) throws StarRocksException {
        final String value = row.path(column).asText("");
        if (value.isEmpty()) {
            throw new StarRocksException(Kind.PROTOCOL, "SHOW PARTITIONS of [%s] returned no value of [%s]".formatted(table, column));
        }
        return value;
    }

    private static long number(final TableId table, final JsonNode row, final String column) throws StarRocksException {
        final String value = text(table, row, column);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new StarRocksException(Kind.PROTOCOL, "SHOW PARTITIONS of [%s] returned [%s] as [%s], which is not a number".formatted(table, value, column),
                    e);
        }
    }

    TableId table() {
        return table;
    }

    Map<String, List<PhysicalPartition>> byName() {
        return partitions;
    }

    /** Whether a compaction changes the versions, because the FE does not list data versions. */
    boolean areCompactionsCounted() {
        return compactionsCounted;
    }

    /**
     * Names in the order and spelling of the FE.
     *
     * @param wanted in any case; empty for all
     * @throws StarRocksException INVALID when one is missing
     */
    Set<String> selected(final List<String> wanted) throws StarRocksException {
        if (wanted.isEmpty()) {
            return partitions.keySet();
        }
        final Set<String> missing = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        missing.addAll(wanted);
        final Set<String> found = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (final String name : partitions.keySet()) {
            if (missing.remove(name)) {
                found.add(name);
            }
        }
        if (!missing.isEmpty()) {
            throw new StarRocksException(Kind.INVALID, "Table [%s] has no partition %s. Its partitions are %s%s".formatted(table, missing,
                    partitions.keySet().stream().limit(MAX_SHOWN_NAMES).toList(), partitions.size() > MAX_SHOWN_NAMES ? " and more" : ""));
        }
        return found;
    }

    /** The names that are not listed any more. */
    public List<String> missing(final List<String> names) {
        return names.stream().filter(name -> !partitions.containsKey(name)).toList();
    }
}
