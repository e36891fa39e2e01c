package io.github.nifistarrocks.emulator.listing;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

import io.github.nifistarrocks.emulator.catalog.Partition;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.Tablet;

/**
 * SHOW PARTITIONS: one row for each partition, in the order of their ranges. Columns and their order are those of the source (FE: PartitionsProcDir), for
 * clusters with local disks and for those with shared data. Sizes, times and compaction scores are fixed.
 */
public final class PartitionListing {

    private static final List<String> LOCAL_COLUMNS = List.of("PartitionId", "PartitionName", "VisibleVersion", "VisibleVersionTime", "VisibleVersionHash",
            "State",
            "PartitionKey", "Range", "DistributionKey", "Buckets", "ReplicationNum", "StorageMedium", "CooldownTime", "LastConsistencyCheckTime", "DataSize",
            "StorageSize", "IsInMemory", "RowCount", "DataVersion", "VersionEpoch", "VersionTxnType", "TabletBalanced");
    private static final List<String> SHARED_COLUMNS = List.of("PartitionId", "PartitionName", "CompactVersion", "VisibleVersion", "NextVersion", "State",
            "PartitionKey", "Range", "DistributionKey", "Buckets", "DataSize", "StorageSize", "RowCount", "EnableDataCache", "AsyncWrite", "AvgCS", "P50CS",
            "MaxCS",
            "DataVersion", "VersionEpoch", "VersionTxnType", "MetaSwitchVersion", "PathId");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Table table;
    private final Map<Long, Long> older;

    /** @param older versions that the FE knows, by tablet; empty when it knows the current ones */
    public PartitionListing(final Table table, final Map<Long, Long> older) {
        this.table = table;
        this.older = Map.copyOf(older);
    }

    /** In a cluster whose BEs have the data on their disks. The data version is the visible one there (FE: OlapTableTxnLogApplier). */
    public Listing local() {
        return new Listing(LOCAL_COLUMNS, table.partitions().stream().map(this::localRow).toList());
    }

    /** In a shared-data cluster. Only loads change the data version, and compactions the visible one too (FE: LakeTableTxnLogApplier). */
    public Listing shared() {
        return new Listing(SHARED_COLUMNS, table.partitions().stream().map(this::sharedRow).toList());
    }

    /** In an early shared-data cluster, without the data version. */
    public Listing earlyShared() {
        final int columns = SHARED_COLUMNS.indexOf("DataVersion");
        return new Listing(SHARED_COLUMNS.subList(0, columns), table.partitions().stream().map(partition -> sharedRow(partition).subList(0, columns)).toList());
    }

    private List<String> localRow(final Partition partition) {
        final String visible = Long.toString(visibleVersion(partition));
        final List<String> row = new ArrayList<>(
                List.of(Long.toString(partition.id()), partition.name(), visible, TIME.format(table.created()), "0", "NORMAL"));
        row.addAll(distribution(partition));
        row.addAll(List.of(Integer.toString(table.replicas()), "HDD", "9999-12-31 23:59:59", "\\N", "0B", "0B", "false", "0", visible,
                Long.toString(epoch(partition)), "TXN_NORMAL", "true"));
        return row;
    }

    private List<String> sharedRow(final Partition partition) {
        final long visible = visibleVersion(partition);
        final List<String> row = new ArrayList<>(
                List.of(Long.toString(partition.id()), partition.name(), "0", Long.toString(visible), Long.toString(visible + 1),
                        "NORMAL"));
        row.addAll(distribution(partition));
        row.addAll(List.of("0B", "0B", "0", "true", "false", "0.00", "0.00", "0.00", Long.toString(Math.min(visible, partition.dataVersion())),
                Long.toString(epoch(partition)), "TXN_NORMAL", "0", "0"));
        return row;
    }

    private List<String> distribution(final Partition partition) {
        return List.of(String.join(", ", table.partitionColumns()), range(partition), String.join(", ", table.bucketColumns()),
                Integer.toString(table.buckets()));
    }

    private static String range(final Partition partition) {
        return "[%s..%s)".formatted(keys(partition.lower().orElse(List.of())), keys(partition.upper().orElse(List.of())));
    }

    private static String keys(final List<Object> bound) {
        return bound.stream().map(String::valueOf).collect(Collectors.joining(", ", "keys: [", "]; "));
    }

    private long visibleVersion(final Partition partition) {
        final Tablet first = table.tablets(partition).getFirst();
        return older.getOrDefault(first.id(), partition.visibleVersion());
    }

    /** Any number that differs between partitions and never changes. */
    private static long epoch(final Partition partition) {
        return partition.id() << 20;
    }
}
