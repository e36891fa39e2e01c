package io.github.nifistarrocks.emulator.value;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;

/**
 * Dates and times as a BE reads them from text, in CSV and in JSON strings. The usual form is {@code yyyy-MM-dd[ HH:mm:ss]} with any separators. Everything else
 * is read part by part: years of two digits, digits without separators, parts of one digit. Text behind the last part is ignored, a zone too.
 *
 * <p>BE: {@code runtime/time_types.cpp} (from_string_to_date, from_string_to_datetime, from_string), {@code types/date_value.cpp} and {@code
 * types/timestamp_value.cpp}.
 */
public final class TemporalText {

    private static final int DATE_LENGTH = 10;
    private static final int DATE_TIME_LENGTH = 19;
    private static final int TIME_LENGTH = 8;
    private static final int SHORTEST_MONTH = 28;
    private static final int[] DATE_DIGITS = {0, 1, 2, 3, 5, 6, 8, 9};
    private static final int[] DATE_SEPARATORS = {4, 7};
    private static final int[] TIME_DIGITS = {0, 1, 3, 4, 6, 7};
    private static final int[] TIME_SEPARATORS = {2, 5};

    private TemporalText() {}

    /**
     * The time behind a date is not looked at.
     *
     * @throws InvalidValueException when a BE reads no date in it
     */
    public static LocalDate date(final String text) {
        final String bytes = oneCharPerByte(text);
        final String trimmed = TextScan.trimmed(bytes);
        if (trimmed.length() == DATE_LENGTH && isDate(trimmed)) {
            return day(text, number(trimmed, 0, 4), number(trimmed, 5, 2), number(trimmed, 8, 2));
        }
        final TemporalParts parts = TemporalParts.of(bytes).orElseThrow(() -> InvalidValueException.unreadable(text));
        return day(text, parts.year(), parts.get(TemporalParts.MONTH), parts.get(TemporalParts.DAY));
    }

    /**
     * Digits behind the microseconds are cut off.
     *
     * @throws InvalidValueException when a BE reads no date in it, or a time that does not exist
     */
    public static LocalDateTime dateTime(final String text) {
        final String bytes = oneCharPerByte(text);
        final String trimmed = TextScan.trimmed(bytes);
        if (trimmed.length() == DATE_LENGTH && isDate(trimmed)) {
            return day(text, number(trimmed, 0, 4), number(trimmed, 5, 2), number(trimmed, 8, 2)).atStartOfDay();
        }
        if (isDateTime(trimmed)) {
            final int time = trimmed.length() - TIME_LENGTH;
            final LocalDate day = day(text, number(trimmed, 0, 4), number(trimmed, 5, 2), number(trimmed, 8, 2));
            return moment(text, day, new int[] {number(trimmed, time, 2), number(trimmed, time + 3, 2), number(trimmed, time + 6, 2), 0});
        }
        final TemporalParts parts = TemporalParts.of(bytes).orElseThrow(() -> InvalidValueException.unreadable(text));
        final LocalDate day = day(text, parts.year(), parts.get(TemporalParts.MONTH), parts.get(TemporalParts.DAY));
        return moment(text, day, parts.time());
    }

    /** {@code yyyy-MM-dd HH:mm:ss}, with {@code .SSSSSS} only when the fraction is not zero. */
    public static String of(final LocalDateTime moment) {
        final String seconds = "%s %02d:%02d:%02d".formatted(moment.toLocalDate(), moment.getHour(), moment.getMinute(), moment.getSecond());
        final int micros = moment.getNano() / 1000;
        return micros == 0 ? seconds : seconds + ".%06d".formatted(micros);
    }

    /** A BE counts bytes, so a character of several bytes is several here. */
    private static String oneCharPerByte(final String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
            }
        }
        return text;
    }

    private static boolean isDate(final String text) {
        return matches(text, 0, DATE_DIGITS, DATE_SEPARATORS);
    }

    /** A date and a time of 8 characters, with blanks or one T between them. */
    private static boolean isDateTime(final String text) {
        if (text.length() < DATE_TIME_LENGTH || !isDate(text) || !matches(text, text.length() - TIME_LENGTH, TIME_DIGITS, TIME_SEPARATORS)) {
            return false;
        }
        if (text.length() == DATE_TIME_LENGTH && text.charAt(DATE_LENGTH) == 'T') {
            return true;
        }
        for (int i = DATE_LENGTH; i < text.length() - TIME_LENGTH; i++) {
            if (!TextScan.isBlank(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean matches(final String text, final int from, final int[] digits, final int[] separators) {
        for (final int i : digits) {
            if (!TextScan.isDigit(text.charAt(from + i))) {
                return false;
            }
        }
        for (final int i : separators) {
            if (TextScan.isDigit(text.charAt(from + i))) {
                return false;
            }
        }
        return true;
    }

    private static int number(final String text, final int from, final int digits) {
        int value = 0;
        for (int i = from; i < from + digits; i++) {
            value = value * 10 + text.charAt(i) - '0';
        }
        return value;
    }

    /** The year 0 is no leap year for a BE. */
    private static LocalDate day(final String text, final int year, final int month, final int day) {
        if (year < 0 || year > 9999 || month < 1 || month > 12 || day < 1) {
            throw InvalidValueException.unreadable(text);
        }
        if (day > SHORTEST_MONTH && (year == 0 && month == 2 || day > YearMonth.of(year, month).lengthOfMonth())) {
            throw InvalidValueException.unreadable(text);
        }
        return LocalDate.of(year, month, day);
    }

    /** @param time hour, minute, second, microsecond */
    private static LocalDateTime moment(final String text, final LocalDate day, final int[] time) {
        if (!isBelow(time[0], 24) || !isBelow(time[1], 60) || !isBelow(time[2], 60)) {
            throw InvalidValueException.unreadable(text);
        }
        return day.atTime(time[0], time[1], time[2], time[3] * 1000);
    }

    private static boolean isBelow(final int value, final int limit) {
        return value >= 0 && value < limit;
    }
}
