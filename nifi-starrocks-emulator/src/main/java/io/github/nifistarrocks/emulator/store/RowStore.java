package io.github.nifistarrocks.emulator.store;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.Tablet;
import io.github.nifistarrocks.emulator.catalog.View;
import io.github.nifistarrocks.emulator.sql.H2Text;
import io.github.nifistarrocks.emulator.store.h2.Database;
import io.github.nifistarrocks.emulator.store.h2.Snapshot;
import io.github.nifistarrocks.emulator.store.h2.StoreException;

/** The rows of all tables. Readers see what is published, and nothing else. Safe for use by several threads. */
public final class RowStore implements AutoCloseable {

    private final Database database = new Database();
    private final Map<Table, TableStorage> storages = new ConcurrentHashMap<>();
    private volatile Random scramble;

    /** From now on rows of one load reach a PRIMARY KEY table in random order, as with several pipeline drivers of a BE, so that any row of a key may win. */
    public void scrambleRowOrder(final long seed) {
        scramble = new Random(seed);
    }

    public void createSchema(final String name) {
        database.execute("CREATE SCHEMA IF NOT EXISTS " + Database.quote(name));
    }

    public void dropSchema(final String name) {
        storages.keySet().stream().filter(table -> table.name().database().equals(name)).toList().forEach(this::forget);
        database.execute("DROP SCHEMA IF EXISTS " + Database.quote(name) + " CASCADE");
    }

    public void createTable(final Table table) {
        final TableStorage storage = new TableStorage(table);
        storage.create(database);
        storages.put(table, storage);
    }

    public void dropTable(final Table table) {
        forget(table);
        database.execute("DROP TABLE IF EXISTS " + TableStorage.sqlName(table) + " CASCADE");
    }

    private void forget(final Table table) {
        Optional.ofNullable(storages.remove(table)).ifPresent(storage -> storage.versions().close());
    }

    /** Deletes all rows, and the versions of the tablets before. */
    public void replaceTablets(final Table before, final Table after) {
        forget(before);
        database.execute("DELETE FROM " + TableStorage.sqlName(after));
        storages.put(after, new TableStorage(after));
    }

    /** Whether the table is neither dropped nor replaced. */
    public boolean has(final Table table) {
        return storages.containsKey(table);
    }

    /** Runs while no load becomes visible, no writer is created and no query begins. */
    public <T> T exclusively(final Supplier<T> work) {
        final Lock visibility = database.visibility().writeLock();
        visibility.lock();
        try {
            return work.get();
        } finally {
            visibility.unlock();
        }
    }

    /** The query is rewritten for H2, unqualified names belong to the view's database. */
    public void createView(final View view) {
        inSchema(view.name().database(), "CREATE VIEW %s AS %s".formatted(Database.quote(view.name().table()), H2Text.of(view.query())));
    }

    public void dropView(final View view) {
        inSchema(view.name().database(), "DROP VIEW IF EXISTS " + Database.quote(view.name().table()));
    }

    /** @param mode only used for tables with unique keys */
    public RowWriter writer(final Table table, final WriteMode mode) {
        return whileNothingIsPublished(() -> {
            final TableStorage storage = storage(table);
            return storage.isKeyed() ? new KeyedWriter(database, storage, mode, scramble) : new AppendingWriter(database, storage);
        });
    }

    /** For rows that are only counted. */
    public CountingWriter countingWriter(final Table table) {
        return whileNothingIsPublished(() -> new CountingWriter(database, storage(table)));
    }

    /**
     * Makes the rows of all writers visible at once: a query that sees rows of one writer sees those of the others.
     *
     * @param writers one per table
     * @throws StoreException when H2 refuses one of them; then none is visible
     */
    public void publish(final Collection<RowWriter> writers) {
        final List<RowWriter> ordered = writers.stream().sorted(Comparator.comparingLong(writer -> writer.table().id())).toList();
        final List<RowWriter> prepared = new ArrayList<>();
        try {
            for (final RowWriter writer : ordered) {
                prepared.add(writer);
                writer.prepare();
            }
        } catch (RuntimeException e) {
            prepared.forEach(RowWriter::discard);
            throw e;
        }
        final Lock visibility = database.visibility().writeLock();
        visibility.lock();
        try {
            ordered.forEach(RowWriter::publish);
        } finally {
            visibility.unlock();
        }
    }

    /** How many rows were loaded into the table and only counted. */
    public long discardedRows(final Table table) {
        return storage(table).discarded();
    }

    /** The versions that a plan made now reads, by the ids of the tablets. Their rows are kept for its scanners. */
    public Map<Long, Long> plannedVersions(final Table table, final Collection<Tablet> tablets) {
        return whileNothingIsPublished(() -> storage(table).versions().plan(tablets));
    }

    /** Whether the rows of a version can still be read; see {@link #compact}. */
    public boolean hasVersion(final Table table, final long tabletId, final long version) {
        return storage(table).versions().has(table.tablet(tabletId).partition(), version);
    }

    /** Merges the versions of the table into the current one, and sweeps the others: plans of those cannot be opened any more. */
    public void compact(final Table table) {
        storage(table).versions().compact();
    }

    /**
     * Reads visible rows while they are asked for.
     *
     * @throws StoreException when the condition is not understood
     */
    public RowCursor scan(final Table table, final RowSelection selection) {
        final List<Column> selected = selected(table, selection);
        return whileNothingIsPublished(() -> {
            final TableStorage storage = storage(table);
            final String sql = "SELECT %s FROM %s WHERE %s".formatted(TableStorage.names(selected), storage.sqlName(), storage.rangeOf(selection.tablet()))
                    + condition(selection);
            return new JdbcRowCursor(database.connectLazily(), sql, selected.stream().map(Column::type).toList());
        });
    }

