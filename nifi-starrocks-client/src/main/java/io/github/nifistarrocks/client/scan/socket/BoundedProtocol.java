package io.github.nifistarrocks.client.scan.socket;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

import org.apache.thrift.TException;
import org.apache.thrift.protocol.TBinaryProtocol;
import org.apache.thrift.protocol.TProtocolException;
import org.apache.thrift.transport.TTransport;

/**
 * The binary protocol with lengths that are checked before anything is allocated: libthrift reads texts of a negative length from its buffer, and allocates
 * announced ones before they arrive.
 */
public final class BoundedProtocol extends TBinaryProtocol {

    private static final int MAX_STRING_BYTES = 16 * 1024 * 1024;
    private static final long MAX_LIST_SIZE = 1_000_000;
    private static final int FIRST_BYTES = 16 * 1024;

    public BoundedProtocol(final TTransport transport) {
        super(transport, MAX_STRING_BYTES, MAX_LIST_SIZE, true, true);
    }

    @Override
    public String readString() throws TException {
        return new String(bytes(), StandardCharsets.UTF_8);
    }

    @Override
    public ByteBuffer readBinary() throws TException {
        return ByteBuffer.wrap(bytes());
    }

    private byte[] bytes() throws TException {
        final int size = readI32();
        if (size < 0 || size > MAX_STRING_BYTES) {
            throw new TProtocolException(TProtocolException.SIZE_LIMIT, "a text of %d bytes".formatted(Integer.toUnsignedLong(size)));
        }
        byte[] bytes = new byte[Math.min(size, FIRST_BYTES)];
        trans_.readAll(bytes, 0, bytes.length);
        while (bytes.length < size) {
            final int length = bytes.length;
            bytes = Arrays.copyOf(bytes, Math.min(size, 2 * length));
            trans_.readAll(bytes, length, bytes.length - length);
        }
        return bytes;
    }
}
