package io.github.nifistarrocks.emulator.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Lock;
import java.util.stream.Collectors;

import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.View;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.sql.H2Text;
import io.github.nifistarrocks.emulator.store.h2.Database;
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
        storages.keySet().removeIf(table -> table.name().database().equals(name));
        database.execute("DROP SCHEMA IF EXISTS " + Database.quote(name) + " CASCADE");
    }

    public void createTable(final Table table) {
        final TableStorage storage = new TableStorage(table);
        storage.create(database);
        storages.put(table, storage);
    }

    public void dropTable(final Table table) {
        storages.remove(table);
        database.execute("DROP TABLE IF EXISTS " + TableStorage.sqlName(table) + " CASCADE");
    }

    public void truncate(final Table table) {
        final TableStorage storage = storage(table);
        storage.lock().lock();
        try {
            database.execute("DELETE FROM " + storage.sqlName());
            storage.rowIds().clear();
        } finally {
            storage.lock().unlock();
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
        final TableStorage storage = storage(table);
        return storage.isKeyed() ? new KeyedWriter(database, storage, mode, scramble) : new AppendingWriter(database, storage);
    }

    /** For rows that are only counted. */
    public CountingWriter countingWriter(final Table table) {
        return new CountingWriter(storage(table));
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

    /**
     * Reads visible rows while they are asked for.
     *
     * @throws StoreException when the condition is not understood
     */
    public RowCursor scan(final Table table, final RowSelection selection) {
        final TableStorage storage = storage(table);
        final List<Column> selected = selection.columns().stream()
                .map(name -> table.column(name).orElseThrow(() -> new IllegalArgumentException("No column " + name))).toList();
        final String select = selected.isEmpty() ? "1" : TableStorage.names(selected);
        final String condition = selection.where().map(where -> " AND (" + H2Text.of(where) + ")").orElse("");
        final String from = "SELECT %s FROM %s WHERE ".formatted(select, storage.sqlName());
        final List<String> queries = selection.tablets().stream().map(tablet -> from + storage.rangeOf(tablet) + condition).toList();
        final List<ColumnType> types = selected.stream().map(Column::type).toList();
        return new ChainedRowCursor(queries.stream().map(sql -> source(sql, types)).toList());
    }

    private ChainedRowCursor.Source source(final String sql, final List<ColumnType> types) {
        return () -> {
            final Lock visibility = database.visibility().readLock();
            visibility.lock();
            try {
                return new JdbcRowCursor(database.connectLazily(), sql, types);
            } finally {
                visibility.unlock();
            }
        };
    }

    /** How many visible rows the tablet has. */
    public long count(final Table table, final long tabletId) {
        final TableStorage storage = storage(table);
        final String sql = "SELECT COUNT(*) FROM %s WHERE %s".formatted(storage.sqlName(), storage.rangeOf(tabletId));
        return ((Number) run(sql, List.of()).rows().getFirst().getFirst()).longValue();
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
