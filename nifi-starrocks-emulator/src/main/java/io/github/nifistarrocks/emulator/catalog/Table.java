package io.github.nifistarrocks.emulator.catalog;

import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A table with its columns, partitions and tablets. Only its versions change once it exists. */
public final class Table {

    private final long id;
    private final TableDefinition definition;
    private final List<Partition> partitions;
    private final List<Tablet> tablets;
    private final Map<String, Integer> positions = new HashMap<>();
    private final Map<Long, Tablet> tabletsById = new HashMap<>();
    private final Map<String, List<Tablet>> tabletsByPartition = new HashMap<>();
    private final int[] bucketPositions;
    private final int[] partitionPositions;
    private final AtomicLong version = new AtomicLong(1);
    private final AtomicLong autoIncrement = new AtomicLong();
    private final Instant created = Instant.now();

    Table(final long id, final TableDefinition definition, final List<Partition> partitions, final List<Tablet> tablets) {
        this.id = id;
        this.definition = definition;
        this.partitions = List.copyOf(partitions);
        this.tablets = List.copyOf(tablets);
        for (int i = 0; i < definition.columns().size(); i++) {
            positions.put(definition.columns().get(i).name().toLowerCase(Locale.ROOT), i);
        }
        for (final Tablet tablet : tablets) {
            tabletsById.put(tablet.id(), tablet);
        }
        for (final Partition partition : partitions) {
            tabletsByPartition.put(partition.name(), tablets.stream().filter(tablet -> tablet.partition().equals(partition.name())).toList());
        }
        bucketPositions = positionsOf(definition.layout().bucketColumns());
        partitionPositions = positionsOf(definition.layout().partitionColumns());
    }

    public long id() {
        return id;
    }

    /** The id of the base index, as {@code schema} of API version 2 shows it. */
    public long baseIndexId() {
        return id + 1;
    }

    public TableName name() {
        return definition.name();
    }

    public TableDefinition definition() {
        return definition;
    }

    public KeysType keysType() {
        return definition.keysType();
    }

    public List<Column> columns() {
        return definition.columns();
    }

    public List<Column> keyColumns() {
        return columns().stream().filter(Column::key).toList();
    }

    public Optional<Column> column(final String nameIgnoringCase) {
        return Optional.ofNullable(positions.get(nameIgnoringCase.toLowerCase(Locale.ROOT))).map(columns()::get);
    }

    /** The position of the column, from 0; -1 when there is no column of that name. */
    public int position(final String nameIgnoringCase) {
        return positions.getOrDefault(nameIgnoringCase.toLowerCase(Locale.ROOT), -1);
    }

    public String comment() {
        return definition.comment();
    }

    public Instant created() {
        return created;
    }

    public List<String> partitionColumns() {
        return definition.layout().partitionColumns();
    }

    public List<Partition> partitions() {
        return partitions;
    }

    public Optional<Partition> partition(final String nameIgnoringCase) {
        return partitions.stream().filter(partition -> partition.name().equalsIgnoreCase(nameIgnoringCase)).findFirst();
    }

    public List<String> bucketColumns() {
        return definition.layout().bucketColumns();
    }

    public int buckets() {
        return definition.layout().buckets();
    }

    public int replicas() {
        return definition.layout().replicas();
    }

    /** All tablets, partition by partition, bucket by bucket. */
    public List<Tablet> tablets() {
        return tablets;
    }

    /** @throws IllegalArgumentException when the table has no such tablet */
    public Tablet tablet(final long tabletId) {
        final Tablet tablet = tabletsById.get(tabletId);
        if (tablet == null) {
            throw new IllegalArgumentException("Table %s has no tablet %d".formatted(name(), tabletId));
        }
        return tablet;
    }

    public boolean hasTablet(final long tabletId) {
        return tabletsById.containsKey(tabletId);
    }

    /** The version of the partition of a tablet. */
    public long visibleVersion(final long tabletId) {
        return partition(tablet(tabletId).partition()).orElseThrow().visibleVersion();
    }

    public List<Tablet> tablets(final Partition partition) {
        return tabletsByPartition.get(partition.name());
    }

    /** The partition that a row belongs to; empty when it is outside of all ranges. */
    public Optional<Partition> partitionOf(final Object[] row) {
        if (partitionPositions.length == 0) {
            return Optional.of(partitions.getFirst());
        }
        final List<Object> values = pick(row, partitionPositions);
        return partitions.stream().filter(partition -> partition.contains(values)).findFirst();
    }

    /**
     * The tablet that a row of a partition goes to.
     *
     * @param rowNumber spreads the rows of a table without distribution columns
     */
    public Tablet tabletOf(final Partition partition, final Object[] row, final long rowNumber) {
        final List<Tablet> candidates = tablets(partition);
        if (candidates.size() == 1) {
            return candidates.getFirst();
        }
        final int bucket = bucketPositions.length == 0
                ? (int) (rowNumber % candidates.size())
                : Bucketing.bucketOf(pick(row, bucketPositions), candidates.size());
        return candidates.get(bucket);
    }

    /** The next number of the AUTO_INCREMENT column. A real FE gives each BE a block of numbers, so they have gaps there. */
    public long nextAutoIncrement() {
        return autoIncrement.incrementAndGet();
    }

    /** 1 before the first load; every load that becomes visible adds one. */
    public long visibleVersion() {
        return version.get();
    }

    /** To be called when a load into these partitions becomes visible. */
    public void advance(final Collection<Partition> loaded) {
        loaded.forEach(Partition::advance);
        version.incrementAndGet();
    }

    private int[] positionsOf(final List<String> names) {
        return names.stream().mapToInt(column -> {
            final int position = position(column);
            if (position < 0) {
                throw new IllegalArgumentException("Table %s has no column %s".formatted(name(), column));
            }
            return position;
        }).toArray();
    }

    private static List<Object> pick(final Object[] row, final int[] at) {
        final Object[] values = new Object[at.length];
        for (int i = 0; i < at.length; i++) {
            values[i] = row[at[i]];
        }
        return Arrays.asList(values);
    }
}
