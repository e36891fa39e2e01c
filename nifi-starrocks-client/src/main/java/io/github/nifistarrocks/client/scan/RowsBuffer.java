package io.github.nifistarrocks.client.scan;

import java.util.Arrays;

import org.apache.thrift.transport.TTransport;
import org.apache.thrift.transport.TTransportException;

/**
 * The bytes of one batch, in an array that the next batch reuses. It grows only as bytes arrive, so a wrong length does not allocate memory.
 */
final class RowsBuffer {

    private static final int INITIAL_BYTES = 16 * 1024 * 1024;

    private byte[] bytes = new byte[0];
    private int length;

    void clear() {
        length = 0;
    }

    void readFrom(final TTransport transport, final int size) throws TTransportException {
        length = 0;
        while (length < size) {
            if (length == bytes.length) {
                final long grown = Math.max(INITIAL_BYTES, 2L * bytes.length);
                bytes = Arrays.copyOf(bytes, (int) Math.min(size, grown));
            }
            final int part = Math.min(size, bytes.length) - length;
            transport.readAll(bytes, length, part);
            length += part;
        }
    }

    byte[] bytes() {
        return bytes;
    }

    int length() {
        return length;
    }
}
