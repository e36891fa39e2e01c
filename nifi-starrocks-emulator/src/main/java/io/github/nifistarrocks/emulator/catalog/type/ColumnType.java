package io.github.nifistarrocks.emulator.catalog.type;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The type of a column.
 *
 * @param kind what it is
 * @param size its length, precision and scale, where it has them
 * @param children item of ARRAY; key and value of MAP; fields of STRUCT
 * @param fieldNames names of a STRUCT's fields
 */
public record ColumnType(TypeKind kind, Size size, List<ColumnType> children, List<String> fieldNames) {

    /** The length of STRING in a table definition. */
    public static final int STRING_LENGTH = 65533;
    /** The maximum of VARCHAR and VARBINARY. */
    public static final int MAX_LENGTH = 1048576;

    /**
     * The numbers in brackets behind a type.
     *
     * @param length bytes of CHAR, VARCHAR and VARBINARY; 0 elsewhere
     * @param precision decimal digits of DECIMAL and DECIMALV2; 0 elsewhere
     * @param scale digits behind the point of DECIMAL and DECIMALV2; 0 elsewhere
     */
    public record Size(int length, int precision, int scale) {
        private static final Size NONE = new Size(0, 0, 0);
    }

    public ColumnType {
        children = List.copyOf(children);
        fieldNames = List.copyOf(fieldNames);
    }

    public static ColumnType of(final TypeKind kind) {
        return new ColumnType(kind, Size.NONE, List.of(), List.of());
    }

    public static ColumnType varchar(final int length) {
        return ofLength(TypeKind.VARCHAR, length);
    }

    public static ColumnType string() {
        return varchar(STRING_LENGTH);
    }

    public static ColumnType charOf(final int length) {
        return ofLength(TypeKind.CHAR, length);
    }

    public static ColumnType varbinary(final int length) {
        return ofLength(TypeKind.VARBINARY, length);
    }

    public static ColumnType decimal(final int precision, final int scale) {
        if (precision < 1 || precision > 76 || scale < 0 || scale > precision) {
            throw new IllegalArgumentException("DECIMAL(%d,%d) is out of range".formatted(precision, scale));
        }
        return new ColumnType(TypeKind.DECIMAL, new Size(0, precision, scale), List.of(), List.of());
    }

    /** The legacy type, which has one precision and scale. */
    public static ColumnType decimalV2() {
        return new ColumnType(TypeKind.DECIMALV2, new Size(0, 27, 9), List.of(), List.of());
    }

    public static ColumnType array(final ColumnType item) {
        return new ColumnType(TypeKind.ARRAY, Size.NONE, List.of(item), List.of());
    }

    public static ColumnType map(final ColumnType key, final ColumnType value) {
        return new ColumnType(TypeKind.MAP, Size.NONE, List.of(key, value), List.of());
    }

    public static ColumnType struct(final List<String> fieldNames, final List<ColumnType> fields) {
        if (fieldNames.size() != fields.size()) {
            throw new IllegalArgumentException("A struct needs one name per field");
        }
        return new ColumnType(TypeKind.STRUCT, Size.NONE, fields, fieldNames);
    }

    /**
     * Reads a type as written in a table definition, such as {@code DECIMAL(18,4)} or {@code MAP<STRING,ARRAY<INT>>}.
     *
     * @throws IllegalArgumentException when it is not a type of the emulator
     */
    public static ColumnType parse(final String ddl) {
        return ColumnTypeParser.parse(ddl);
    }

    /** Bytes of CHAR, VARCHAR and VARBINARY; 0 elsewhere. */
    public int length() {
        return size.length();
    }

    /** Decimal digits of DECIMAL and DECIMALV2; 0 elsewhere. */
    public int precision() {
        return size.precision();
    }

    /** Digits behind the point of DECIMAL and DECIMALV2; 0 elsewhere. */
    public int scale() {
        return size.scale();
    }

    /** The name under which the FE's metadata calls show the type: DECIMAL64 for DECIMAL(18,4), INVALID_TYPE for nested types. */
    public String primitiveName() {
        return switch (kind) {
            case ARRAY, MAP, STRUCT -> "INVALID_TYPE";
            case DECIMAL -> decimalName();
            case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE, DECIMALV2, DATE, DATETIME, CHAR, VARCHAR, JSON, VARBINARY, HLL, BITMAP ->
                kind.name();
        };
    }

    /** The type as {@code DESC} shows it, such as {@code array<varchar(65533)>}. */
    public String displayName() {
        return switch (kind) {
            case CHAR, VARCHAR -> "%s(%d)".formatted(lowerKind(), length());
            case DECIMAL, DECIMALV2 -> "decimal(%d,%d)".formatted(precision(), scale());
            case ARRAY -> "array<%s>".formatted(children.getFirst().displayName());
            case MAP -> "map<%s,%s>".formatted(children.getFirst().displayName(), children.getLast().displayName());
            case STRUCT -> structName();
            case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE, DATE, DATETIME, JSON, VARBINARY, HLL, BITMAP -> lowerKind();
        };
    }

    /** The type as the messages of a BE show it, such as {@code ARRAY<VARCHAR(65533)>} (BE: debug_string in {@code runtime/types.cpp}). */
    public String backendName() {
        return switch (kind) {
            case CHAR, VARCHAR, VARBINARY -> "%s(%d)".formatted(kind.name(), length());
            case DECIMAL -> "%s(%d, %d)".formatted(decimalName(), precision(), scale());
            case DECIMALV2 -> "%s(%d, %d)".formatted(kind.name(), precision(), scale());
            case ARRAY -> "ARRAY<%s>".formatted(children.getFirst().backendName());
            case MAP -> "MAP<%s, %s>".formatted(children.getFirst().backendName(), children.getLast().backendName());
            case STRUCT -> IntStream.range(0, children.size()).mapToObj(i -> fieldNames.get(i) + ' ' + children.get(i).backendName())
                    .collect(Collectors.joining(", ", "STRUCT{", "}"));
            case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE, DATE, DATETIME, JSON, HLL, BITMAP -> kind.name();
        };
    }

    private String decimalName() {
        if (precision() <= 9) {
            return "DECIMAL32";
        }
        if (precision() <= 18) {
            return "DECIMAL64";
        }
        return precision() <= 38 ? "DECIMAL128" : "DECIMAL256";
    }

    private String structName() {
        final StringBuilder text = new StringBuilder("struct<");
        for (int i = 0; i < children.size(); i++) {
            text.append(i == 0 ? "" : ", ").append(fieldNames.get(i)).append(' ').append(children.get(i).displayName());
        }
        return text.append('>').toString();
    }

    private String lowerKind() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static ColumnType ofLength(final TypeKind kind, final int length) {
        return new ColumnType(kind, new Size(length, 0, 0), List.of(), List.of());
    }
}
