package io.github.nifistarrocks.client.plan;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The types of parameters in a filter. Each converts text to an SQL literal that has exactly its value and cannot end the literal. */
public enum ParameterType {

    /**
     * Text. A backslash is doubled, because it is an escape in each {@code sql_mode}: StarRocks stores NO_BACKSLASH_ESCAPES and does not read it
     * (StarRocksLex.g4: SINGLE_QUOTED_TEXT; AstBuilder.escapeBackSlash; SqlModeHelper).
     */
    STRING {
        @Override
        public String literal(final String value) {
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
                throw new IllegalArgumentException("contains an unpaired surrogate, which is not a character");
            }
            return quoted(value.replace("\\", "\\\\").replace("'", "''"));
        }
    },

    /** A decimal number. A negative one is in parentheses, so that no minus before it starts a comment. */
    NUMBER {
        @Override
        public String literal(final String value) {
            final String text = value.strip();
            if (text.length() > MAX_NUMBER_LENGTH || !DECIMAL.matcher(text).matches()) {
                throw new IllegalArgumentException("is not a decimal number, such as -12.5");
            }
            final BigDecimal number = new BigDecimal(text);
            if (!isExact(number)) {
                throw new IllegalArgumentException("has more digits than DECIMAL, 38, and is not in the range of LARGEINT");
            }
            final String literal = number.toPlainString();
            return number.signum() < 0 ? "(" + literal + ")" : literal;
        }

        private static boolean isExact(final BigDecimal number) {
            final int digits = Math.max(number.precision(), number.scale());
            return digits <= MAX_DIGITS || number.scale() == 0 && number.toBigIntegerExact().bitLength() < Long.SIZE * 2;
        }
    },

    /** A day of the years 0000 to 9999. */
    DATE {
        @Override
        public String literal(final String value) {
            return quoted(date(value.strip()).toString());
        }
    },

    /** A time without a time zone, to microseconds. */
    DATETIME {
        @Override
        public String literal(final String value) {
            final Matcher parts = DATE_AND_TIME.matcher(value.strip());
            if (!parts.matches()) {
                throw new IllegalArgumentException("is not a time in the form yyyy-MM-dd HH:mm:ss, with up to 6 digits after a point and without a time zone");
            }
            try {
                LocalTime.parse(parts.group(2));
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("is not a valid time", e);
            }
            return quoted(date(parts.group(1)) + " " + parts.group(2));
        }
    },

    /** {@code true} or {@code false}, in any case. */
    BOOLEAN {
        @Override
        public String literal(final String value) {
            final String text = value.strip().toLowerCase(Locale.ROOT);
            if (!text.equals("true") && !text.equals("false")) {
                throw new IllegalArgumentException("is neither true nor false");
            }
            return text;
        }
    };

    /** The literal of a missing value, of every type. */
    public static final String NULL = "NULL";

    private static final int MAX_DIGITS = 38;
    private static final int MAX_NUMBER_LENGTH = 100;
    private static final Pattern DECIMAL = Pattern.compile("[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)");
    private static final Pattern DAY = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern DATE_AND_TIME = Pattern.compile("([^ T]+)[ T]([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,6})?)");

    /**
     * @return an SQL literal
     * @throws IllegalArgumentException whose message continues a sentence that begins with the value
     */
    public abstract String literal(String value);

    private static LocalDate date(final String text) {
        if (!DAY.matcher(text).matches()) {
            throw new IllegalArgumentException("is not a date in the form yyyy-MM-dd");
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("is not a day of the calendar", e);
        }
    }

    private static String quoted(final String escaped) {
        return "'" + escaped + "'";
    }
}
