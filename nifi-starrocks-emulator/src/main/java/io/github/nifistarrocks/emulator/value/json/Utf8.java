package io.github.nifistarrocks.emulator.value.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Checks bytes, eight at a time where they are ASCII. */
public final class Utf8 {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /** @return false for surrogates and overlong forms too */
    public static boolean isValid(final byte[] bytes, final int start, final int end) {
        int i = start;
        while (i < end) {
            if (i + Long.BYTES <= end && ((long) LONGS.get(bytes, i) & HIGH_BITS) == 0) {
                i += Long.BYTES;
            } else if (bytes[i] >= 0) {
                i++;
            } else {
                final int length = sequenceLength(bytes, i, end);
                if (length == 0) {
                    return false;
                }
                i += length;
            }
        }
        return true;
    }

    /** Bytes at the end that begin a character of which the rest is missing. */
    static int cutBytes(final byte[] bytes, final int start, final int end) {
        for (int back = 1; back <= 3 && end - back >= start; back++) {
            final int lead = bytes[end - back] & 0xFF;
            if (lead >= 0xC0) {
                return lead >= 0xF0 || back < 3 && lead >= 0xE0 || back == 1 ? back : 0;
            }
        }
        return 0;
    }

    /** @return 0 when it is not valid */
    private static int sequenceLength(final byte[] bytes, final int at, final int end) {
        final int lead = bytes[at] & 0xFF;
        final int length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (lead < 0xC2 || lead > 0xF4 || at + length > end) {
            return 0;
        }
        final int second = bytes[at + 1] & 0xFF;
        final int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
        final int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
        if (second < lowest || second > highest) {
            return 0;
        }
        for (int i = 2; i < length; i++) {
            if ((bytes[at + i] & 0xC0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
