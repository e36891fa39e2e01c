package io.github.nifistarrocks.emulator.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Partition;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.Tablet;
import io.github.nifistarrocks.emulator.value.StoredValues;

/** For tables with unique keys: rows wait in a table of the writer's own and are merged into the real one, page by page in one H2 transaction, on publish. */
final class KeyedWriter implements RowWriter {
    private static final String STAGE = "\"__stage\"";
    private static final int PAGE = 5000;

    private final TableStorage storage;
    private final Table table;
    private final RowMerger merger;
    private final int[] keyPositions;
    private final Connection connection;
    private final RowInserter stage;
    private final Set<Partition> touched = new LinkedHashSet<>();
    private long staged;

    KeyedWriter(Database database, TableStorage storage, WriteMode mode) {
        this.storage = storage;
        this.table = storage.table();
        this.merger = new RowMerger(table, mode);
        this.keyPositions = table.keyColumns().stream().mapToInt(column -> table.position(column.name())).toArray();
        this.connection = database.connect();
        try {
            String columns = table.columns().stream().map(TableStorage::definition).collect(Collectors.joining(", "));
            Database.execute(connection, "CREATE LOCAL TEMPORARY TABLE %s (\"__seq\" BIGINT PRIMARY KEY, \"__tablet\" INTEGER, \"__op\" TINYINT, %s)"
                    .formatted(STAGE, columns));
            this.stage = new RowInserter(connection, STAGE, List.of("__seq", "__tablet", "__op"), table.columns());
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    @Override
    public void add(Object[] row, Partition partition, Tablet tablet, int op) {
        touched.add(partition);
        try {
            stage.add(row, staged++, storage.ordinal(tablet), op);
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    @Override
    public void publish() {
        synchronized (storage) {
            try {
                stage.flush();
                connection.setAutoCommit(false);
                merge();
                connection.commit();
                connection.close();
            } catch (SQLException e) {
                throw new StoreException(e);
            }
        }
        table.advance(touched);
    }

    @Override
    public void discard() {
        try {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.close();
            }
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    private void merge() throws SQLException {
        String names = TableStorage.names(table.columns());
        String keys = table.keyColumns().stream().map(column -> Database.quote(column.name()) + " IS NOT DISTINCT FROM ?").collect(Collectors.joining(" AND "));
        RowInserter inserter = new RowInserter(connection, storage.sqlName(), List.of(TableStorage.ROW_ID), table.columns());
        try (PreparedStatement page = connection.prepareStatement("SELECT \"__tablet\", \"__op\", %s FROM %s WHERE \"__seq\" BETWEEN ? AND ? ORDER BY \"__seq\""
                .formatted(names, STAGE));
                PreparedStatement lookup = connection.prepareStatement("SELECT %s FROM %s WHERE %s".formatted(names, storage.sqlName(), keys));
                PreparedStatement delete = connection.prepareStatement("DELETE FROM %s WHERE %s".formatted(storage.sqlName(), keys))) {
            for (long first = 0; first < staged; first += PAGE) {
                Map<List<Object>, Outcome> outcomes = outcomesOfPage(page, first, lookup);
                for (List<Object> key : outcomes.keySet()) {
                    bind(delete, key);
                    delete.addBatch();
                }
                delete.executeBatch();
                for (Outcome outcome : outcomes.values()) {
                    if (outcome.row() != null) {
                        inserter.add(outcome.row(), storage.newRowId(outcome.tablet()));
                    }
                }
                inserter.flush();
            }
        }
    }

    private Map<List<Object>, Outcome> outcomesOfPage(PreparedStatement page, long first, PreparedStatement lookup) throws SQLException {
        Map<List<Object>, Outcome> outcomes = new LinkedHashMap<>();
        page.setLong(1, first);
        page.setLong(2, first + PAGE - 1);
        try (ResultSet rows = page.executeQuery()) {
            while (rows.next()) {
                Object[] row = read(rows, 3);
                List<Object> key = keyOf(row);
                Outcome before = outcomes.get(key);
                Object[] stored = before != null || !merger.needsStoredRow() ? rowOf(before) : find(lookup, key);
                outcomes.put(key, new Outcome(rows.getInt(1), merger.merge(stored, row, rows.getInt(2))));
            }
        }
        return outcomes;
    }

    private Object[] find(PreparedStatement lookup, List<Object> key) throws SQLException {
        bind(lookup, key);
        try (ResultSet rows = lookup.executeQuery()) {
            return rows.next() ? read(rows, 1) : null;
        }
    }

    private Object[] read(ResultSet rows, int firstColumn) throws SQLException {
        List<Column> columns = table.columns();
        Object[] row = new Object[columns.size()];
        for (int i = 0; i < row.length; i++) {
            row[i] = StoredValues.get(rows, firstColumn + i, columns.get(i).type());
        }
        return row;
    }

    private List<Object> keyOf(Object[] row) {
        List<Object> key = new ArrayList<>(keyPositions.length);
        for (int position : keyPositions) {
            key.add(row[position]);
        }
        return key;
    }

    private void bind(PreparedStatement statement, List<Object> key) throws SQLException {
        for (int i = 0; i < keyPositions.length; i++) {
            StoredValues.set(statement, i + 1, table.columns().get(keyPositions[i]).type(), key.get(i));
        }
    }

    private static Object[] rowOf(Outcome outcome) {
        return outcome == null ? null : outcome.row();
    }

    /** What a key ends as: its row, or null when it is gone. */
    private record Outcome(int tablet, Object[] row) {}
}
