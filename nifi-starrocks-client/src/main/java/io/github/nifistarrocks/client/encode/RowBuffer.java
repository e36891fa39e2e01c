package io.github.nifistarrocks.client.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** A buffer of bytes in front of a stream, with writers for what rows are made of. Values are written in place, without strings in between. */
final class RowBuffer {

    private static final int SIZE = 64 * 1024;
    /** Room that one fixed-size value or one escaped character needs at most. */
    private static final int SLACK = 32;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LONG_MIN = Long.toString(Long.MIN_VALUE).getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final byte[] bytes = new byte[SIZE];
    private int length;
    private long flushed;

    RowBuffer(final OutputStream out) {
        this.out = out;
    }

    /** How a text's characters are made safe. */
    enum Escaping {
        NONE(""), JSON("\"\\"), CSV("\"^");

        /** By ASCII code: whether the character is written as it is. */
        private final boolean[] plain = new boolean[0x80];

        Escaping(final String special) {
            for (char c = 0; c < plain.length; c++) {
                plain[c] = special.indexOf(c) < 0 && (c >= ' ' || !special.contains("\\"));
            }
        }
    }

    long bytes() {
        return flushed + length;
    }

    void flush() throws IOException {
        out.write(bytes, 0, length);
        flushed += length;
        length = 0;
    }

    void put(final byte value) throws IOException {
        ensure(1);
        bytes[length++] = value;
    }

    void put(final byte[] values) throws IOException {
        if (values.length > SIZE) {
            flush();
            out.write(values);
            flushed += values.length;
            return;
        }
        ensure(values.length);
        System.arraycopy(values, 0, bytes, length, values.length);
        length += values.length;
    }

    /** Text that holds nothing but ASCII. */
    void ascii(final String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            if (length == SIZE) {
                flush();
            }
            bytes[length++] = (byte) text.charAt(i);
        }
    }

    void number(final long value) throws IOException {
        if (value == Long.MIN_VALUE) {
            put(LONG_MIN);
            return;
        }
        ensure(SLACK);
        long rest = value;
        if (rest < 0) {
            bytes[length++] = '-';
            rest = -rest;
        }
        int digits = 1;
        for (long limit = rest; limit >= 10; limit /= 10) {
            digits++;
        }
        for (int i = length + digits - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += digits;
    }

    void date(final int year, final int month, final int day) throws IOException {
        ensure(SLACK);
        digits(year, 4);
        bytes[length++] = '-';
        digits(month, 2);
        bytes[length++] = '-';
        digits(day, 2);
    }

    void time(final int hour, final int minute, final int second) throws IOException {
        ensure(SLACK);
        digits(hour, 2);
        bytes[length++] = ':';
        digits(minute, 2);
        bytes[length++] = ':';
        digits(second, 2);
    }

    /** A point and six digits; nothing for zero. */
    void microseconds(final int micros) throws IOException {
        if (micros != 0) {
            ensure(SLACK);
            bytes[length++] = '.';
            digits(micros, 6);
        }
    }

    /** Text as UTF-8. */
    void text(final String text, final Escaping escaping) throws IOException {
        final boolean[] plain = escaping.plain;
        final int end = text.length();
        int next = 0;
        while (next < end) {
            ensure(SLACK);
            final int stop = Math.min(end, next + SIZE - length - SLACK + 1);
            int at = length;
            char c = text.charAt(next);
            while (c < 0x80 && plain[c]) {
                bytes[at++] = (byte) c;
                if (++next == stop) {
                    break;
                }
                c = text.charAt(next);
            }
            length = at;
            if (next < stop) {
                next += special(text, next, escaping);
            }
        }
    }

    /** Writes what is no plain ASCII and tells how many chars of the text it was. */
    private int special(final String text, final int index, final Escaping escaping) throws UnencodableValueException {
        final char c = text.charAt(index);
        if (c < 0x80) {
            if (escaping == Escaping.JSON) {
                escaped(c);
            } else {
                bytes[length++] = CsvForm.ESCAPE;
                bytes[length++] = (byte) c;
            }
        } else if (c < 0x800) {
            bytes[length++] = (byte) (0xc0 | c >> 6);
            bytes[length++] = (byte) (0x80 | c & 0x3f);
        } else if (Character.isSurrogate(c)) {
            supplementary(c, index + 1 < text.length() ? text.charAt(index + 1) : 0);
            return 2;
        } else {
            bytes[length++] = (byte) (0xe0 | c >> 12);
            bytes[length++] = (byte) (0x80 | c >> 6 & 0x3f);
            bytes[length++] = (byte) (0x80 | c & 0x3f);
        }
        return 1;
    }

    private void escaped(final char c) {
        bytes[length++] = '\\';
        switch (c) {
            case '"', '\\' -> bytes[length++] = (byte) c;
            case '\n' -> bytes[length++] = 'n';
            case '\r' -> bytes[length++] = 'r';
            case '\t' -> bytes[length++] = 't';
            default -> {
                bytes[length++] = 'u';
                bytes[length++] = '0';
                bytes[length++] = '0';
                bytes[length++] = HEX[c >> 4];
                bytes[length++] = HEX[c & 0xf];
            }
        }
    }

    private void supplementary(final char high, final char low) throws UnencodableValueException {
        if (!Character.isSurrogatePair(high, low)) {
            throw new UnencodableValueException("The text holds half a surrogate pair, which is no UTF-8");
        }
        final int point = Character.toCodePoint(high, low);
        bytes[length++] = (byte) (0xf0 | point >> 18);
        bytes[length++] = (byte) (0x80 | point >> 12 & 0x3f);
        bytes[length++] = (byte) (0x80 | point >> 6 & 0x3f);
        bytes[length++] = (byte) (0x80 | point & 0x3f);
    }

    private void digits(final int value, final int count) {
        int rest = value;
        for (int i = length + count - 1; i >= length; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length += count;
    }

    private void ensure(final int room) throws IOException {
        if (SIZE - length < room) {
            flush();
        }
    }
}
