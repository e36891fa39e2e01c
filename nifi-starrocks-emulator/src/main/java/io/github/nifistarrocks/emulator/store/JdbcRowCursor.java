package io.github.nifistarrocks.emulator.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.store.h2.StoreException;
import io.github.nifistarrocks.emulator.value.StoredValues;

/**
 * A cursor over the rows that are visible when it is created; it owns the connection. H2 executes a lazy query at its first row, so that is read at once.
 */
final class JdbcRowCursor implements RowCursor {

    private final Connection connection;
    private final ResultSet rows;
    private final ColumnType[] types;
    private final boolean hasFirst;
    private boolean begun;

    JdbcRowCursor(final Connection connection, final String sql, final List<ColumnType> types) {
        this.connection = connection;
        this.types = types.toArray(ColumnType[]::new);
        try {
            final PreparedStatement statement = connection.prepareStatement(sql);
            this.rows = statement.executeQuery();
            hasFirst = rows.next();
        } catch (SQLException e) {
            close();
            throw new StoreException(e);
        }
    }

    @Override
    public boolean next() {
        if (!begun) {
            begun = true;
            return hasFirst;
        }
        try {
            return rows.next();
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    @Override
    public Object value(final int column) {
        try {
            return StoredValues.get(rows, column + 1, types[column]);
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }
}
