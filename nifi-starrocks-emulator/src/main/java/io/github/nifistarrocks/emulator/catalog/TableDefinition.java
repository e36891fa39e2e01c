package io.github.nifistarrocks.emulator.catalog;

import java.util.List;

/**
 * What a CREATE TABLE statement or the Java builder says about a table, before tablets are placed.
 *
 * @param name the table
 * @param keysType its model
 * @param columns in order, key columns first
 * @param partitionColumns empty when not partitioned
 * @param ranges one per partition; empty when not partitioned
 * @param bucketColumns empty means random distribution
 * @param buckets per partition
 * @param replicas per tablet
 * @param comment empty when there is none
 */
public record TableDefinition(TableName name, KeysType keysType, List<Column> columns, List<String> partitionColumns, List<Range> ranges,
        List<String> bucketColumns, int buckets, int replicas, String comment) {
    public TableDefinition {
        columns = List.copyOf(columns);
        partitionColumns = List.copyOf(partitionColumns);
        ranges = List.copyOf(ranges);
        bucketColumns = List.copyOf(bucketColumns);
    }

    /**
     * A partition's range as texts.
     *
     * @param name the partition
     * @param lower first value inside, one text per partition column; empty means: where the partition before it ends
     * @param upper first value behind; empty means MAXVALUE
     */
    public record Range(String name, List<String> lower, List<String> upper) {
        public Range {
            lower = List.copyOf(lower);
            upper = List.copyOf(upper);
        }
    }

    /** A DUPLICATE KEY table with one bucket on the first column, ready for the {@code with} methods. */
    public static TableDefinition duplicate(TableName name, List<Column> columns) {
        return new TableDefinition(name, KeysType.DUPLICATE, columns, List.of(), List.of(), List.of(columns.getFirst().name()), 1, 1, "");
    }

    /** A PRIMARY KEY table whose key are the columns marked so, distributed by them. */
    public static TableDefinition primary(TableName name, List<Column> columns) {
        List<String> keys = columns.stream().filter(Column::key).map(Column::name).toList();
        return new TableDefinition(name, KeysType.PRIMARY, columns, List.of(), List.of(), keys, 1, 1, "");
    }

    public TableDefinition withBuckets(int count, String... bucketedBy) {
        List<String> by = bucketedBy.length == 0 ? bucketColumns : List.of(bucketedBy);
        return new TableDefinition(name, keysType, columns, partitionColumns, ranges, by, count, replicas, comment);
    }

    public TableDefinition withReplicas(int count) {
        return new TableDefinition(name, keysType, columns, partitionColumns, ranges, bucketColumns, buckets, count, comment);
    }

    public TableDefinition withPartitions(List<String> by, List<Range> partitions) {
        return new TableDefinition(name, keysType, columns, by, partitions, bucketColumns, buckets, replicas, comment);
    }
}
