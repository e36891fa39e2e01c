package io.github.nifistarrocks.emulator.scan.arrow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A growing byte array that takes numbers in the byte order of Arrow. */
final class LittleEndianBuffer {

    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = new byte[256];
    private int size;

    int size() {
        return size;
    }

    void putByte(final int value) {
        final int position = grow(1);
        bytes[position] = (byte) value;
    }

    void putShort(final int value) {
        final int position = grow(Short.BYTES);
        SHORTS.set(bytes, position, (short) value);
    }

    void putInt(final int value) {
        final int position = grow(Integer.BYTES);
        INTS.set(bytes, position, value);
    }

    void putLong(final long value) {
        final int position = grow(Long.BYTES);
        LONGS.set(bytes, position, value);
    }

    void putBytes(final byte[] value) {
        final int position = grow(value.length);
        System.arraycopy(value, 0, bytes, position, value.length);
    }

    void putRepeated(final int value, final int count) {
        final int position = grow(count);
        Arrays.fill(bytes, position, position + count, (byte) value);
    }

    /** Appends one bit; {@code index} counts bits from 0 and must grow by one from call to call. */
    void putBit(final int index, final boolean value) {
        if ((index & 7) == 0) {
            putByte(0);
        }
        if (value) {
            bytes[index >> 3] |= (byte) (1 << (index & 7));
        }
    }

    void copyTo(final byte[] target, final int position) {
        System.arraycopy(bytes, 0, target, position, size);
    }

    private int grow(final int count) {
        final int position = size;
        final int needed = Math.addExact(size, count);
        if (needed > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(needed, Math.max(bytes.length * 2, bytes.length)));
        }
        size = needed;
        return position;
    }
}
