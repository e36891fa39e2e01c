package io.github.nifistarrocks.emulator.value;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.value.json.JsonTextParser;
import io.github.nifistarrocks.emulator.value.json.MalformedJsonException;

/** Reads text as a cast in SQL does, into the Java classes of a cell. */
public final class TextValues {

    private static final BigInteger LARGEINT_MAX = BigInteger.ONE.shiftLeft(127).subtract(BigInteger.ONE);
    private static final BigInteger LARGEINT_MIN = BigInteger.ONE.shiftLeft(127).negate();

    private TextValues() {}

    /**
     * @return a Boolean, Byte, Short, Integer, Long, BigInteger, Float, Double, BigDecimal (with the column's scale), LocalDate, LocalDateTime, String, byte[],
     * List or Map, as the type asks for
     * @throws InvalidValueException when the text is not a value of the type
     */
    public static Object parse(final ColumnType type, final String text) {
        try {
            return switch (type.kind()) {
                case BOOLEAN -> bool(text.trim());
                case TINYINT -> Byte.valueOf(text.trim());
                case SMALLINT -> Short.valueOf(text.trim());
                case INT -> Integer.valueOf(text.trim());
                case BIGINT -> Long.valueOf(text.trim());
                case LARGEINT -> largeInt(new BigInteger(text.trim()));
                case FLOAT -> (float) RealText.of(text);
                case DOUBLE -> RealText.of(text);
                case DECIMAL, DECIMALV2 -> decimal(type, new BigDecimal(text.trim()));
                case DATE -> TemporalText.date(text);
                case DATETIME -> TemporalText.dateTime(text);
                case CHAR -> untilNul(text);
                case VARCHAR -> text;
                case JSON -> json(text);
                case VARBINARY -> binary(text);
                case HLL, BITMAP -> text.getBytes(StandardCharsets.UTF_8);
                case ARRAY, MAP, STRUCT -> NestedText.read(type, text);
            };
        } catch (NumberFormatException e) {
            throw InvalidValueException.unreadable(text);
        }
    }

    private static String json(final String text) {
        try {
            return JsonTextParser.stored(text);
        } catch (MalformedJsonException e) {
            throw InvalidValueException.unreadable(text);
        }
    }

    static BigInteger largeInt(final BigInteger value) {
        if (value.compareTo(LARGEINT_MAX) > 0 || value.compareTo(LARGEINT_MIN) < 0) {
            throw InvalidValueException.unreadable(value.toString());
        }
        return value;
    }

    static BigDecimal decimal(final ColumnType type, final BigDecimal value) {
        final BigDecimal scaled = value.setScale(type.scale(), RoundingMode.HALF_UP);
        if (scaled.precision() - scaled.scale() > type.precision() - type.scale()) {
            throw InvalidValueException.unreadable(value.toPlainString());
        }
        return scaled;
    }

    /** CHAR is filled up with NUL, and so ends at the first one. */
    static String untilNul(final String text) {
        final int nul = text.indexOf('\0');
        return nul < 0 ? text : text.substring(0, nul);
    }

    private static Boolean bool(final String text) {
        if (text.equalsIgnoreCase("true")) {
            return Boolean.TRUE;
        }
        if (text.equalsIgnoreCase("false")) {
            return Boolean.FALSE;
        }
        return new BigDecimal(text).signum() != 0;
    }

    private static byte[] binary(final String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
    }
}
