package io.github.nifistarrocks.client.schema;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A column as the FE describes it.
 *
 * @param name as StarRocks spells it
 * @param columnType its type
 * @param nullable true also where the server does not report it
 * @param key true for a column of the table's key; false where the server does not report it
 * @param autoIncrement true when the server numbers rows without a value for the column; false where it does not report it
 */
public record TableColumn(String name, ColumnType columnType, boolean nullable, boolean key, boolean autoIncrement) {

    /** BRIDGE, removed at the end of the refactoring: the former constructor. */
    public TableColumn(final String name, final String type, final OptionalInt length, final OptionalInt precision, final OptionalInt scale,
            final boolean nullable, final boolean key) {
        this(name, type, length, precision, scale, nullable, key, false, Optional.empty(), false, List.of());
    }

    /** BRIDGE. */
    public TableColumn(final String name, final String type, final OptionalInt length, final OptionalInt precision, final OptionalInt scale,
            final boolean nullable, final boolean key, final boolean hasDefault, final Optional<String> defaultValue, final boolean autoIncrement,
            final List<TableColumn> children) {
        this(name, ColumnTypes.of(type, new ColumnTypes.Parameters(length, precision, scale,
                children.stream().map(child -> new ColumnType.StructField(child.name(), child.columnType())).toList())), nullable, key, autoIncrement);
    }

    /** BRIDGE. */
    public String type() {
        return columnType instanceof final ColumnType.UnknownType unknown ? unknown.name() : columnType.name();
    }

    /** BRIDGE. */
    public OptionalInt length() {
        return switch (columnType) {
            case ColumnType.CharType text -> text.length();
            case ColumnType.VarcharType text -> text.length();
            case ColumnType.VarbinaryType bytes -> bytes.length();
            case ColumnType.ScalarType ignored -> OptionalInt.empty();
            case ColumnType.DecimalType ignored -> OptionalInt.empty();
            case ColumnType.ArrayType ignored -> OptionalInt.empty();
            case ColumnType.MapType ignored -> OptionalInt.empty();
            case ColumnType.StructType ignored -> OptionalInt.empty();
            case ColumnType.UnknownType ignored -> OptionalInt.empty();
        };
    }

    /** BRIDGE. */
    public OptionalInt precision() {
        return columnType instanceof final ColumnType.DecimalType decimal ? decimal.precision() : OptionalInt.empty();
    }

    /** BRIDGE. */
    public OptionalInt scale() {
        return columnType instanceof final ColumnType.DecimalType decimal ? decimal.scale() : OptionalInt.empty();
    }

    /** BRIDGE. */
    public List<TableColumn> children() {
        return switch (columnType) {
            case ColumnType.ArrayType array -> array.element() == ColumnType.UNKNOWN ? List.of() : List.of(child("itemType", array.element()));
            case ColumnType.MapType map -> map.key() == ColumnType.UNKNOWN ? List.of() : List.of(child("keyType", map.key()), child("valueType", map.value()));
            case ColumnType.StructType struct -> struct.fields().stream().map(field -> child(field.name(), field.type())).toList();
            case ColumnType.CharType ignored -> List.of();
            case ColumnType.VarcharType ignored -> List.of();
            case ColumnType.VarbinaryType ignored -> List.of();
            case ColumnType.ScalarType ignored -> List.of();
            case ColumnType.DecimalType ignored -> List.of();
            case ColumnType.UnknownType ignored -> List.of();
        };
    }

    private static TableColumn child(final String name, final ColumnType type) {
        return new TableColumn(name, type, true, false, false);
    }
}
