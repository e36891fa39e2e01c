package io.github.nifistarrocks.emulator.load.json.column;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Optional;

import io.github.nifistarrocks.emulator.catalog.type.TypeKind;
import io.github.nifistarrocks.emulator.value.InvalidValueException;
import io.github.nifistarrocks.emulator.value.RealText;
import io.github.nifistarrocks.emulator.value.json.JsonError;
import io.github.nifistarrocks.emulator.value.json.JsonNumber;
import io.github.nifistarrocks.emulator.value.json.JsonReadException;
import io.github.nifistarrocks.emulator.value.json.JsonValue;

/** Columns of whole numbers up to BIGINT, of FLOAT and DOUBLE (BE: formats/json/numeric_column.cpp). Fractions are cut off. */
final class JsonNumbers {

    private static final int LARGEINT_BITS = 128;
    private static final int SHORT_DIGITS = 15;
    private static final int EXACT_DIGITS = 17;
    private static final int MIN_PLAIN_EXPONENT = -4;

    private JsonNumbers() {}

    static Object read(final String column, final TypeKind kind, final JsonValue value) {
        try {
            return switch (value.kind()) {
                case NUMBER -> {
                    final Object number = ofNumber(column, kind, value);
                    value.consume();
                    yield number;
                }
                case STRING -> ofText(column, kind, value.string());
                case BOOLEAN, OBJECT, ARRAY, NULL -> throw JsonRowException
                        .invalid("Unsupported value type. Numeric type is required. column=" + column);
            };
        } catch (JsonReadException e) {
            throw JsonRowException.parsing(" as number", column, e);
        }
    }

    /** A whole number of more than 64 bits. */
    static BigInteger large(final String column, final JsonValue value) {
        final BigInteger whole = value.number().whole();
        if (whole.bitLength() >= LARGEINT_BITS) {
            throw JsonRowException.invalid("Fail to convert big integer. column=%s, value=%s".formatted(column, value.token()));
        }
        return whole;
    }

    private static Object ofNumber(final String column, final TypeKind kind, final JsonValue value) {
        final JsonNumber number = value.number();
        return switch (number.form()) {
            case SIGNED -> ofSigned(column, kind, number.bits());
            case UNSIGNED -> ofUnsigned(column, kind, number);
            case LARGE -> {
                final BigInteger whole = large(column, value);
                yield isReal(kind) ? real(kind, whole.doubleValue(), whole.floatValue()) : overflow(column, Long.toString(whole.longValue()));
            }
            case REAL -> ofReal(column, kind, number.real());
        };
    }

    private static Object ofSigned(final String column, final TypeKind kind, final long whole) {
        if (isReal(kind)) {
            return real(kind, whole, whole);
        }
        return whole >= min(kind) && whole <= max(kind) ? narrow(kind, whole) : overflow(column, Long.toString(whole));
    }

    private static Object ofUnsigned(final String column, final TypeKind kind, final JsonNumber number) {
        final long bits;
        try {
            bits = number.bits();
        } catch (JsonReadException e) {
            throw new JsonReadException(JsonError.INCORRECT_TYPE);
        }
        final BigInteger whole = new BigInteger(Long.toUnsignedString(bits));
        return isReal(kind) ? real(kind, whole.doubleValue(), whole.floatValue()) : overflow(column, whole.toString());
    }

    private static Object ofReal(final String column, final TypeKind kind, final double number) {
        final boolean fits = switch (kind) {
            case TINYINT, SMALLINT, INT -> number >= min(kind) && number < max(kind) + 1.0;
            case BIGINT -> number >= Long.MIN_VALUE && number < -(double) Long.MIN_VALUE;
            case FLOAT -> number >= -Float.MAX_VALUE && number <= Float.MAX_VALUE || Double.isNaN(number);
            case DOUBLE -> true;
            case BOOLEAN, LARGEINT, DECIMAL, DECIMALV2, DATE, DATETIME, CHAR, VARCHAR, JSON, VARBINARY, HLL, BITMAP, ARRAY, MAP, STRUCT -> throw wrong(kind);
        };
        if (!fits) {
            return overflow(column, printed(number));
        }
        return isReal(kind) ? real(kind, number, (float) number) : narrow(kind, (long) number);
    }

