package io.github.nifistarrocks.processors.isolation;

import java.math.BigInteger;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.github.nifistarrocks.client.load.RejectedRow;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ArrayType;
import io.github.nifistarrocks.client.schema.ColumnType.CharType;
import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.client.schema.ColumnType.MapType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.ColumnType.StructType;
import io.github.nifistarrocks.client.schema.ColumnType.UnknownType;
import io.github.nifistarrocks.client.schema.ColumnType.VarbinaryType;
import io.github.nifistarrocks.client.schema.ColumnType.VarcharType;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.column.Conversion;
import io.github.nifistarrocks.processors.tableload.TableLoad;
import org.apache.nifi.serialization.record.Record;

/**
 * Rows as the error log prints them if the server refuses them after reading: the columns of the table in their order, {@code [1, 'a', NULL]}, without the
 * number of the record. Whole numbers and texts that are loaded unchanged can be compared with records. A record that matches may or may not be the printed
 * row, so a trial load has to verify it.
 */
final class PrintedRows {

    private final List<String> compared;
    private final List<PrintedRow> rows;

    private PrintedRows(final List<String> compared, final List<PrintedRow> rows) {
        this.compared = compared;
        this.rows = rows;
    }

    /**
     * Nothing is compared if the columns of the table are not known.
     *
     * @param log rows of the error log; those that do not print columns are skipped
     */
    static PrintedRows of(final TableLoad load, final List<RejectedRow> log) {
        final Map<String, String> fieldsByColumn = new HashMap<>();
        load.columns().fields().stream().filter(field -> field.conversion() == Conversion.NONE)
                .forEach(field -> field.target().ifPresent(column -> fieldsByColumn.put(column.toLowerCase(Locale.ROOT), field.name())));
        final List<String> compared = load.table().schema().map(TableSchema::columns).orElse(List.of()).stream()
                .filter(column -> isComparable(column.type())).map(column -> fieldsByColumn.get(column.name().toLowerCase(Locale.ROOT)))
                .filter(Objects::nonNull).toList();
        final List<PrintedRow> rows = log.stream().filter(row -> row.row().startsWith("[") && row.row().endsWith("]"))
                .map(row -> new PrintedRow(", " + row.row().substring(1, row.row().length() - 1) + ",", row.reason())).toList();
        return new PrintedRows(compared, rows);
    }

    /** Whether the server prints values of the type as records have them. */
    private static boolean isComparable(final ColumnType type) {
        return switch (type) {
            case ScalarType.TINYINT, ScalarType.SMALLINT, ScalarType.INT, ScalarType.BIGINT, ScalarType.LARGEINT -> true;
            case ScalarType.BOOLEAN, ScalarType.FLOAT, ScalarType.DOUBLE, ScalarType.DATE, ScalarType.DATETIME, ScalarType.JSON, ScalarType.HLL,
                    ScalarType.BITMAP, ScalarType.PERCENTILE ->
                false;
            case CharType text -> true;
            case VarcharType text -> true;
            case DecimalType decimal -> false;
            case VarbinaryType bytes -> false;
            case ArrayType array -> false;
            case MapType map -> false;
            case StructType struct -> false;
            case UnknownType unknown -> false;
        };
    }

    /** Whether no record can be compared with any row. */
    boolean isEmpty() {
        return compared.isEmpty() || rows.isEmpty();
    }

    /** The reason of a printed row that matches the record. */
    Optional<String> reasonFor(final Record record) {
        final List<String> values = compared.stream().map(record::getValue).filter(PrintedRows::isPrintedUnchanged).map(Object::toString).toList();
        return values.isEmpty() ? Optional.empty() : rows.stream().filter(row -> row.shows(values)).map(PrintedRow::reason).findFirst();
    }

    private static boolean isPrintedUnchanged(final Object value) {
        return value instanceof String || value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte
                || value instanceof BigInteger;
    }

    /** @param print with a separator before and after each column */
    private record PrintedRow(String print, String reason) {

        boolean shows(final List<String> values) {
            int from = 0;
            for (final String value : values) {
                final int plain = print.indexOf(", " + value + ",", from);
                final int quoted = print.indexOf(", '" + value + "',", from);
                if (plain < 0 && quoted < 0) {
                    return false;
                }
                // The separator after a column is also the one before the next.
                from = quoted < 0 || plain >= 0 && plain < quoted ? plain + value.length() + 2 : quoted + value.length() + 4;
            }
            return true;
        }
    }
}
