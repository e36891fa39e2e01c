package io.github.nifistarrocks.emulator.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.store.h2.Database;
import io.github.nifistarrocks.emulator.value.StoredValues;

/** Inserts rows, many with one statement. */
final class RowInserter {

    private static final int ROWS = 64;

    private final Connection connection;
    private final String insert;
    private final String parameters;
    private final ColumnType[] types;
    private final int leading;
    private final List<Object[]> waiting = new ArrayList<>(ROWS);
    private final long[][] waitingLeading = new long[ROWS][];
    private final PreparedStatement full;

    /** @param leading names of whole-number columns in front of the table's own */
    RowInserter(final Connection connection, final String table, final List<String> leading, final List<Column> columns) throws SQLException {
        this.connection = connection;
        this.leading = leading.size();
        this.types = columns.stream().map(Column::type).toArray(ColumnType[]::new);
        final StringBuilder sql = new StringBuilder("INSERT INTO ").append(table).append(" (");
        leading.forEach(name -> sql.append(Database.quote(name)).append(", "));
        this.insert = sql.append(TableStorage.names(columns)).append(") VALUES ").toString();
        this.parameters = "(?" + ", ?".repeat(leading.size() + columns.size() - 1) + ")";
        this.full = connection.prepareStatement(insertOf(ROWS));
    }

    void add(final Object[] row, final long... leadingValues) throws SQLException {
        waitingLeading[waiting.size()] = leadingValues;
        waiting.add(row);
        if (waiting.size() == ROWS) {
            insert(full);
        }
    }

    void flush() throws SQLException {
        if (!waiting.isEmpty()) {
            try (PreparedStatement rest = connection.prepareStatement(insertOf(waiting.size()))) {
                insert(rest);
            }
        }
    }

    private void insert(final PreparedStatement statement) throws SQLException {
        int parameter = 1;
        for (int i = 0; i < waiting.size(); i++) {
            for (int j = 0; j < leading; j++) {
                statement.setLong(parameter++, waitingLeading[i][j]);
            }
            final Object[] row = waiting.get(i);
            for (int j = 0; j < types.length; j++) {
                StoredValues.set(statement, parameter++, types[j], row[j]);
            }
        }
        statement.executeUpdate();
        waiting.clear();
    }

    private String insertOf(final int rows) {
        return insert + parameters + (", " + parameters).repeat(rows - 1);
    }
}
