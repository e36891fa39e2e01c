package io.github.nifistarrocks.processors.origin;

import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The numbers in the text of a date whose format is not known. They show whether a date that was read has the year and the day of the text. */
final class DateTrace {

    private static final Pattern NUMBERS = Pattern.compile("[0-9]+");
    /** Text with names of months, zones or offsets, whose date may differ from its numbers. */
    private static final Pattern UNDECIDABLE = Pattern.compile(".*(?:[\\p{L}&&[^T]]|[0-9]T[^0-9]|(?<![0-9])T|[0-9] ?[+]|:[0-9]{2}(?:\\.[0-9]+)? ?-).*");
    private static final List<DateTimeFormatter> DIGITS = List.of(DateTimeFormatter.ofPattern("uuuuMMdd"), DateTimeFormatter.ofPattern("ddMMuuuu"),
            DateTimeFormatter.ofPattern("MMdduuuu"), DateTimeFormatter.ofPattern("yyMMdd"), DateTimeFormatter.ofPattern("ddMMyy"),
            DateTimeFormatter.ofPattern("MMddyy"));
    private static final int DAY_NUMBERS = 3;

    private final String text;

    private DateTrace(final String text) {
        this.text = text;
    }

    static DateTrace of(final String text) {
        return new DateTrace(text.strip());
    }

    /** Whether the date may be that of the text. */
    boolean isOf(final LocalDateTime date) {
        if (UNDECIDABLE.matcher(text).matches()) {
            return true;
        }
        final List<String> numbers = NUMBERS.matcher(text).results().map(MatchResult::group).toList();
        if (numbers.size() < DAY_NUMBERS) {
            return !numbers.isEmpty() && DIGITS.stream().anyMatch(format -> numbers.getFirst().startsWith(format.format(date)));
        }
        final boolean isNextDay = date.toLocalTime().equals(LocalTime.MIDNIGHT) && numbers.stream().skip(DAY_NUMBERS).anyMatch("24"::equals);
        final List<String> day = numbers.subList(0, DAY_NUMBERS);
        return !isNextDay && has(day, date.getDayOfMonth()) && (has(day, date.getYear()) || has(day, date.getYear() % 100));
    }

    private static boolean has(final List<String> numbers, final int number) {
        return numbers.stream().anyMatch(text -> text.length() <= "2024".length() && Integer.parseInt(text) == number);
    }
}
