package io.github.nifistarrocks.emulator.value;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;

import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.catalog.type.TypeKind;

/** Converts results of H2 into the Java classes of column types. */
public final class SqlValues {

    private SqlValues() {}

    /** Reads a value of an H2 query; dates as java.time classes, since the older classes change calendars in 1582. */
    public static Object read(final ResultSet rows, final int column) throws SQLException {
        return switch (rows.getMetaData().getColumnType(column)) {
            case Types.DATE -> rows.getObject(column, LocalDate.class);
            case Types.TIMESTAMP -> rows.getObject(column, LocalDateTime.class);
            default -> rows.getObject(column);
        };
    }

    /** @throws InvalidValueException when it does not fit */
    public static Object convert(final ColumnType type, final Object value) {
        return switch (value) {
            case null -> null;
            case byte[] bytes -> ofBytes(type, bytes);
            case Array array -> type.kind() == TypeKind.ARRAY ? list(type, array) : TextValues.parse(type, array.toString());
            case LocalDateTime moment -> TextValues.parse(type, TemporalText.of(moment));
            case BigDecimal number -> ofNumber(type, number);
            case Double number -> type.kind() == TypeKind.DOUBLE ? number : ofNumber(type, BigDecimal.valueOf(number));
            case Float number -> type.kind() == TypeKind.FLOAT ? number : ofNumber(type, new BigDecimal(number.toString()));
            default -> TextValues.parse(type, value.toString());
        };
    }

    private static Object ofBytes(final ColumnType type, final byte[] bytes) {
        return switch (type.kind()) {
            case VARBINARY, HLL, BITMAP -> bytes;
            case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE, DECIMAL, DECIMALV2, DATE, DATETIME, CHAR, VARCHAR, JSON, ARRAY, MAP,
                    STRUCT ->
                TextValues.parse(type, new String(bytes, StandardCharsets.UTF_8));
        };
    }

    private static Object ofNumber(final ColumnType type, final BigDecimal number) {
        return switch (type.kind()) {
            case TINYINT, SMALLINT, INT, BIGINT, LARGEINT -> TextValues.parse(type, number.toBigInteger().toString());
            case DECIMAL, DECIMALV2 -> TextValues.decimal(type, number);
            case BOOLEAN, FLOAT, DOUBLE, DATE, DATETIME, CHAR, VARCHAR, JSON, VARBINARY, HLL, BITMAP, ARRAY, MAP, STRUCT ->
                TextValues.parse(type, number.toPlainString());
        };
    }

    private static List<Object> list(final ColumnType type, final Array array) {
        try {
            final List<Object> items = new ArrayList<>();
            for (final Object item : (Object[]) array.getArray()) {
                items.add(convert(type.children().getFirst(), item));
            }
            return items;
        } catch (SQLException e) {
            throw InvalidValueException.unreadable(e.getMessage());
        }
    }
}
