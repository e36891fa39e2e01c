package io.github.nifistarrocks.emulator.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Databases, tables and views of the cluster. Safe for use by several threads. */
public final class Catalog {

    private final int backends;
    private final AtomicLong ids = new AtomicLong(10_000);
    private final Map<String, Long> databases = new ConcurrentSkipListMap<>();
    private final Map<TableName, Table> tables = new ConcurrentHashMap<>();
    private final Map<TableName, View> views = new ConcurrentHashMap<>();

    /** @param backends number of BEs that hold tablets */
    public Catalog(final int backends) {
        this.backends = backends;
    }

    public boolean hasDatabase(final String name) {
        return databases.containsKey(name);
    }

    public List<String> databases() {
        return List.copyOf(databases.keySet());
    }

    /** Does nothing when it exists. */
    public void addDatabase(final String name) {
        databases.computeIfAbsent(name, missing -> ids.incrementAndGet());
    }

    /** Removes the tables and views of the database, too. */
    public void removeDatabase(final String name) {
        databases.remove(name);
        tables.keySet().removeIf(table -> table.database().equals(name));
        views.keySet().removeIf(view -> view.database().equals(name));
    }

    public Optional<Table> table(final TableName name) {
        return Optional.ofNullable(tables.get(name));
    }

    /** The table that holds a tablet. */
    public Optional<Table> tableOfTablet(final long tabletId) {
        return tables.values().stream().filter(table -> table.hasTablet(tabletId)).findFirst();
    }

    public Collection<Table> tables(final String database) {
        return tables.values().stream().filter(table -> table.name().database().equals(database)).sorted((a, b) -> a.name().table().compareTo(b.name().table()))
                .toList();
    }

    /**
     * Places the tablets round robin over the BEs.
     *
     * @throws IllegalArgumentException when the database is missing, the name is taken, or a column named by the definition is missing
     */
    public synchronized Table addTable(final TableDefinition definition) {
        final TableName name = definition.name();
        if (!hasDatabase(name.database())) {
            throw new IllegalArgumentException("Unknown database '%s'".formatted(name.database()));
        }
        if (tables.containsKey(name) || views.containsKey(name)) {
            throw new IllegalArgumentException("Table '%s' already exists".formatted(name.table()));
        }
        return put(definition);
    }

    /** Puts a table with other tablets in the place of that with the same name. */
    public synchronized Table replaceTable(final TableDefinition definition) {
        return put(definition);
    }

    private Table put(final TableDefinition definition) {
        if (definition.layout().replicas() > backends) {
            throw new IllegalArgumentException("Table replication num should be less than of equal to the number of available BE nodes. "
                    + "You can change this default by setting the replication_num table properties. Current alive backend is %d.".formatted(backends));
        }
        final long id = ids.incrementAndGet();
        ids.incrementAndGet();
        final List<Partition> partitions = PartitionRanges.partitions(definition, ids::incrementAndGet);
        final Table table = new Table(id, definition, partitions, tablets(definition, partitions));
        tables.put(definition.name(), table);
        return table;
    }

    public Optional<Table> removeTable(final TableName name) {
        return Optional.ofNullable(tables.remove(name));
    }

    public Optional<View> view(final TableName name) {
        return Optional.ofNullable(views.get(name));
    }

    public void addView(final View view) {
        views.put(view.name(), view);
    }

    public Optional<View> removeView(final TableName name) {
        return Optional.ofNullable(views.remove(name));
    }

    public long databaseId(final String name) {
        return databases.getOrDefault(name, -1L);
    }

    private List<Tablet> tablets(final TableDefinition definition, final List<Partition> partitions) {
        final List<Tablet> tablets = new ArrayList<>();
        int first = 0;
        for (final Partition partition : partitions) {
            for (int bucket = 0; bucket < definition.layout().buckets(); bucket++) {
                final int start = first++;
                final List<Integer> holders = IntStream.range(0, definition.layout().replicas()).mapToObj(replica -> (start + replica) % backends).toList();
                tablets.add(new Tablet(ids.addAndGet(1 + holders.size()), partition.name(), bucket, holders));
            }
        }
        return tablets;
    }
}
