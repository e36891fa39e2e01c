package io.github.nifistarrocks.emulator.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Filling;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.sql.H2Text;
import io.github.nifistarrocks.emulator.store.RowWriter;
import io.github.nifistarrocks.emulator.store.h2.StoreException;
import io.github.nifistarrocks.emulator.value.SqlValues;
import io.github.nifistarrocks.emulator.value.StoredValues;

/**
 * Fills AUTO_INCREMENT and generated columns of a row. A column that the load provides is left alone, also where it is NULL, which is refused then: the number is given only when
 * no field fills the column (FE: StreamLoadScanNode, 318-331; BE: tablet_sink.cpp, 769-1000).
 */
public final class ColumnFilling {

    private final Table table;
    private final boolean[] provided;
    private final List<Generated> generated = new ArrayList<>();

    private record Generated(int column, PreparedStatement statement) {}

    /** @param provided which columns the load fills */
    public ColumnFilling(final Table table, final boolean[] provided, final Connection connection) {
        this.table = table;
        this.provided = provided.clone();
        for (int i = 0; i < table.columns().size(); i++) {
            if (table.columns().get(i).filling() instanceof Filling.Generated(final String sql)) {
                generated.add(new Generated(i, prepare(connection, table, sql)));
            }
        }
    }

    /** @param operation of the row: a deleted one gets the number 0 */
    public void fill(final Object[] row, final int operation) {
        for (int i = 0; i < row.length; i++) {
            if (!provided[i] && table.columns().get(i).isAutoIncrement()) {
                row[i] = operation == RowWriter.UPSERT ? table.nextAutoIncrement() : 0L;
            }
        }
        for (final Generated column : generated) {
            row[column.column] = SqlValues.convert(table.columns().get(column.column).type(), evaluate(column.statement, row));
        }
    }

    private Object evaluate(final PreparedStatement statement, final Object[] row) {
        try {
            for (int i = 0; i < row.length; i++) {
                StoredValues.set(statement, i + 1, table.columns().get(i).type(), row[i]);
            }
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return SqlValues.read(result, 1);
            }
        } catch (SQLException e) {
            return null;
        }
    }

    private static PreparedStatement prepare(final Connection connection, final Table table, final String sql) {
        final String row = table.columns().stream().map(ColumnFilling::parameter).collect(Collectors.joining(", "));
        try {
            return connection.prepareStatement("SELECT %s FROM (SELECT %s) AS target".formatted(H2Text.of(sql), row));
        } catch (SQLException e) {
            throw new StoreException(e);
        }
    }

    private static String parameter(final Column column) {
        return "CAST(? AS %s) AS \"%s\"".formatted(StoredValues.sqlType(column.type()), column.name().replace("\"", "\"\""));
    }
}
