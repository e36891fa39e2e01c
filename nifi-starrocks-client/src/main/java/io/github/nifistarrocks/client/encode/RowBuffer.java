package io.github.nifistarrocks.client.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * A buffer of bytes before a stream, with writers for the parts of rows. Values are written in place, without strings in between. It grows only for a single
 * value that is longer.
 */
final class RowBuffer {

    /** Size for a single value. */
    static final int SMALL = 4096;

    private static final int SIZE = 64 * 1024;
    /** Room for one value of fixed size. */
    private static final int SLACK = 32;
    /** Characters of a text that are read at once. */
    private static final int CHUNK = 512;
    /** Written for one char, in UTF-8 or escaped. */
    private static final int MAX_CHAR_BYTES = Long.BYTES;
    private static final byte[] LONG_MIN = Long.toString(Long.MIN_VALUE).getBytes(StandardCharsets.US_ASCII);

    private final OutputStream out;
    private final char[] chars = new char[CHUNK];
    private byte[] bytes;
    private int length;
    private long flushed;

    RowBuffer(final OutputStream out) {
        this(out, SIZE);
    }

    RowBuffer(final OutputStream out, final int size) {
        this.out = out;
        this.bytes = new byte[size];
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
        ensure(values.length);
        System.arraycopy(values, 0, bytes, length, values.length);
        length += values.length;
    }

    /** Begins or ends a string. */
    void quote(final Escaping escaping) throws IOException {
        ensure(SLACK);
        for (final byte value : escaping.quote()) {
            bytes[length++] = value;
        }
    }

    /** Text that holds nothing but ASCII. */
    void ascii(final String text) throws IOException {
        final int size = text.length();
        ensure(size);
        for (int i = 0; i < size; i++) {
            bytes[length + i] = (byte) text.charAt(i);
        }
        length += size;
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
        final int end = text.length();
        int start = 0;
        while (start < end) {
            final int count = Math.min(CHUNK, end - start);
            text.getChars(start, start + count, chars, 0);
            ensure(count * MAX_CHAR_BYTES);
            int next = write(0, count, escaping);
            while (next < count) {
                supplementary(text, start + next);
                next = write(next + 2, count, escaping);
            }
            start += next;
        }
    }

    /** Writes the characters that were read, from an index to the first one that is half of a pair. Its index is returned, or the end. */
    private int write(final int start, final int end, final Escaping escaping) {
        final byte[] target = bytes;
        int at = length;
        int next = start;
        while (next < end) {
            final char c = chars[next];
            if (c < 0x80) {
                if (escaping.isPlain(c)) {
                    target[at++] = (byte) c;
                } else {
                    for (long rest = escaping.replacement(c); rest != 0; rest >>>= Byte.SIZE) {
                        target[at++] = (byte) rest;
                    }
                }
            } else if (c < 0x800) {
                target[at++] = (byte) (0xc0 | c >> 6);
                target[at++] = (byte) (0x80 | c & 0x3f);
            } else if (!Character.isSurrogate(c)) {
                target[at++] = (byte) (0xe0 | c >> 12);
                target[at++] = (byte) (0x80 | c >> 6 & 0x3f);
                target[at++] = (byte) (0x80 | c & 0x3f);
            } else {
                break;
            }
            next++;
        }
        length = at;
        return next;
    }

    private void supplementary(final String text, final int index) throws UnencodableValueException {
        final char high = text.charAt(index);
        final char low = index + 1 < text.length() ? text.charAt(index + 1) : 0;
        if (!Character.isSurrogatePair(high, low)) {
            throw new UnencodableValueException("The text contains an unpaired surrogate, which is not valid UTF-8");
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
        if (bytes.length - length < room) {
            makeRoom(room);
        }
    }

    private void makeRoom(final int room) throws IOException {
        flush();
        if (bytes.length < room) {
            bytes = new byte[Math.max(2 * bytes.length, room)];
        }
    }
}
