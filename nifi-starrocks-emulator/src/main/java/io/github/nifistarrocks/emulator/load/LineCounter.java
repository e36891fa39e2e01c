package io.github.nifistarrocks.emulator.load;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Counts newlines, eight bytes at a time. */
final class LineCounter {

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long NEWLINES = 0x0A0A0A0A0A0A0A0AL;
    private static final long LOW_BITS = 0x7F7F7F7F7F7F7F7FL;

    private LineCounter() {}

    static long count(final byte[] bytes, final int length) {
        long lines = 0;
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            final long different = (long) LONGS.get(bytes, i) ^ NEWLINES;
            final long equal = ~((different & LOW_BITS) + LOW_BITS | different | LOW_BITS);
            lines += Long.bitCount(equal);
        }
        for (; i < length; i++) {
            lines += bytes[i] == '\n' ? 1 : 0;
        }
        return lines;
    }
}
