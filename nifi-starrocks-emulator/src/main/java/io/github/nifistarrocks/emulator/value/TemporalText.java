package io.github.nifistarrocks.emulator.value;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;

/** Dates and times as text: {@code yyyy-MM-dd}, {@code yyyyMMdd}, and either followed by a blank or T and {@code HH:mm[:ss[.f]]}. */
public final class TemporalText {

    private static final int MICRO_DIGITS = 6;

    private final String text;
    private int position;

    private TemporalText(final String text) {
        this.text = text;
    }

    /** Digits behind the microseconds are cut off. */
    static LocalDateTime dateTime(final String text) {
        try {
            return new TemporalText(text).read();
        } catch (DateTimeException | IndexOutOfBoundsException e) {
            throw InvalidValueException.unreadable(text);
        }
    }

    /** {@code yyyy-MM-dd HH:mm:ss}, with {@code .SSSSSS} only when the fraction is not zero. */
    public static String of(final LocalDateTime moment) {
        final String seconds = "%s %02d:%02d:%02d".formatted(moment.toLocalDate(), moment.getHour(), moment.getMinute(), moment.getSecond());
        final int micros = moment.getNano() / 1000;
        return micros == 0 ? seconds : seconds + ".%06d".formatted(micros);
    }

    private LocalDateTime read() {
        final boolean dashed = text.length() > 4 && text.charAt(4) == '-';
        final int year = digits(4);
        if (dashed) {
            expect('-');
        }
        final int month = upToTwoDigits();
        if (dashed) {
            expect('-');
        }
        final int day = upToTwoDigits();
        final LocalDate date = LocalDate.of(year, month, day);
        if (position == text.length()) {
            return date.atStartOfDay();
        }
        final char separator = text.charAt(position);
        if (separator != ' ' && separator != 'T') {
            throw InvalidValueException.unreadable(text);
        }
        position++;
        return time(date);
    }

    private LocalDateTime time(final LocalDate date) {
        final int hour = upToTwoDigits();
        expect(':');
        final int minute = upToTwoDigits();
        int second = 0;
        int nanos = 0;
        if (position < text.length()) {
            expect(':');
            second = upToTwoDigits();
        }
        if (position < text.length()) {
            expect('.');
            nanos = fraction();
        }
        return date.atTime(hour, minute, second, nanos);
    }

    private int fraction() {
        int micros = 0;
        int read = 0;
        while (position < text.length()) {
            final int digit = digits(1);
            if (read < MICRO_DIGITS) {
                micros = micros * 10 + digit;
            }
            read++;
        }
        for (int i = read; i < MICRO_DIGITS; i++) {
            micros *= 10;
        }
        return micros * 1000;
    }

    private int upToTwoDigits() {
        final boolean two = position + 1 < text.length() && Character.isDigit(text.charAt(position + 1));
        return digits(two ? 2 : 1);
    }

    private int digits(final int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            final int digit = text.charAt(position++) - '0';
            if (digit < 0 || digit > 9) {
                throw InvalidValueException.unreadable(text);
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private void expect(final char expected) {
        if (text.charAt(position++) != expected) {
            throw InvalidValueException.unreadable(text);
        }
    }
}
