package io.github.nifistarrocks.processors.value;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Text that StarRocks reads as a date or a date with a time (BE: be/src/runtime/time_types.cpp). StarRocks drops the text behind, such as
 * an offset, without a message; here such text is no date.
 */
public final class DateText {

    private static final Pattern SEPARATED = Pattern.compile(
            "(\\d{1,4})\\p{Punct}+(\\d{1,2})\\p{Punct}+(\\d{1,2})(?:(?:T|\\p{Punct}+|\\s+)(\\d{1,2})(?:\\p{Punct}+(\\d{1,2})(?:\\p{Punct}+(\\d{1,2})(?:\\.(\\d*))?)?)?)?");
    private static final Pattern DIGITS = Pattern.compile("(\\d\\d(?:\\d\\d)?)(\\d\\d)(\\d\\d)(?:T?(\\d\\d)(\\d\\d)(\\d\\d)(?:\\.(\\d*))?)?");
    private static final Pattern INSTANT = Pattern.compile(
            "(\\d{4}-\\d\\d-\\d\\d)[T ](\\d\\d:\\d\\d(?::\\d\\d(?:\\.\\d{1,9})?)?) ?(Z|[+-]\\d\\d(?::?\\d\\d)?)", Pattern.CASE_INSENSITIVE);
    private static final Set<Integer> READABLE_DIGITS = Set.of(6, 8, 12, 14);
    /** Years of two digits below it are of this century. */
    private static final int PIVOT = 70;

    private DateText() {}

    public static boolean isRead(final String text) {
        return read(text).isPresent();
    }

    /** @return what StarRocks reads, in microseconds; empty when it is no date */
    public static Optional<LocalDateTime> read(final String text) {
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

    /** Whether StarRocks would read another date than the text says: digits that are no date, or the beginning alone. */
    public static boolean isMisread(final String text) {
        final String stripped = text.strip();
        if (isRead(stripped)) {
            return false;
        }
        if (!stripped.isEmpty() && stripped.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return !READABLE_DIGITS.contains(stripped.length());
        }
        final Matcher separated = SEPARATED.matcher(stripped);
        final Matcher digits = DIGITS.matcher(stripped);
        return separated.lookingAt() && calendar(separated).isPresent() || digits.lookingAt() && calendar(digits).isPresent();
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
