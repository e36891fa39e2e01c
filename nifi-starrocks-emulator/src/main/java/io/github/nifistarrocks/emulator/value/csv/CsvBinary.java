package io.github.nifistarrocks.emulator.value.csv;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

import io.github.nifistarrocks.emulator.value.TextScan;

/**
 * VARBINARY: base64 where it can be decoded, else the bytes of the text (BE: {@code formats/csv/varbinary_converter.cpp}, {@code base64_decode2} in {@code
 * exprs/base64.cpp}).
 */
final class CsvBinary {

    private static final int IGNORED = -1;
    private static final int INVALID = -2;
    private static final int[] VALUES = values();

    private CsvBinary() {}

    static byte[] of(final String text) {
        final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        final int start = TextScan.firstNonBlank(text);
        return start == bytes.length ? new byte[0] : decode(bytes, start).orElse(bytes);
    }

    /** Ends at a NUL; blanks are ignored, and padding is not needed. */
    private static Optional<byte[]> decode(final byte[] text, final int start) {
        final byte[] decoded = new byte[text.length];
        int length = 0;
        int digits = 0;
        int bits = 0;
        int last = 0;
        for (int i = start; i < text.length && text[i] != 0; i++) {
            if (text[i] == '=') {
                if (i + 1 < text.length && text[i + 1] != '=' && digits % 4 == 1) {
                    return Optional.empty();
                }
                last = '=';
                continue;
            }
            last = text[i] < 0 ? INVALID : VALUES[text[i]];
            if (last == INVALID) {
                return Optional.empty();
            }
            if (last != IGNORED) {
                bits = bits << 6 | last;
                if (digits++ % 4 > 0) {
                    decoded[length++] = (byte) (bits >> 6 - 2 * ((digits - 1) % 4));
                }
            }
        }
        // The value of the digit 9 is the code of the padding, so a BE takes one for the other.
        return Optional.of(last == '=' && digits % 4 == 1 ? new byte[0] : Arrays.copyOf(decoded, length));
    }

    private static int[] values() {
        final int[] values = new int[128];
        Arrays.fill(values, INVALID);
        for (final char c : new char[] {'\t', '\n', '\r', ' '}) {
            values[c] = IGNORED;
        }
        final String digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < digits.length(); i++) {
            values[digits.charAt(i)] = i;
        }
        return values;
    }
}
