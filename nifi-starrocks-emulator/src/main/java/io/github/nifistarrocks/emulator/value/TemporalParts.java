package io.github.nifistarrocks.emulator.value;

import java.util.Optional;

/**
 * The numbers in the text of a date or time, read from left to right whatever stands between them (BE: {@code date::from_string} in {@code
 * runtime/time_types.cpp}). Numbers may not exist as a date.
 */
final class TemporalParts {

    static final int MONTH = 1;
    static final int DAY = 2;

    private static final int SECOND = 5;
    private static final int MICROSECOND = 6;
    private static final int COUNT = 7;
    private static final int MAX_VALUE = 999_999;
    private static final int FIRST_YEAR_OF_1900 = 70;
    private static final int[] POWERS_OF_TEN = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};

    private final String text;
    private final int[] values = new int[COUNT];
    private final int[] lengths = new int[COUNT];
    /** Without separators the length of each part is known. */
    private boolean packed;
    private int yearLength;
    private int position;

    private TemporalParts(final String text) {
        this.text = text;
    }

    /**
     * @param text one char for each byte
     * @return empty when there are fewer than three numbers, or one is too large
     */
    static Optional<TemporalParts> of(final String text) {
        final TemporalParts parts = new TemporalParts(text);
        return parts.read() ? Optional.of(parts) : Optional.empty();
    }

    int get(final int part) {
        return values[part];
    }

    /** Two digits stand for 1970 to 2069. */
    int year() {
        if (yearLength != 2) {
            return values[0];
        }
        return values[0] + (values[0] < FIRST_YEAR_OF_1900 ? 2000 : 1900);
    }

    /** Hour, minute, second, microsecond. */
    int[] time() {
        final int micros = values[MICROSECOND] * POWERS_OF_TEN[Math.max(0, 6 - lengths[MICROSECOND])];
        return new int[] {values[3], values[4], values[SECOND], micros};
    }

    private boolean read() {
        while (position < text.length() && TextScan.isBlank(text.charAt(position))) {
            position++;
        }
        if (!isDigitNext()) {
            return false;
        }
        findYearLength();
        int width = yearLength;
        int part = 0;
        while (isDigitNext() && part < COUNT) {
            if (!readNumber(part, width)) {
                return false;
            }
            width = part == SECOND && isNext('.') ? 6 : 2;
            if (!skipSeparator(part)) {
                return false;
            }
            final boolean tooManyDigits = part == SECOND && isDigitNext() && text.charAt(position - 1) != '.';
            part++;
            if (tooManyDigits) {
                break;
            }
        }
        if (!packed) {
            yearLength = lengths[0];
        }
        return part > DAY;
    }

    private void findYearLength() {
        int end = position;
        while (end < text.length() && (TextScan.isDigit(text.charAt(end)) || text.charAt(end) == 'T')) {
            end++;
        }
        final int digits = end - position;
        packed = end == text.length() || text.charAt(end) == '.';
        yearLength = packed && digits != 4 && digits != 8 && digits < 14 ? 2 : 4;
    }

    /** The numbers of a BE have 32 bits, and overflow. */
    private boolean readNumber(final int part, final int width) {
        final int start = position;
        final boolean limited = packed || part == MICROSECOND;
        int value = 0;
        while (isDigitNext() && (!limited || position - start < width)) {
            value = value * 10 + text.charAt(position++) - '0';
        }
        values[part] = value;
        lengths[part] = position - start;
        return value <= MAX_VALUE;
    }

    /** @return false when there is a blank where none may be */
    private boolean skipSeparator(final int part) {
        if (part == DAY && isNext('T')) {
            position++;
            return true;
        }
        if (part == SECOND) {
            position += isNext('.') ? 1 : 0;
            return true;
        }
        while (position < text.length() && (TextScan.isBlank(text.charAt(position)) || isPunctuation(text.charAt(position)))) {
            if (TextScan.isBlank(text.charAt(position)) && part != DAY && part != MICROSECOND) {
                return false;
            }
            position++;
        }
        return true;
    }

    private boolean isDigitNext() {
        return position < text.length() && TextScan.isDigit(text.charAt(position));
    }

    private boolean isNext(final char wanted) {
        return position < text.length() && text.charAt(position) == wanted;
    }

    private static boolean isPunctuation(final char c) {
        return c > ' ' && c < 0x7F && !TextScan.isDigit(c) && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z');
    }
}
