package io.github.nifistarrocks.emulator.load.json;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** The bytes of a body, of which only those in use are kept. Positions count from the beginning of the body. */
final class JsonBody {

    private static final int MIN_ROOM = 1 << 16;

    private final InputStream in;
    private byte[] bytes = new byte[MIN_ROOM];
    private long first;
    private long kept;
    private int count;
    private boolean ended;

    JsonBody(final InputStream in) {
        this.in = in;
    }

    /**
     * Reads until there are this many bytes from a position on, or the body ends. Moves the bytes that are kept.
     *
     * @return how many there are
     */
    int fill(final long from, final int wanted) throws IOException {
        if (count - index(from) < wanted && !ended) {
            final int dropped = index(kept);
            System.arraycopy(bytes, dropped, bytes, 0, count - dropped);
            first = kept;
            count -= dropped;
            final int room = index(from) + wanted;
            if (bytes.length < room) {
                bytes = Arrays.copyOf(bytes, room);
            }
            while (count < room && !ended) {
                final int read = in.read(bytes, count, bytes.length - count);
                ended = read < 0;
                count += Math.max(read, 0);
            }
        }
        return Math.min(wanted, count - index(from));
    }

    /** Bytes in front of the position are not needed again. */
    void release(final long position) {
        kept = position;
    }

    byte[] bytes() {
        return bytes;
    }

    /** Where a position is in the bytes. */
    int index(final long position) {
        return (int) (position - first);
    }

    /** Which position an index in the bytes is. */
    long position(final int index) {
        return first + index;
    }
}
