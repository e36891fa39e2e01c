package io.github.nifistarrocks.emulator.store;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

import io.github.nifistarrocks.emulator.value.SqlValues;

/** The rows of a query with the names and H2 type names of its columns. */
public record QueryResult(List<String> names, List<String> types, List<List<Object>> rows) {

    static QueryResult of(final ResultSet result) throws SQLException {
        final ResultSetMetaData meta = result.getMetaData();
        final List<String> names = new ArrayList<>();
        final List<String> types = new ArrayList<>();
        for (int i = 1; i <= meta.getColumnCount(); i++) {
            names.add(meta.getColumnLabel(i));
            types.add(meta.getColumnTypeName(i).toLowerCase(Locale.ROOT));
        }
        final List<List<Object>> rows = new ArrayList<>();
        while (result.next()) {
            final List<Object> row = new ArrayList<>(names.size());
            for (int i = 1; i <= names.size(); i++) {
                row.add(value(result, i));
            }
            rows.add(Collections.unmodifiableList(row));
        }
        return new QueryResult(List.copyOf(names), List.copyOf(types), rows);
    }

    private static Object value(final ResultSet result, final int column) throws SQLException {
        final Object value = SqlValues.read(result, column);
        return switch (value) {
            case Array array -> Arrays.asList((Object[]) array.getArray());
            case null, default -> value;
        };
    }
}