    private static Object ofText(final String column, final TypeKind kind, final String text) {
        if (!isReal(kind)) {
            final Optional<BigInteger> whole = WholeText.parse(text, bits(kind));
            if (whole.isPresent()) {
                return narrow(kind, whole.get().longValue());
            }
        }
        final double number;
        try {
            number = RealText.of(text);
        } catch (InvalidValueException e) {
            throw JsonRowException.invalid("Unable to cast string value to BIGINT. value=%s, column=%s".formatted(text, column));
        }
        return isReal(kind) ? real(kind, number, (float) number) : ofReal(column, kind, number);
    }

    private static Object real(final TypeKind kind, final double asDouble, final float asFloat) {
        return kind == TypeKind.FLOAT ? (Object) asFloat : (Object) asDouble;
    }

    private static Object overflow(final String column, final String value) {
        throw JsonRowException.invalid("Value is overflow. column=%s, value=%s".formatted(column, value));
    }

    private static boolean isReal(final TypeKind kind) {
        return kind == TypeKind.FLOAT || kind == TypeKind.DOUBLE;
    }

    private static Object narrow(final TypeKind kind, final long whole) {
        return switch (kind) {
            case TINYINT -> (Object) (byte) whole;
            case SMALLINT -> (short) whole;
            case INT -> (int) whole;
            case BIGINT -> whole;
            case BOOLEAN, LARGEINT, FLOAT, DOUBLE, DECIMAL, DECIMALV2, DATE, DATETIME, CHAR, VARCHAR, JSON, VARBINARY, HLL, BITMAP, ARRAY, MAP, STRUCT ->
                throw wrong(kind);
        };
    }

    private static int bits(final TypeKind kind) {
        return switch (kind) {
            case TINYINT -> Byte.SIZE;
            case SMALLINT -> Short.SIZE;
            case INT -> Integer.SIZE;
            case BIGINT -> Long.SIZE;
            case BOOLEAN, LARGEINT, FLOAT, DOUBLE, DECIMAL, DECIMALV2, DATE, DATETIME, CHAR, VARCHAR, JSON, VARBINARY, HLL, BITMAP, ARRAY, MAP, STRUCT ->
                throw wrong(kind);
        };
    }

    private static long max(final TypeKind kind) {
        return -1L >>> Long.SIZE - bits(kind) + 1;
    }

    private static long min(final TypeKind kind) {
        return -max(kind) - 1;
    }

    /** As {@code %.15g} of C prints it, or {@code %.17g} where that is not exact. */
    private static String printed(final double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number < 0 ? "-inf" : "inf";
        }
        final String few = printed(number, SHORT_DIGITS);
        return Double.parseDouble(few) == number ? few : printed(number, EXACT_DIGITS);
    }

    private static String printed(final double number, final int digits) {
        if (number == 0) {
            return "0";
        }
        final BigDecimal rounded = new BigDecimal(number).round(new MathContext(digits, RoundingMode.HALF_EVEN)).stripTrailingZeros();
        final int exponent = rounded.precision() - rounded.scale() - 1;
        if (exponent >= MIN_PLAIN_EXPONENT && exponent < digits) {
            return rounded.toPlainString();
        }
        final String unscaled = rounded.unscaledValue().abs().toString();
        final String fraction = unscaled.length() == 1 ? "" : "." + unscaled.substring(1);
        return "%s%s%se%s%02d".formatted(number < 0 ? "-" : "", unscaled.charAt(0), fraction, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }

    private static IllegalArgumentException wrong(final TypeKind kind) {
        return new IllegalArgumentException("Not a number type of JSON: " + kind);
    }
}
