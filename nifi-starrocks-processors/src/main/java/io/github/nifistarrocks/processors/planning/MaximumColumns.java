package io.github.nifistarrocks.processors.planning;

import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.plan.MaximumColumn;
import io.github.nifistarrocks.client.plan.ParameterType;
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
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;

/** Columns by whose values new rows are found. */
final class MaximumColumns {

    private static final int MAX_LITERAL_DIGITS = 38;
    private static final DateTimeFormatter MICROSECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    private MaximumColumns() {}

    /**
     * @param name in any case
     * @param last the value up to which rows were read
     * @return without an end
     * @throws StarRocksException INVALID for a column that is missing or whose values have no exact literal
     */
    static MaximumColumn of(final TableSchema schema, final String name, final Optional<String> last) throws StarRocksException {
        final TableColumn column = column(schema, name);
        final ParameterType type = literal(column.type()).orElseThrow(() -> invalid("""
                Column [%s] of [%s] has type %s and cannot be a maximum-value column. Use one of type DATE or DATETIME, an integer type, DECIMAL of up to %d \
                digits, CHAR or VARCHAR""".formatted(column.name(), schema.table(), column.type(), MAX_LITERAL_DIGITS)));
        return new MaximumColumn(column.name(), type, last, Optional.empty());
    }

    /**
     * The column without values of this time or later. Of a DATE column the whole day is excluded, because its rows may not be complete.
     *
     * @throws StarRocksException INVALID for a column that is neither DATE nor DATETIME
     */
    static MaximumColumn before(final MaximumColumn column, final LocalDateTime time) throws StarRocksException {
        final String end = switch (column.type()) {
            case DATE -> time.toLocalDate().toString();
            case DATETIME -> time.format(MICROSECONDS);
            case STRING, NUMBER, BOOLEAN -> throw invalid("Maximum-value Lag is set, but the first maximum-value column [%s] is neither DATE nor DATETIME"
                    .formatted(column.name()));
        };
        return new MaximumColumn(column.name(), column.type(), column.last(), Optional.of(end));
    }

    /** Why new rows may be skipped, for a warning. */
    static List<String> risks(final TableSchema schema, final List<MaximumColumn> columns) throws StarRocksException {
        final TableColumn first = column(schema, columns.getFirst().name());
        if (first.autoIncrement()) {
            return List.of("""
                    Column [%s] of [%s] is an AUTO_INCREMENT column, so rows may be skipped: each BE has its own range of numbers, and a later load may have smaller \
                    ones. Use a column with the time of the load""".formatted(first.name(), schema.table()));
        }
        if (first.type() == ScalarType.DATE && columns.getFirst().end().isEmpty()) {
            return List.of("""
                    Column [%s] of [%s] has type DATE, so rows may be skipped: later loads may have rows of the latest day. Set Maximum-value Lag"""
                    .formatted(first.name(), schema.table()));
        }
        return first.nullable() && schema.keys() != TableSchema.Keys.UNKNOWN
                ? List.of("Column [%s] of [%s] may be NULL. Rows in which it is NULL are not read".formatted(first.name(), schema.table()))
                : List.of();
    }

    private static TableColumn column(final TableSchema schema, final String name) throws StarRocksException {
        return schema.columns().stream().filter(column -> column.name().equalsIgnoreCase(name)).findFirst()
                .orElseThrow(() -> invalid("Table [%s] has no column [%s], which is a maximum-value column. Its columns are %s"
                        .formatted(schema.table(), name, schema.columns().stream().map(TableColumn::name).toList())));
    }

    private static Optional<ParameterType> literal(final ColumnType type) {
        return switch (type) {
            case ScalarType scalar -> literal(scalar);
            case DecimalType decimal -> Optional.of(ParameterType.NUMBER)
                    .filter(number -> decimal.precision().isEmpty() || decimal.precision().getAsInt() <= MAX_LITERAL_DIGITS);
            case CharType ignored -> Optional.of(ParameterType.STRING);
            case VarcharType ignored -> Optional.of(ParameterType.STRING);
            case VarbinaryType ignored -> Optional.empty();
            case ArrayType ignored -> Optional.empty();
            case MapType ignored -> Optional.empty();
            case StructType ignored -> Optional.empty();
            case UnknownType ignored -> Optional.empty();
        };
    }

    private static Optional<ParameterType> literal(final ScalarType type) {
        return switch (type) {
            case TINYINT, SMALLINT, INT, BIGINT, LARGEINT -> Optional.of(ParameterType.NUMBER);
            case DATE -> Optional.of(ParameterType.DATE);
            case DATETIME -> Optional.of(ParameterType.DATETIME);
            case BOOLEAN, FLOAT, DOUBLE, JSON, HLL, BITMAP, PERCENTILE -> Optional.empty();
        };
    }

    private static StarRocksException invalid(final String message) {
        return new StarRocksException(StarRocksException.Kind.INVALID, message);
    }
}
