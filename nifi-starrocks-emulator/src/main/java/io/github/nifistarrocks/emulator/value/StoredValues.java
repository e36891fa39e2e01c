package io.github.nifistarrocks.emulator.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.JDBCType;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDate;
import java.time.LocalDateTime;

import io.github.nifistarrocks.emulator.catalog.type.ColumnType;

/** Reads and writes values in H2. */
public final class StoredValues {

    private StoredValues() {}

    /** The H2 type of a column. */
    public static String sqlType(final ColumnType type) {
        return switch (type.kind()) {
            case BOOLEAN -> JDBCType.BOOLEAN.getName();
            case TINYINT -> JDBCType.TINYINT.getName();
            case SMALLINT -> JDBCType.SMALLINT.getName();
            case INT -> JDBCType.INTEGER.getName();
            case BIGINT -> JDBCType.BIGINT.getName();
            case LARGEINT -> "NUMERIC(39,0)";
            case FLOAT -> JDBCType.REAL.getName();
            case DOUBLE -> "DOUBLE PRECISION";
            case DECIMAL, DECIMALV2 -> "NUMERIC(%d,%d)".formatted(type.precision(), type.scale());
            case DATE -> JDBCType.DATE.getName();
            case DATETIME -> "TIMESTAMP(6)";
            case VARBINARY, HLL, BITMAP -> JDBCType.VARBINARY.getName();
            case CHAR, VARCHAR, JSON, ARRAY, MAP, STRUCT -> JDBCType.VARCHAR.getName();
        };
    }

    public static void set(final PreparedStatement statement, final int parameter, final ColumnType type, final Object value) throws SQLException {
        if (value == null) {
            statement.setNull(parameter, Types.NULL);
            return;
        }
        switch (type.kind()) {
            case BOOLEAN -> statement.setBoolean(parameter, (Boolean) value);
            case TINYINT -> statement.setByte(parameter, (Byte) value);
            case SMALLINT -> statement.setShort(parameter, (Short) value);
            case INT -> statement.setInt(parameter, (Integer) value);
            case BIGINT -> statement.setLong(parameter, (Long) value);
            case LARGEINT -> statement.setBigDecimal(parameter, new BigDecimal((BigInteger) value));
            case FLOAT -> statement.setFloat(parameter, (Float) value);
            case DOUBLE -> statement.setDouble(parameter, (Double) value);
            case DECIMAL, DECIMALV2 -> statement.setBigDecimal(parameter, (BigDecimal) value);
            case DATE, DATETIME -> statement.setObject(parameter, value);
            case CHAR, VARCHAR, JSON -> statement.setString(parameter, (String) value);
            case VARBINARY, HLL, BITMAP -> statement.setBytes(parameter, (byte[]) value);
            case ARRAY, MAP, STRUCT -> statement.setString(parameter, NestedText.write(type, value));
        }
    }

    public static Object get(final ResultSet rows, final int column, final ColumnType type) throws SQLException {
        return switch (type.kind()) {
            case BOOLEAN -> orNull(rows, rows.getBoolean(column));
            case TINYINT -> orNull(rows, rows.getByte(column));
            case SMALLINT -> orNull(rows, rows.getShort(column));
            case INT -> orNull(rows, rows.getInt(column));
            case BIGINT -> orNull(rows, rows.getLong(column));
            case LARGEINT -> whole(rows.getBigDecimal(column));
            case FLOAT -> orNull(rows, rows.getFloat(column));
            case DOUBLE -> orNull(rows, rows.getDouble(column));
            case DECIMAL, DECIMALV2 -> rows.getBigDecimal(column);
            case DATE -> rows.getObject(column, LocalDate.class);
            case DATETIME -> rows.getObject(column, LocalDateTime.class);
            case CHAR, VARCHAR, JSON -> rows.getString(column);
            case VARBINARY, HLL, BITMAP -> rows.getBytes(column);
            case ARRAY, MAP, STRUCT -> nested(type, rows.getString(column));
        };
    }

    private static Object orNull(final ResultSet rows, final Object value) throws SQLException {
        return rows.wasNull() ? null : value;
    }

    private static Object whole(final BigDecimal value) {
        return value == null ? null : value.toBigIntegerExact();
    }

    private static Object nested(final ColumnType type, final String text) {
        return text == null ? null : NestedText.read(type, text);
    }
}
