package io.github.nifistarrocks.emulator.catalog;

import java.util.List;

/**
 * A table as a CREATE TABLE statement or the Java API defines it, before tablets are placed.
 *
 * @param name the table
 * @param keysType its model
 * @param columns in order, key columns first
 * @param layout its partitions and buckets
 * @param comment empty when there is none
 */
public record TableDefinition(TableName name, KeysType keysType, List<Column> columns, Layout layout, String comment) {

    public TableDefinition {
        columns = List.copyOf(columns);
    }

    /**
     * The partitions and buckets of a table.
     *
     * @param partitionColumns empty when not partitioned
     * @param ranges one per partition; empty when not partitioned
     * @param bucketColumns empty means random distribution
     * @param buckets per partition
     * @param replicas per tablet
     */
    public record Layout(List<String> partitionColumns, List<Range> ranges, List<String> bucketColumns, int buckets, int replicas) {
        public Layout {
            partitionColumns = List.copyOf(partitionColumns);
            ranges = List.copyOf(ranges);
            bucketColumns = List.copyOf(bucketColumns);
        }
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
    public static TableDefinition duplicate(final TableName name, final List<Column> columns) {
        return of(name, KeysType.DUPLICATE, columns, List.of(columns.getFirst().name()));
    }

    /** A PRIMARY KEY table; key columns are those marked as such, and the table is distributed by them. */
    public static TableDefinition primary(final TableName name, final List<Column> columns) {
        return of(name, KeysType.PRIMARY, columns, columns.stream().filter(Column::key).map(Column::name).toList());
    }

    public TableDefinition withBuckets(final int count, final String... bucketedBy) {
        final List<String> by = bucketedBy.length == 0 ? layout.bucketColumns() : List.of(bucketedBy);
        return with(new Layout(layout.partitionColumns(), layout.ranges(), by, count, layout.replicas()));
    }

    public TableDefinition withReplicas(final int count) {
        return with(new Layout(layout.partitionColumns(), layout.ranges(), layout.bucketColumns(), layout.buckets(), count));
    }

    public TableDefinition withPartitions(final List<String> by, final List<Range> partitions) {
        return with(new Layout(by, partitions, layout.bucketColumns(), layout.buckets(), layout.replicas()));
    }

    private static TableDefinition of(final TableName name, final KeysType keysType, final List<Column> columns, final List<String> bucketColumns) {
        return new TableDefinition(name, keysType, columns, new Layout(List.of(), List.of(), bucketColumns, 1, 1), "");
    }

    private TableDefinition with(final Layout changed) {
        return new TableDefinition(name, keysType, columns, changed, comment);
    }
}
