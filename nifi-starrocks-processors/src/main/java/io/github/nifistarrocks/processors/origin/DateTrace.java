package io.github.nifistarrocks.processors.origin;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The numbers in the text of a date whose format is not known. They show whether a date that was read has the year and the day of the text. */
final class DateTrace {

    private static final Pattern NUMBERS = Pattern.compile("[0-9]+");
    private static final Pattern TIME = Pattern.compile("[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:[.,][0-9]+)?)?");
    private static final Pattern HOUR_24 = Pattern.compile("(?:^|[T ])24(?::|[0-9]{2,4}(?![0-9]))");
    private static final Pattern MONTH_NAME = Pattern.compile("\\p{L}{2}");
    /** Text with names of months, zones or offsets, whose date and time may differ from its numbers. */
    private static final Pattern UNDECIDABLE = Pattern.compile(
            "[\\p{L}&&[^T]]|[0-9]T[^0-9]|(?<![0-9])T|[0-9] ?[+]|(?::[0-9]{2}|[T ][0-9]{4}|[T ][0-9]{6})(?:\\.[0-9]+)? ?-");
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

    /** Whether the date and time may be those of the text. */
    boolean isOf(final LocalDateTime dateTime) {
        if (UNDECIDABLE.matcher(text).find()) {
            return true;
        }
        final boolean isNextDay = dateTime.toLocalTime().equals(LocalTime.MIDNIGHT) && HOUR_24.matcher(text).find();
        return !isNextDay && hasDay(dateTime.toLocalDate());
    }

    /** Whether the date, which no zone has changed, may be that of the text. */
    boolean isOf(final LocalDate date) {
        return MONTH_NAME.matcher(text).find() ? has(numbers(), date.getDayOfMonth()) : hasDay(date);
    }

    private boolean hasDay(final LocalDate date) {
        final List<String> numbers = numbers();
        if (numbers.size() < DAY_NUMBERS) {
            return !numbers.isEmpty() && DIGITS.stream().anyMatch(format -> numbers.getFirst().startsWith(format.format(date)));
        }
        final List<String> day = numbers.subList(0, DAY_NUMBERS);
        return has(day, date.getDayOfMonth()) && (has(day, date.getYear()) || has(day, date.getYear() % 100));
    }

    /** The numbers without those of a time. */
    private List<String> numbers() {
        return NUMBERS.matcher(TIME.matcher(text).replaceAll(" ")).results().map(MatchResult::group).toList();
    }

    private static boolean has(final List<String> numbers, final int number) {
        return numbers.stream().anyMatch(text -> text.length() <= "2024".length() && Integer.parseInt(text) == number);
    }
}
