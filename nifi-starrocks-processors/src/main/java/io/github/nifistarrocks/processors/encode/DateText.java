package io.github.nifistarrocks.processors.encode;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text that StarRocks reads as a date or a date with a time (BE: be/src/runtime/time_types.cpp). What follows behind, such as an offset, StarRocks drops
 * without a word; here it makes the text none.
 */
final class DateText {

    private static final Pattern SEPARATED = Pattern.compile(
            "(\\d{1,4})\\p{Punct}+(\\d{1,2})\\p{Punct}+(\\d{1,2})(?:(?:T|\\p{Punct}+|\\s+)(\\d{1,2})(?:\\p{Punct}+(\\d{1,2})(?:\\p{Punct}+(\\d{1,2})(?:\\.(\\d*))?)?)?)?");
    private static final Pattern DIGITS = Pattern.compile("(\\d\\d(?:\\d\\d)?)(\\d\\d)(\\d\\d)(?:T?(\\d\\d)(\\d\\d)(\\d\\d)(?:\\.(\\d*))?)?");
    /** Years of two digits below it are of this century. */
    private static final int PIVOT = 70;

    private DateText() {}

    static boolean isRead(final String text) {
        return read(text).isPresent();
    }

    /** @return what StarRocks reads, in microseconds; nothing when it is no date */
    static Optional<LocalDateTime> read(final String text) {
        final String stripped = text.strip();
        final Matcher separated = SEPARATED.matcher(stripped);
        if (separated.matches()) {
            return calendar(separated);
        }
        final Matcher digits = DIGITS.matcher(stripped);
        return digits.matches() ? calendar(digits) : Optional.empty();
    }

    private static Optional<LocalDateTime> calendar(final Matcher parts) {
        try {
            return Optional.of(LocalDateTime.of(year(parts.group(1)), number(parts, 2), number(parts, 3), number(parts, 4), number(parts, 5), number(parts, 6),
                    nanos(parts.group(7))));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static int nanos(final String fraction) {
        return fraction == null ? 0 : Integer.parseInt((fraction + "000000").substring(0, 6)) * 1000;
    }

    private static int year(final String text) {
        final int year = Integer.parseInt(text);
        if (text.length() != 2) {
            return year;
        }
        return year + (year < PIVOT ? 2000 : 1900);
    }

    private static int number(final Matcher parts, final int group) {
        return parts.group(group) == null ? 0 : Integer.parseInt(parts.group(group));
    }
}
