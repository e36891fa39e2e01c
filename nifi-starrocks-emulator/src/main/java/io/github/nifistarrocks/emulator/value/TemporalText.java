package io.github.nifistarrocks.emulator.value;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;

/** Dates and times as text: {@code yyyy-MM-dd}, {@code yyyyMMdd}, and either followed by a blank or T and {@code HH:mm[:ss[.f]]}. */
public final class TemporalText {
    private static final int MICRO_DIGITS = 6;

    private final String text;
    private int position;

    private TemporalText(String text) {
        this.text = text;
    }

    /** Digits behind the microseconds are cut off. */
    static LocalDateTime dateTime(String text) {
        try {
            return new TemporalText(text).read();
        } catch (DateTimeException | IndexOutOfBoundsException e) {
            throw InvalidValueException.unreadable(text);
        }
    }

    /** {@code yyyy-MM-dd HH:mm:ss}, with {@code .SSSSSS} only when the fraction is not zero. */
    public static String of(LocalDateTime moment) {
        String seconds = "%s %02d:%02d:%02d".formatted(moment.toLocalDate(), moment.getHour(), moment.getMinute(), moment.getSecond());
        int micros = moment.getNano() / 1000;
        return micros == 0 ? seconds : seconds + ".%06d".formatted(micros);
    }

    private LocalDateTime read() {
        boolean dashed = text.length() > 4 && text.charAt(4) == '-';
        int year = digits(4);
        if (dashed) {
            expect('-');
        }
        int month = upToTwoDigits();
        if (dashed) {
            expect('-');
        }
        int day = upToTwoDigits();
        LocalDate date = LocalDate.of(year, month, day);
        if (position == text.length()) {
            return date.atStartOfDay();
        }
        char separator = text.charAt(position);
        if (separator != ' ' && separator != 'T') {
            throw InvalidValueException.unreadable(text);
        }
        position++;
        return time(date);
    }

    private LocalDateTime time(LocalDate date) {
        int hour = upToTwoDigits();
        expect(':');
        int minute = upToTwoDigits();
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
            int digit = digits(1);
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
        boolean two = position + 1 < text.length() && Character.isDigit(text.charAt(position + 1));
        return digits(two ? 2 : 1);
    }

    private int digits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            int digit = text.charAt(position++) - '0';
            if (digit < 0 || digit > 9) {
                throw InvalidValueException.unreadable(text);
            }
            value = value * 10 + digit;
        }
        return value;
    }

    private void expect(char expected) {
        if (text.charAt(position++) != expected) {
            throw InvalidValueException.unreadable(text);
        }
    }
}
