package io.github.nifistarrocks.processors.value;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Text with one meaning as a date, with a time or without: a year of four digits, then month and day. A BE reads much more (be/src/types/time_types.cpp): years
 * of two digits, digits without separators of any number, one date before other text. Such text is refused here, because it may be another date than the
 * one that is meant.
 */
public final class DateText {

    private static final String TIME = "(?<hour>\\d{1,2})(?::(?<minute>\\d{1,2})(?::(?<second>\\d{1,2})(?:\\.(?<fraction>\\d{0,9})0*)?)?)?";
    private static final Pattern SEPARATED = Pattern
            .compile("(?<year>\\d{4})(?<separator>[-/._])(?<month>\\d{1,2})\\k<separator>(?<day>\\d{1,2})(?:(?:T| +)" + TIME + ")?");
    private static final Pattern DIGITS = Pattern.compile(
            "(?<year>\\d{4})(?<month>\\d\\d)(?<day>\\d\\d)(?:T?(?<hour>\\d\\d)(?<minute>\\d\\d)(?<second>\\d\\d)(?:\\.(?<fraction>\\d{0,9})0*)?)?");
    private static final Pattern INSTANT = Pattern.compile(
            "(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?) ?(Z|[+-]\\d\\d(?::?\\d\\d)?)", Pattern.CASE_INSENSITIVE);
    private static final int DATE_LENGTH = "yyyy-MM-dd".length();
    private static final int DATETIME_LENGTH = "yyyy-MM-dd HH:mm:ss".length();
    /** A date has at least a digit for year, month and day. */
    private static final int MIN_DIGITS = 3;

    private DateText() {}

    /** @return the date that the text is; empty for text without that one meaning */
    public static Optional<LocalDateTime> read(final String text) {
        if (isPlain(text)) {
            return calendar(text);
        }
        final String stripped = text.strip();
        final Matcher separated = SEPARATED.matcher(stripped);
        if (separated.matches()) {
            return calendar(separated);
        }
        final Matcher digits = DIGITS.matcher(stripped);
        return digits.matches() ? calendar(digits) : Optional.empty();
    }

    /** @return the instant that a text with an offset or Z names; empty for other text */
    public static Optional<Instant> instant(final String text) {
        final Matcher parts = INSTANT.matcher(text.strip());
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(LocalDateTime.parse(parts.group(1) + "T" + parts.group(2)).toInstant(ZoneOffset.of(parts.group(3).toUpperCase(Locale.ROOT))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /**
     * Whether a BE may take text for a date that {@link #read} does not: each one begins with a digit and has three or more. It refuses days that no calendar
     * has, if no time follows.
     */
    static boolean mayBeTakenForDate(final String text) {
        final String stripped = text.strip();
        if (stripped.isEmpty() || !isDigit(stripped.charAt(0)) || stripped.chars().filter(c -> isDigit((char) c)).count() < MIN_DIGITS) {
            return false;
        }
        final Matcher separated = SEPARATED.matcher(stripped);
        if (separated.matches()) {
            return separated.group("hour") != null;
        }
        final Matcher digits = DIGITS.matcher(stripped);
        return !digits.matches() || digits.group("hour") != null;
    }

    /**
     * How digits that are no date become one, as a sentence.
     *
     * @param digits of a number, perhaps with a fraction; or any text
     */
    static String advice(final String digits) {
        try {
            final long number = Long.parseLong(digits);
            final Epoch epoch = Epoch.of(number);
            return number < 0
                    ? "If it counts %s from 1970, let an expression convert it in UTC: %s. For times before 1970 from_unixtime is NULL".formatted(epoch.unit,
                            epoch.expressionBefore1970())
                    : "If it counts %s since 1970, let an expression convert it: %s".formatted(epoch.unit, epoch.expression);
        } catch (NumberFormatException e) {
            return "Let an expression convert it";
        }
    }

    /** Whether the text has the form in which most dates come: yyyy-MM-dd, or yyyy-MM-dd HH:mm:ss with a blank or T. */
    private static boolean isPlain(final String text) {
        final int length = text.length();
        return length == DATE_LENGTH && isPlainDate(text)
                || length == DATETIME_LENGTH && isPlainDate(text) && (text.charAt(10) == ' ' || text.charAt(10) == 'T') && areDigits(text, 11)
                        && text.charAt(13) == ':' && areDigits(text, 14) && text.charAt(16) == ':' && areDigits(text, 17);
    }

    private static boolean isPlainDate(final String text) {
        return areDigits(text, 0) && areDigits(text, 2) && text.charAt(4) == '-' && areDigits(text, 5) && text.charAt(7) == '-' && areDigits(text, 8);
    }

    private static boolean areDigits(final String text, final int at) {
        return isDigit(text.charAt(at)) && isDigit(text.charAt(at + 1));
    }

    private static boolean isDigit(final char c) {
        return c >= '0' && c <= '9';
    }

    private static Optional<LocalDateTime> calendar(final String plain) {
        final boolean hasTime = plain.length() == DATETIME_LENGTH;
        try {
            return Optional.of(LocalDateTime.of(100 * twoDigits(plain, 0) + twoDigits(plain, 2), twoDigits(plain, 5), twoDigits(plain, 8),
                    hasTime ? twoDigits(plain, 11) : 0, hasTime ? twoDigits(plain, 14) : 0, hasTime ? twoDigits(plain, 17) : 0));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int twoDigits(final String text, final int at) {
        return 10 * (text.charAt(at) - '0') + text.charAt(at + 1) - '0';
    }

    private static Optional<LocalDateTime> calendar(final Matcher parts) {
        try {
            return Optional.of(LocalDateTime.of(number(parts, "year"), number(parts, "month"), number(parts, "day"), number(parts, "hour"),
                    number(parts, "minute"), number(parts, "second"), nanos(parts.group("fraction"))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int nanos(final String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "000000000").substring(0, 9));
    }

    private static int number(final Matcher parts, final String group) {
        return parts.group(group) == null ? 0 : Integer.parseInt(parts.group(group));
    }

    /** What a number that counts the time since 1970 may count. Its size determines the unit: each limit is the year 5138 in one unit and 1973 in the next. */
    private enum Epoch {

        SECONDS("seconds", 100_000_000_000L, 1, "from_unixtime(x)"),
        MILLISECONDS("milliseconds", 100_000_000_000_000L, 1_000,
                "from_unixtime_ms(x), which StarRocks has since 3.3 and which drops the fraction of a second"),
        MICROSECONDS("microseconds", 100_000_000_000_000_000L, 1_000_000, "microseconds_add(from_unixtime(x DIV 1000000), x % 1000000)"),
        NANOSECONDS("nanoseconds", Long.MAX_VALUE, 1_000_000_000, "microseconds_add(from_unixtime(x DIV 1000000000), x DIV 1000 % 1000000)");

        private final String unit;
        private final long limit;
        private final int perSecond;
        private final String expression;

        Epoch(final String unit, final long limit, final int perSecond, final String expression) {
            this.unit = unit;
            this.limit = limit;
            this.perSecond = perSecond;
            this.expression = expression;
        }

        /** A BE takes no number below 0 in from_unixtime (be/src/exprs/time_functions.cpp). */
        private String expressionBefore1970() {
            return "seconds_add('1970-01-01', %s)".formatted(perSecond == 1 ? "x" : "x DIV " + perSecond);
        }

        private static Epoch of(final long number) {
            return Stream.of(values()).filter(epoch -> Math.abs(number) < epoch.limit).findFirst().orElse(NANOSECONDS);
        }
    }
}
