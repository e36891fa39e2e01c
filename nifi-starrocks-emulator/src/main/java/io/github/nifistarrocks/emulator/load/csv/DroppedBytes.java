package io.github.nifistarrocks.emulator.load.csv;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The positions of the quotes and escapes of one field that are no part of its text. */
final class DroppedBytes {

    private int[] positions = new int[16];
    private int count;

    /** @param position after those that were added before */
    void add(final int position) {
        if (count == positions.length) {
            positions = Arrays.copyOf(positions, count * 2);
        }
        positions[count++] = position;
    }

    void clear() {
        count = 0;
    }

    /**
     * The text without the dropped bytes.
     *
     * @param cutLast whether the last byte is the closing quote
     * @return null for {@code \N}, in quotes too
     */
    String text(final byte[] bytes, final int from, final int to, final boolean cutLast) {
        final byte[] source = count == 0 ? bytes : kept(bytes, from, to);
        final int start = count == 0 ? from : 0;
        final int end = (count == 0 ? to : source.length) - (cutLast ? 1 : 0);
        final boolean isNull = end - start == 2 && source[start] == '\\' && source[start + 1] == 'N';
        return isNull ? null : new String(source, start, Math.max(0, end - start), StandardCharsets.UTF_8);
    }

    private byte[] kept(final byte[] bytes, final int from, final int to) {
        final byte[] kept = new byte[to - from];
        int length = 0;
        int next = 0;
        for (int i = from; i < to; i++) {
            while (next < count && positions[next] < i) {
                next++;
            }
            if (next == count || positions[next] != i) {
                kept[length++] = bytes[i];
            }
        }
        return Arrays.copyOf(kept, length);
    }
}
