package io.github.nifistarrocks.emulator.value.csv;

import java.math.BigInteger;

import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.value.DecimalText;
import io.github.nifistarrocks.emulator.value.InvalidValueException;
import io.github.nifistarrocks.emulator.value.RealText;
import io.github.nifistarrocks.emulator.value.TextScan;

/**
 * Whole numbers and booleans. What is not written in digits only is read as a fraction and cut (BE: {@code formats/csv/numeric_converter.cpp}, {@code
 * formats/csv/boolean_converter.cpp}, {@code StringParser::string_to_int} and {@code string_to_bool} in {@code util/string_parser.hpp}).
 */
final class CsvNumbers {

    private static final BigInteger LARGEINT_MAX = BigInteger.ONE.shiftLeft(127).subtract(BigInteger.ONE);
    private static final BigInteger LARGEINT_MIN = BigInteger.ONE.shiftLeft(127).negate();
    private static final int DECIMALV2_PRECISION = 38;
    private static final int DECIMALV2_SCALE = 9;
    private static final int LONG_DIGITS = 18;

    private CsvNumbers() {}

    /** TINYINT, SMALLINT and INT; others are read as a double. */
    static long small(final String text, final long min, final long max) {
        final int start = TextScan.firstNonBlank(text);
        final int first = start + signLength(text, start);
        final int end = TextScan.digitsEnd(text, first, text.length());
        long value = 0;
        for (int i = first; i < end && value <= max + 1; i++) {
            value = value * 10 + text.charAt(i) - '0';
        }
        value = isNegative(text, start) ? -value : value;
        if (end > first && (value < min || value > max)) {
            throw InvalidValueException.unreadable(text);
        }
        return end > first && isBlankFrom(text, end) ? value : cut(text, min, max);
    }

    static Long bigInt(final String text) {
        final int start = TextScan.firstNonBlank(text);
        final int first = start + signLength(text, start);
        final int end = TextScan.digitsEnd(text, first, text.length());
        if (end - first > LONG_DIGITS) {
            final BigInteger large = new BigInteger(text.substring(isNegative(text, start) ? start : first, end));
            if (large.bitLength() >= Long.SIZE) {
                throw InvalidValueException.unreadable(text);
            }
            return isBlankFrom(text, end) ? large.longValue() : throughDecimal(text);
        }
        if (end == first || !isBlankFrom(text, end)) {
            return throughDecimal(text);
        }
        long value = 0;
        for (int i = first; i < end; i++) {
            value = value * 10 + text.charAt(i) - '0';
        }
        return isNegative(text, start) ? -value : value;
    }

    static BigInteger largeInt(final String text) {
        final int start = TextScan.firstNonBlank(text);
        final int first = start + signLength(text, start);
        final int end = TextScan.digitsEnd(text, first, text.length());
        if (end == first) {
            return BigInteger.valueOf(throughDecimal(text));
        }
        final BigInteger value = new BigInteger(text.substring(isNegative(text, start) ? start : first, end));
        if (value.compareTo(LARGEINT_MIN) < 0 || value.compareTo(LARGEINT_MAX) > 0) {
            throw InvalidValueException.unreadable(text);
        }
        return isBlankFrom(text, end) ? value : BigInteger.valueOf(throughDecimal(text));
    }

    /** Any other number than 0 is true, also one that is not a number. */
    static Boolean bool(final String text) {
        final String word = text.substring(TextScan.firstNonBlank(text));
        if (word.equals("1") || isWord(word, "true")) {
            return Boolean.TRUE;
        }
        if (word.equals("0") || isWord(word, "false")) {
            return Boolean.FALSE;
        }
        return RealText.of(text) != 0;
    }

    static Object decimal(final ColumnType type, final String text) {
        return DecimalText.of(text, type.precision(), type.scale());
    }

    private static long cut(final String text, final long min, final long max) {
        final double value = RealText.of(text);
        final long whole = (long) value;
        if (Double.isNaN(value) || whole < min || whole > max) {
            throw InvalidValueException.unreadable(text);
        }
        return whole;
    }

    /** The whole part has up to 29 digits; of its bits the lowest 64 remain. */
    private static long throughDecimal(final String text) {
        return DecimalText.of(text, DECIMALV2_PRECISION, DECIMALV2_SCALE).toBigInteger().longValue();
    }

    private static int signLength(final String text, final int at) {
        return at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+') ? 1 : 0;
    }

    private static boolean isNegative(final String text, final int start) {
        return start < text.length() && text.charAt(start) == '-';
    }

    private static boolean isWord(final String text, final String word) {
        return text.regionMatches(true, 0, word, 0, word.length()) && isBlankFrom(text, word.length());
    }

    private static boolean isBlankFrom(final String text, final int start) {
        return TextScan.trimmedEnd(text) <= start;
    }
}