    /**
     * The same for an earlier version of the tablet. One that no plan has read is read as it is now.
     *
     * @throws StoreException when the condition is not understood
     */
    public RowCursor scan(final Table table, final RowSelection selection, final long version) {
        return whileNothingIsPublished(() -> {
            final TableStorage storage = storage(table);
            final Optional<Snapshot> earlier = version == table.visibleVersion(selection.tablet())
                    ? Optional.empty()
                    : storage.versions().find(table.tablet(selection.tablet()).partition(), version);
            return earlier
                    .<RowCursor>map(rows -> new SnapshotRowCursor(rows, storage.blocks(selected(table, selection), selection.tablet(), condition(selection))))
                    .orElseGet(() -> scan(table, selection));
        });
    }

    private static List<Column> selected(final Table table, final RowSelection selection) {
        return selection.columns().stream().map(name -> table.column(name).orElseThrow(() -> new IllegalArgumentException("No column " + name))).toList();
    }

    private static String condition(final RowSelection selection) {
        return selection.where().map(where -> " AND (" + H2Text.of(where) + ")").orElse("");
    }

    private <T> T whileNothingIsPublished(final Supplier<T> work) {
        final Lock visibility = database.visibility().readLock();
        visibility.lock();
        try {
            return work.get();
        } finally {
            visibility.unlock();
        }
    }

    /** How many visible rows the tablet has. */
    public long count(final Table table, final long tabletId) {
        final TableStorage storage = storage(table);
        final String sql = "SELECT COUNT(*) FROM %s WHERE %s".formatted(storage.sqlName(), storage.rangeOf(tabletId));
        return ((Number) run(sql, List.of()).rows().getFirst().getFirst()).longValue();
    }

    /**
     * The maxima of columns over visible rows, in one row.
     *
     * @param tablets to be read
     * @param where condition in StarRocks SQL
     */
    public QueryResult maxima(final Table table, final List<Column> columns, final List<Tablet> tablets, final Optional<String> where) {
        final TableStorage storage = storage(table);
        final String maxima = columns.stream().map(column -> "MAX(%1$s) AS %1$s".formatted(Database.quote(column.name()))).collect(Collectors.joining(", "));
        final String ranges = tablets.stream().map(tablet -> storage.rangeOf(tablet.id())).collect(Collectors.joining(" OR "));
        return run("SELECT %s FROM %s WHERE (%s)%s".formatted(maxima, storage.sqlName(), ranges.isEmpty() ? "FALSE" : ranges,
                where.map(condition -> " AND (" + H2Text.of(condition) + ")").orElse("")), List.of());
    }

    /**
     * The same over earlier versions.
     *
     * @param versions by the ids of the tablets to be read
     */
    public QueryResult olderMaxima(final Table table, final List<Column> columns, final Map<Long, Long> versions, final Optional<String> where) {
        final List<String> names = columns.stream().map(Column::name).toList();
        final List<Object> maxima = new ArrayList<>(Collections.nCopies(names.size(), null));
        versions.forEach((tablet, version) -> {
            try (RowCursor rows = scan(table, new RowSelection(names, where, tablet), version)) {
                while (rows.next()) {
                    for (int i = 0; i < names.size(); i++) {
                        maxima.set(i, greater(maxima.get(i), rows.value(i)));
                    }
                }
            }
        });
        maxima.replaceAll(value -> value instanceof final BigInteger number ? new BigDecimal(number) : value);
        return new QueryResult(names, columns.stream().map(column -> column.type().displayName()).toList(), List.of(maxima));
    }

    /** NULL is less than every value. */
    @SuppressWarnings("unchecked")
    private static Object greater(final Object one, final Object other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return ((Comparable<Object>) one).compareTo(other) < 0 ? other : one;
    }

    /** Runs a query in StarRocks SQL over visible rows; values come in H2's Java classes. */
    public List<List<Object>> query(final String sql) {
        return result(sql).rows();
    }

    /** The same with names and types; all table names have to be qualified. */
    public QueryResult result(final String sql) {
        return run(H2Text.of(sql), List.of());
    }

    /** The same; unqualified table names belong to the database. */
    public QueryResult resultIn(final String database, final String sql) {
        return run(H2Text.of(sql), List.of(useSchema(database)));
    }

    private QueryResult run(final String sql, final List<String> before) {
        final Lock visibility = database.visibility().readLock();
        visibility.lock();
        try (Connection connection = database.connect(); Statement statement = connection.createStatement()) {
            before.forEach(preparing -> Database.execute(connection, preparing));
            try (ResultSet result = statement.executeQuery(sql)) {
                return QueryResult.of(result);
            }
        } catch (SQLException e) {
            throw new StoreException(e);
        } finally {
            visibility.unlock();
        }
    }

    /** A connection for evaluating expressions; it sees the same functions and tables. */
    public Connection connect() {
        return database.connect();
    }

    @Override
    public void close() {
        database.close();
    }

    private void inSchema(final String schema, final String sql) {
        try (Connection connection = database.connect()) {
            Database.execute(connection, useSchema(schema));
            Database.execute(connection, sql);
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    private static String useSchema(final String name) {
        return "SET SCHEMA " + Database.quote(name);
    }

    private TableStorage storage(final Table table) {
        final TableStorage storage = storages.get(table);
        if (storage == null) {
            throw new IllegalArgumentException("Table %s does not exist; existing tables: %s".formatted(table.name(),
                    new ArrayList<>(storages.keySet()).stream().map(other -> other.name().toString()).collect(Collectors.joining(", "))));
        }
        return storage;
    }
}
