package io.github.nifistarrocks.processors.planning;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.core.StarRocksException;
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
import io.github.nifistarrocks.processors.option.scan.UnsupportedColumns;
import io.github.nifistarrocks.processors.plan.PlannedColumn;
import io.github.nifistarrocks.processors.type.ScanTypes;

/**
 * The columns of a table that a plan reads.
 *
 * @param columns to be read, not empty
 * @param omitted names of the other columns that were requested
 */
public record ColumnSelection(List<PlannedColumn> columns, List<String> omitted) {

    /** Maximum precision of DECIMAL128. */
    private static final int MAX_DECIMAL128_DIGITS = 38;

    public ColumnSelection {
        columns = List.copyOf(columns);
        omitted = List.copyOf(omitted);
    }

    /**
     * How columns are selected.
     *
     * @param unsupported handling of columns that BEs cannot send
     * @param newerTypes whether the BEs can send VARBINARY and DECIMAL256
     */
    public record Rules(UnsupportedColumns unsupported, boolean newerTypes) {}

    /**
     * @param names in the order to be read, in any case; empty for all columns
     * @throws StarRocksException INVALID when a column is missing or cannot be read
     */
    static ColumnSelection of(final TableSchema schema, final List<String> names, final Rules rules) throws StarRocksException {
        final List<PlannedColumn> columns = new ArrayList<>();
        final List<TableColumn> unreadable = new ArrayList<>();
        for (final TableColumn column : requested(schema, names)) {
            if (isReadable(column.type(), rules)) {
                columns.add(PlannedColumn.of(column));
            } else {
                unreadable.add(column);
            }
        }
        if (columns.isEmpty() || !unreadable.isEmpty() && rules.unsupported() == UnsupportedColumns.FAIL) {
            throw unsupported(schema, unreadable, rules);
        }
        return new ColumnSelection(columns, unreadable.stream().map(TableColumn::name).toList());
    }

    private static List<TableColumn> requested(final TableSchema schema, final List<String> names) throws StarRocksException {
        if (names.isEmpty()) {
            return schema.columns();
        }
        final Map<String, TableColumn> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        schema.columns().forEach(column -> byName.put(column.name(), column));
        final List<String> missing = names.stream().filter(name -> !byName.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            final List<String> present = schema.columns().stream().map(TableColumn::name).toList();
            throw invalid("Table [%s] has no column %s. Its columns are %s".formatted(schema.table(), missing, present));
        }
        return names.stream().map(byName::get).toList();
    }

    /** {@link ColumnType#UNKNOWN} is a type that the FE does not report: the BE reports it when the scan is opened. */
    private static boolean isReadable(final ColumnType type, final Rules rules) {
        return type.equals(ColumnType.UNKNOWN) || ScanTypes.isScannable(type) && (rules.newerTypes() || !isNewer(type));
    }

    /** Whether BEs up to StarRocks 4.0 refuse the type, or one inside, with {@code Unknown logical type} (BE: util/arrow/row_batch.cpp). */
    private static boolean isNewer(final ColumnType type) {
        return switch (type) {
            case VarbinaryType ignored -> true;
            case DecimalType decimal -> decimal.precision().isPresent() && decimal.precision().getAsInt() > MAX_DECIMAL128_DIGITS;
            case ArrayType array -> isNewer(array.element());
            case MapType map -> isNewer(map.key()) || isNewer(map.value());
            case StructType struct -> struct.fields().stream().anyMatch(field -> isNewer(field.type()));
            case ScalarType ignored -> false;
            case CharType ignored -> false;
            case VarcharType ignored -> false;
            case UnknownType ignored -> false;
        };
    }

    private static StarRocksException unsupported(final TableSchema schema, final List<TableColumn> columns, final Rules rules) {
        final String list = columns.stream().map(column -> "[%s] %s".formatted(column.name(), column.type())).collect(Collectors.joining(", "));
        final boolean newer = !rules.newerTypes() && columns.stream().anyMatch(column -> isNewer(column.type()));
        final String advice = newer
                ? " StarRocks up to 4.0 cannot send VARBINARY and DECIMAL of more than 38 digits: if your BEs can, set BEs Send VARBINARY and DECIMAL256 to true."
                : "";
        final String parts = columns.stream().anyMatch(column -> ScanTypes.hasUnreportedParts(column.type()))
                ? " StarRocks reports the types inside of ARRAY, MAP and STRUCT from version 3.3."
                : "";
        return invalid("Columns of [%s] cannot be scanned: %s.%s%s List the other columns in Columns, or set Unsupported Columns to Omit"
                .formatted(schema.table(), list, advice, parts));
    }

    private static StarRocksException invalid(final String message) {
        return new StarRocksException(StarRocksException.Kind.INVALID, message);
    }
}
