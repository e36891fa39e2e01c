package io.github.nifistarrocks.emulator.load;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.nifistarrocks.emulator.catalog.KeysType;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.load.source.SourceRow;
import io.github.nifistarrocks.emulator.sql.ColumnsHeader;
import io.github.nifistarrocks.emulator.sql.H2Text;
import io.github.nifistarrocks.emulator.value.SqlValues;
import io.github.nifistarrocks.emulator.value.StoredValues;

/** An expression or condition over one row, evaluated by H2. */
final class Expression {

    private static final int UNKNOWN_FUNCTION = 90022;
    private static final int UNKNOWN_COLUMN = 42122;

    private final PreparedStatement statement;

    private Expression(final PreparedStatement statement) {
        this.statement = statement;
    }

    /** Over the source fields, all of them as text. */
    static Expression ofFields(final Connection connection, final String target, final String sql, final List<String> fields) throws LoadRefusedException {
        final String row = fields.stream().map(name -> "CAST(? AS VARCHAR) AS " + quote(name)).collect(Collectors.joining(", "));
        try {
            return prepare(connection, "SELECT %s FROM (SELECT %s) AS source".formatted(H2Text.of(sql), row.isEmpty() ? "1 AS \"__none\"" : row));
        } catch (SQLException e) {
            throw switch (e.getErrorCode()) {
                case UNKNOWN_FUNCTION -> unknownFunction(sql, target, fields);
                case UNKNOWN_COLUMN -> new LoadRefusedException("column has no source field, column=" + nameIn(e));
                default -> new LoadRefusedException(ColumnsHeader.brokenExpression(sql).getMessage());
            };
        }
    }

    /**
     * A condition over the columns of a table, and over the operation if it is a PRIMARY KEY table: its tuple has a slot for the operation (FE:
     * StreamLoadPlanner.plan), in which LoadScanNode.initWhereExpr finds the names.
     */
    static Expression ofTable(final Connection connection, final String sql, final Table table) throws LoadRefusedException {
        final Stream<String> operation = table.keysType() == KeysType.PRIMARY ? Stream.of("CAST(? AS TINYINT) AS " + quote(SourceRow.OP)) : Stream.empty();
        final String row = Stream
                .concat(table.columns().stream().map(column -> "CAST(? AS %s) AS %s".formatted(StoredValues.sqlType(column.type()), quote(column.name()))),
                        operation)
                .collect(Collectors.joining(", "));
        try {
            return prepare(connection, "SELECT 1 FROM (SELECT %s) AS target WHERE %s".formatted(row, H2Text.of(sql)));
        } catch (SQLException e) {
            if (e.getErrorCode() == UNKNOWN_COLUMN) {
                throw new LoadRefusedException(
                        "unknown column in where statement. the column '%s' in where clause must be in the target table.".formatted(nameIn(e)));
            }
            throw new LoadRefusedException(ColumnsHeader.brokenExpression(sql).getMessage());
        }
    }

    /** @return what H2 computed; NULL also when it cannot be computed */
    Object evaluate(final SourceRow row, final int fields) {
        try {
            for (int i = 0; i < fields; i++) {
                statement.setString(i + 1, row.text(i));
            }
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                return SqlValues.read(result, 1);
            }
        } catch (SQLException e) {
            return null;
        }
    }

    /** @return false also when it cannot be computed */
    boolean test(final Object[] row, final Table table, final int operation) {
        try {
            for (int i = 0; i < row.length; i++) {
                StoredValues.set(statement, i + 1, table.columns().get(i).type(), row[i]);
            }
            if (table.keysType() == KeysType.PRIMARY) {
                statement.setInt(row.length + 1, operation);
            }
            try (ResultSet result = statement.executeQuery()) {
                return result.next();
            }
        } catch (SQLException e) {
            return false;
        }
    }

    private static Expression prepare(final Connection connection, final String sql) throws SQLException {
        return new Expression(connection.prepareStatement(sql));
    }

    private static LoadRefusedException unknownFunction(final String sql, final String target, final List<String> fields) {
        final String name = sql.substring(0, Math.max(0, sql.indexOf('('))).strip();
        final String arguments = sql.substring(sql.indexOf('(') + 1, Math.max(sql.lastIndexOf(')'), sql.indexOf('(') + 1)).strip();
        String quoted = arguments;
        for (final String field : fields) {
            quoted = quoted.replaceAll("\\b" + Pattern.quote(field) + "\\b", "`" + field + "`");
        }
        final String types = arguments.isEmpty() ? "" : Arrays.stream(arguments.split(",")).map(argument -> "varchar").collect(Collectors.joining(", "));
        return new LoadRefusedException("Expr '%s(%s)' analyze error: No matching function with signature: %s(%s), derived column is '%s'"
                .formatted(name, quoted, name, types, target));
    }

    private static String nameIn(final SQLException e) {
        final String[] parts = e.getMessage().split("\"");
        return parts.length > 1 ? parts[1] : "";
    }

    private static String quote(final String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
