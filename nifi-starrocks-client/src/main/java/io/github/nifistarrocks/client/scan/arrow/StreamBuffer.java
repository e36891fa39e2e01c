package io.github.nifistarrocks.client.scan.arrow;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;

/**
 * The bytes of one Arrow stream, outside of the heap. A length that a peer announces is trusted only when as many bytes have arrived as the first allocation has:
 * then the rest is allocated at once. So a wrong length takes no memory, and no large buffer is ever copied to a larger one.
 */
public final class StreamBuffer implements AutoCloseable {

    private static final int FIRST_BYTES = 16 * 1024 * 1024;

    private final BufferAllocator allocator;
    private ArrowBuf bytes;
    private int announced;
    private int length;

    StreamBuffer(final BufferAllocator allocator) {
        this.allocator = allocator;
        bytes = allocator.getEmpty();
    }

    /**
     * Begins a stream, and drops the bytes of a previous one.
     *
     * @param size number of bytes that will be added
     */
    public void begin(final int size) {
        announced = size;
        length = 0;
    }

    /** Adds the first bytes of an array; not more than were announced. */
    public void add(final byte[] part, final int count) {
        if (count > announced - length) {
            throw new IllegalArgumentException("%d bytes were announced, but %d are added".formatted(announced, (long) length + count));
        }
        if (count > bytes.capacity() - length) {
            grow(length + count);
        }
        bytes.setBytes(length, part, 0, count);
        length += count;
    }

    /** Pages of the operating system are taken when they are written, so memory that is allocated and not used costs addresses only. */
    private void grow(final int needed) {
        final ArrowBuf larger = allocator.buffer(needed <= FIRST_BYTES ? Math.min(announced, FIRST_BYTES) : announced);
        larger.setBytes(0, bytes, 0, length);
        bytes.close();
        bytes = larger;
    }

    ArrowBuf bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    /** Frees the bytes, unless batches still use them. */
    @Override
    public void close() {
        bytes.close();
        bytes = allocator.getEmpty();
        length = 0;
    }
}
