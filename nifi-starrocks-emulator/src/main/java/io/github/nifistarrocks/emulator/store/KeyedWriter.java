package io.github.nifistarrocks.emulator.store;

import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.KeysType;
import io.github.nifistarrocks.emulator.catalog.Partition;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.Tablet;
import io.github.nifistarrocks.emulator.store.h2.Database;
import io.github.nifistarrocks.emulator.store.h2.StoreException;
import io.github.nifistarrocks.emulator.value.StoredValues;

/** For tables with unique keys: rows wait in memory, as those of the tables do, and are merged into the table in one H2 transaction on publish. */
final class KeyedWriter implements RowWriter {

    private static final int BATCH = 100;

    private final Database database;
    private final TableStorage storage;
    private final Table table;
    private final RowMerger merger;
    private final int[] keyPositions;
    private final Random scramble;
    private final Set<Partition> touched = new LinkedHashSet<>();
    private List<Staged> staged = new ArrayList<>();
    private volatile boolean discarded;
    private Map<Object, Long> placed;
    private Connection connection;

    /** @param scramble brings the rows of a PRIMARY KEY table into another order; null keeps them as they come */
    KeyedWriter(final Database database, final TableStorage storage, final WriteMode mode, final Random scramble) {
        this.database = database;
        this.storage = storage;
        this.table = storage.table();
        this.merger = new RowMerger(table, mode);
        this.keyPositions = table.keyColumns().stream().mapToInt(column -> table.position(column.name())).toArray();
        this.scramble = table.keysType() == KeysType.PRIMARY ? scramble : null;
    }

    @Override
    public Table table() {
        return table;
    }

    @Override
    public void add(final Object[] row, final Partition partition, final Tablet tablet, final int op) {
        if (touched.isEmpty() || table.partitions().size() > 1) {
            touched.add(partition);
        }
        if (discarded) {
            return;
        }
        staged.add(new Staged(row, storage.ordinal(tablet), op));
    }

    @Override
    public void prepare() {
        connection = database.connect();
        storage.lock().lock();
        if (scramble != null) {
            Collections.shuffle(staged, scramble);
        }
        placed = new HashMap<>();
        try {
            connection.setAutoCommit(false);
            merge();
            staged = List.of();
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    @Override
    public void publish() {
        if (connection == null) {
            prepare();
        }
        try {
            storage.endVersion(database);
            connection.commit();
            connection.close();
            placed.forEach((key, rowId) -> {
                if (rowId == null) {
                    storage.rowIds().remove(key);
                } else {
                    storage.rowIds().put(key, rowId);
                }
            });
            placed = null;
        } catch (SQLException e) {
            throw new StoreException(e);
        } finally {
            storage.lock().unlock();
        }
        table.advance(touched);
    }

    @Override
    public void discard() {
        discarded = true;
        staged = new ArrayList<>();
        if (connection == null || placed == null) {
            return;
        }
        placed = null;
        try {
            connection.rollback();
            connection.close();
        } catch (SQLException e) {
            throw new StoreException(e);
        } finally {
            storage.lock().unlock();
        }
    }

    private void merge() throws SQLException {
        final RowInserter inserter = new RowInserter(connection, storage.sqlName(), List.of(TableStorage.ROW_ID), table.columns());
        final String select = "SELECT %s FROM %s WHERE %s = ?".formatted(TableStorage.names(table.columns()), storage.sqlName(),
                Database.quote(TableStorage.ROW_ID));
        final List<Map.Entry<Object, Outcome>> outcomes;
        try (PreparedStatement lookup = connection.prepareStatement(select)) {
            outcomes = new ArrayList<>(outcomes(lookup).entrySet());
        }
        // H2 keeps the rows of a tablet together.
        outcomes.sort(Comparator.comparingInt(entry -> entry.getValue().tablet()));
        delete(outcomes.stream().map(entry -> storage.rowIds().get(entry.getKey())).filter(Objects::nonNull).toList());
        for (final Map.Entry<Object, Outcome> entry : outcomes) {
            final Outcome outcome = entry.getValue();
            final Long rowId = outcome.row() == null ? null : (Long) storage.newRowId(outcome.tablet());
            if (rowId != null) {
                inserter.add(outcome.row(), rowId);
            }
            placed.put(entry.getKey(), rowId);
        }
        inserter.flush();
    }

    private void delete(final List<Long> rowIds) throws SQLException {
        final String sql = "DELETE FROM %s WHERE %s IN (?%s)".formatted(storage.sqlName(), Database.quote(TableStorage.ROW_ID), ", ?".repeat(BATCH - 1));
        try (PreparedStatement delete = connection.prepareStatement(sql)) {
            for (int first = 0; first < rowIds.size(); first += BATCH) {
                for (int i = 0; i < BATCH; i++) {
                    delete.setLong(i + 1, rowIds.get(Math.min(first + i, rowIds.size() - 1)));
                }
                delete.executeUpdate();
            }
        }
    }

    private Map<Object, Outcome> outcomes(final PreparedStatement lookup) throws SQLException {
        final Map<Object, Outcome> outcomes = LinkedHashMap.newLinkedHashMap(staged.size());
        for (final Staged next : staged) {
            final Object key = keyOf(next.row());
            Object[] stored = null;
            if (merger.needsStoredRow()) {
                final Outcome before = outcomes.get(key);
                stored = before == null ? find(lookup, key) : before.row();
            }
            outcomes.put(key, new Outcome(next.tablet(), merger.merge(stored, next.row(), next.op())));
        }
        return outcomes;
    }

    private Object[] find(final PreparedStatement lookup, final Object key) throws SQLException {
        final Long rowId = storage.rowIds().get(key);
        if (rowId == null) {
            return null;
        }
        lookup.setLong(1, rowId);
        final List<Column> columns = table.columns();
        try (ResultSet rows = lookup.executeQuery()) {
            if (!rows.next()) {
                return null;
            }
            final Object[] row = new Object[columns.size()];
            for (int i = 0; i < row.length; i++) {
                row[i] = StoredValues.get(rows, i + 1, columns.get(i).type());
            }
            return row;
        }
    }

    private Object keyOf(final Object[] row) {
        if (keyPositions.length == 1) {
            return comparable(row[keyPositions[0]]);
        }
        final List<Object> key = new ArrayList<>(keyPositions.length);
        for (final int position : keyPositions) {
            key.add(comparable(row[position]));
        }
        return key;
    }

    private static Object comparable(final Object value) {
        return value instanceof final byte[] bytes ? ByteBuffer.wrap(bytes) : value;
    }

    /** A row as it was added. */
    private record Staged(Object[] row, int tablet, int op) {}

    /** The final state of a key: its row, or null when it is deleted. */
    private record Outcome(int tablet, Object[] row) {}
}
