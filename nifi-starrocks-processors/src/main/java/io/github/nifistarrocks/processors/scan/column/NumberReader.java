package io.github.nifistarrocks.processors.scan.column;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Optional;

import io.github.nifistarrocks.client.core.RowText;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.type.DecimalDataType;

/**
 * Numbers for which the schema of the record writer declares another type than that of the column. NiFi's writers round, truncate or wrap them without an
 * error.
 *
 * @param column its path
 * @param written type in the schema of the record writer
 */
public record NumberReader(String column, ColumnReader source, DataType written, ReadContext context) implements ColumnReader {

    @Override
    public Object value(final int row) {
        final Object value = source.value(row);
        if (value instanceof final Number number && !isRepresented(number)) {
            context.inexact(column, () -> """
                    the number %s, which the type %s of the schema of the record writer does not represent. Declare another type, such as string"""
                    .formatted(RowText.of(number), written));
        }
        return value;
    }

    @Override
    public String text(final int row) {
        return source.text(row);
    }

    private boolean isRepresented(final Number number) {
        if (!Double.isFinite(number.doubleValue()) && (number instanceof Float || number instanceof Double)) {
            return written.getFieldType() == RecordFieldType.FLOAT || written.getFieldType() == RecordFieldType.DOUBLE;
        }
        return exact(number instanceof final BigDecimal decimal ? decimal : new BigDecimal(number.toString()), written).isPresent();
    }

    /**
     * The number in a type of records.
     *
     * @return empty when the type does not represent it; the digits that a FLOAT or DOUBLE prints count, not its binary value
     */
    public static Optional<Object> exact(final BigDecimal number, final DataType type) {
        return switch (type.getFieldType()) {
            case BYTE, SHORT, INT, LONG, BIGINT -> number.stripTrailingZeros().scale() <= 0
                    ? whole(number.toBigIntegerExact(), type.getFieldType())
                    : Optional.empty();
            case FLOAT, DOUBLE, DECIMAL -> real(number, type);
            case BOOLEAN, CHAR, DATE, TIME, TIMESTAMP, UUID, ENUM, STRING, RECORD, ARRAY, MAP, CHOICE -> Optional.empty();
        };
    }

    private static Optional<Object> whole(final BigInteger number, final RecordFieldType type) {
        final int bits = number.bitLength();
        if (type == RecordFieldType.BYTE && bits < Byte.SIZE) {
            return Optional.of(number.byteValue());
        }
        if (type == RecordFieldType.SHORT && bits < Short.SIZE) {
            return Optional.of(number.shortValue());
        }
        if (type == RecordFieldType.INT && bits < Integer.SIZE) {
            return Optional.of(number.intValue());
        }
        if (type == RecordFieldType.LONG && bits < Long.SIZE) {
            return Optional.of(number.longValue());
        }
        return type == RecordFieldType.BIGINT ? Optional.of(number) : Optional.empty();
    }

    /** StarRocks stores fractions as doubles, so the digits that a double prints are those of the number. */
    private static Optional<Object> real(final BigDecimal number, final DataType type) {
        if (type instanceof final DecimalDataType decimal) {
            final BigDecimal stripped = number.stripTrailingZeros();
            final boolean fits = stripped.signum() == 0
                    || stripped.scale() <= decimal.getScale() && stripped.precision() - stripped.scale() <= decimal.getPrecision() - decimal.getScale();
            return fits ? Optional.of(number) : Optional.empty();
        }
        final Number real = type.getFieldType() == RecordFieldType.FLOAT ? (Number) number.floatValue() : (Number) number.doubleValue();
        return Double.isFinite(real.doubleValue()) && new BigDecimal(real.toString()).compareTo(number) == 0 ? Optional.of(real) : Optional.empty();
    }
}
