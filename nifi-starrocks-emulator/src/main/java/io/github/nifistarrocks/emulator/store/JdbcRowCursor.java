package io.github.nifistarrocks.emulator.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.store.h2.StoreException;
import io.github.nifistarrocks.emulator.value.StoredValues;

/** A cursor over a query of H2; it owns the connection. */
final class JdbcRowCursor implements RowCursor {

    private final Connection connection;
    private final ResultSet rows;
    private final ColumnType[] types;

    JdbcRowCursor(final Connection connection, final String sql, final List<ColumnType> types) {
        this.connection = connection;
        this.types = types.toArray(ColumnType[]::new);
        try {
            final PreparedStatement statement = connection.prepareStatement(sql);
            this.rows = statement.executeQuery();
        } catch (SQLException e) {
            close();
            throw new StoreException(e);
        }
    }

    @Override
    public boolean next() {
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
