package io.github.nifistarrocks.processors.origin;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.processors.value.FiniteNumbers;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.type.DecimalDataType;

/**
 * Numbers of declared types. Whole numbers are exact or invalid. Fractions that are declared as FLOAT or DOUBLE are the nearest number of the type. NaN and
 * infinity, also as text, are left to the column.
 */
final class DeclaredNumbers {

    private static final Pattern NUMBER = Pattern.compile("[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?");
    private static final int MAX_SCALE = 10_000;

    private DeclaredNumbers() {}

    static Object convert(final Object value, final DataType type) throws UndeclaredValueException {
        if (hasClassOf(value, type.getFieldType()) || isReal(type.getFieldType()) && FiniteNumbers.isNotFinite(value)) {
            return value;
        }
        return switch (value) {
            case Boolean flag -> throw DeclaredType.invalid(flag, type);
            case Number number -> number(decimalOf(number, type), number, type);
            case String text when text.isBlank() -> null;
            case String text -> number(decimalOf(text, type), text, type);
            default -> value;
        };
    }

    private static boolean hasClassOf(final Object value, final RecordFieldType type) {
        return switch (value) {
            case Integer ignored -> type == RecordFieldType.INT;
            case Long ignored -> type == RecordFieldType.LONG;
            case Double ignored -> type == RecordFieldType.DOUBLE;
            case Float ignored -> type == RecordFieldType.FLOAT;
            case Short ignored -> type == RecordFieldType.SHORT;
            case Byte ignored -> type == RecordFieldType.BYTE;
            case BigInteger ignored -> type == RecordFieldType.BIGINT;
            default -> false;
        };
    }

    private static boolean isReal(final RecordFieldType type) {
        return type == RecordFieldType.FLOAT || type == RecordFieldType.DOUBLE;
    }

    private static Object number(final BigDecimal number, final Object value, final DataType type) throws UndeclaredValueException {
        try {
            return switch (type.getFieldType()) {
                case BYTE -> number.byteValueExact();
                case SHORT -> number.shortValueExact();
                case INT -> number.intValueExact();
                case LONG -> number.longValueExact();
                case BIGINT -> number.toBigIntegerExact();
                case FLOAT -> nearest(number, number.floatValue(), value, type);
                case DOUBLE -> nearest(number, number.doubleValue(), value, type);
                case BOOLEAN, DECIMAL, CHAR, STRING, ENUM, UUID, DATE, TIME, TIMESTAMP, ARRAY, MAP, RECORD, CHOICE -> value;
            };
        } catch (ArithmeticException e) {
            throw DeclaredType.invalid(value, type);
        }
    }

    private static Number nearest(final BigDecimal number, final Number nearest, final Object value, final DataType type) throws UndeclaredValueException {
        final double real = nearest.doubleValue();
        final boolean isInteger = value instanceof Integer || value instanceof Long || value instanceof BigInteger
                || value instanceof String && number.scale() == 0;
        if (!Double.isFinite(real) || isInteger && number.compareTo(new BigDecimal(real)) != 0) {
            throw new UndeclaredValueException("holds [%s], of which a %s does not keep all digits. Declare DECIMAL or STRING".formatted(RowText.of(value),
                    type.getFieldType()));
        }
        return nearest;
    }

    static Object decimal(final Object value, final DecimalDataType type) throws UndeclaredValueException {
        if (FiniteNumbers.isNotFinite(value)) {
            return value;
        }
        return switch (value) {
            case BigDecimal decimal -> decimal;
            case Boolean flag -> throw DeclaredType.invalid(flag, type);
            case Double real when !JsonFractions.isSafe(real, type.getScale()) && JsonFractions.mayHaveLostDigits(real) -> throw lost(real);
            case Number number -> decimalOf(number, type);
            case String text when text.isBlank() -> null;
            case String text -> decimalOf(text, type);
            default -> value;
        };
    }

    /** Numbers are left to the column, which writes their text, unless that is not the text of the source. */
    static Object text(final Object value) throws UndeclaredValueException {
        if (value instanceof final Double real && JsonFractions.mayHaveLostDigits(real)) {
            throw lost(real);
        }
        return value;
    }

    private static UndeclaredValueException lost(final Double real) {
        return new UndeclaredValueException("holds [%s]: readers keep such numbers only as doubles, so the last digits may be wrong. Send it as a string"
                .formatted(RowText.of(real)));
    }

    private static BigDecimal decimalOf(final Number number, final DataType type) throws UndeclaredValueException {
        return decimalOf(number.toString(), type);
    }

    private static BigDecimal decimalOf(final String text, final DataType type) throws UndeclaredValueException {
        final String stripped = text.strip();
        if (!NUMBER.matcher(stripped).matches()) {
            throw DeclaredType.invalid(text, type);
        }
        final BigDecimal number = new BigDecimal(stripped);
        if (Math.abs((long) number.scale()) > MAX_SCALE) {
            throw DeclaredType.invalid(text, type);
        }
        return number;
    }
}
