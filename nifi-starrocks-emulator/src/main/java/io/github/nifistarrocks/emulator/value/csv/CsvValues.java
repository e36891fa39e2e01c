package io.github.nifistarrocks.emulator.value.csv;

import java.nio.charset.StandardCharsets;

import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.value.InvalidValueException;
import io.github.nifistarrocks.emulator.value.RealText;
import io.github.nifistarrocks.emulator.value.TemporalText;
import io.github.nifistarrocks.emulator.value.json.JsonTextParser;
import io.github.nifistarrocks.emulator.value.json.MalformedJsonException;

/** Reads the fields of CSV into the Java classes of a cell (BE: {@code formats/csv/converter.cpp} and the converters beside it). */
public enum CsvValues {

    /** An invalid value within a MAP makes the field invalid. */
    STRICT,
    /** An invalid value within a MAP is NULL; one within an ARRAY makes the ARRAY invalid. */
    LENIENT;

    /** The limit of text and bytes within ARRAY and MAP. */
    private static final int MAX_BYTES = ColumnType.MAX_LENGTH;

    /**
     * @return a Boolean, Byte, Short, Integer, Long, BigInteger, Float, Double, BigDecimal (with the column's scale), LocalDate, LocalDateTime, String, byte[],
     * List or Map, as the type asks for
     * @throws InvalidValueException when the text is not a value of the type, or too long for it
     */
    public Object read(final ColumnType type, final String text) {
        return switch (type.kind()) {
            case CHAR -> untilNul(checked(text, type.length()));
            case VARCHAR -> checked(text, type.length());
            case VARBINARY -> checked(CsvBinary.of(text), type.length(), text);
            case ARRAY, MAP -> new CsvNestedValues(this).read(type, text);
            case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE, DECIMAL, DECIMALV2, DATE, DATETIME, JSON, HLL, BITMAP, STRUCT ->
                scalar(type, text);
        };
    }

    /** Without the length of the type, which counts for columns only. */
    static Object scalar(final ColumnType type, final String text) {
        return switch (type.kind()) {
            case BOOLEAN -> CsvNumbers.bool(text);
            case TINYINT -> (byte) CsvNumbers.small(text, Byte.MIN_VALUE, Byte.MAX_VALUE);
            case SMALLINT -> (short) CsvNumbers.small(text, Short.MIN_VALUE, Short.MAX_VALUE);
            case INT -> (int) CsvNumbers.small(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case BIGINT -> CsvNumbers.bigInt(text);
            case LARGEINT -> CsvNumbers.largeInt(text);
            case FLOAT -> (float) RealText.of(text);
            case DOUBLE -> RealText.of(text);
            case DECIMAL, DECIMALV2 -> CsvNumbers.decimal(type, text);
            case DATE -> TemporalText.date(text);
            case DATETIME -> TemporalText.dateTime(text);
            case CHAR, VARCHAR -> checked(text, MAX_BYTES);
            case VARBINARY -> checked(CsvBinary.of(text), MAX_BYTES, text);
            case JSON -> json(text);
            case HLL, BITMAP, ARRAY, MAP, STRUCT -> throw InvalidValueException.unreadable(text);
        };
    }

    private static String json(final String text) {
        try {
            return JsonTextParser.stored(text);
        } catch (MalformedJsonException e) {
            throw InvalidValueException.unreadable(text);
        }
    }

    private static String checked(final String text, final int maxBytes) {
        final boolean surelyFits = text.length() * 3L <= maxBytes;
        if (!surelyFits && text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
            throw InvalidValueException.unreadable(text);
        }
        return text;
    }

    private static byte[] checked(final byte[] bytes, final int maxBytes, final String text) {
        if (bytes.length > maxBytes) {
            throw InvalidValueException.unreadable(text);
        }
        return bytes;
    }

    /** CHAR is filled up with NUL, and so ends at the first one. */
    private static String untilNul(final String text) {
        final int nul = text.indexOf('\0');
        return nul < 0 ? text : text.substring(0, nul);
    }
}
