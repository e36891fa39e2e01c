package io.github.nifistarrocks.emulator.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.ColumnType;
import io.github.nifistarrocks.emulator.value.StoredValues;

/** Inserts rows in batches. */
final class RowInserter {
    private static final int BATCH = 1000;

    private final PreparedStatement statement;
    private final ColumnType[] types;
    private final int leading;
    private int waiting;

    /** @param leading names of whole-number columns in front of the table's own */
    RowInserter(Connection connection, String table, List<String> leading, List<Column> columns) throws SQLException {
        this.leading = leading.size();
        this.types = columns.stream().map(Column::type).toArray(ColumnType[]::new);
        StringBuilder sql = new StringBuilder("INSERT INTO ").append(table).append(" (");
        leading.forEach(name -> sql.append(Database.quote(name)).append(", "));
        sql.append(TableStorage.names(columns)).append(") VALUES (?");
        sql.append(", ?".repeat(leading.size() + columns.size() - 1)).append(')');
        this.statement = connection.prepareStatement(sql.toString());
    }

    void add(Object[] row, long... leadingValues) throws SQLException {
        for (int i = 0; i < leading; i++) {
            statement.setLong(i + 1, leadingValues[i]);
        }
        for (int i = 0; i < types.length; i++) {
            StoredValues.set(statement, leading + i + 1, types[i], row[i]);
        }
        statement.addBatch();
        if (++waiting == BATCH) {
            flush();
        }
    }

    void flush() throws SQLException {
        if (waiting > 0) {
            statement.executeBatch();
            waiting = 0;
        }
    }
}
