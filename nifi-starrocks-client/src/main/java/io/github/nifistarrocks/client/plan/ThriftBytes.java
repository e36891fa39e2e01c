package io.github.nifistarrocks.client.plan;

import java.nio.ByteBuffer;

import org.apache.thrift.protocol.TType;

/**
 * Walks over values in Thrift's binary protocol without creating objects. Every length is checked against the bytes that remain, so the work is linear in them.
 * Malformed bytes throw {@link java.nio.BufferUnderflowException} or {@link IllegalArgumentException}.
 */
final class ThriftBytes {

    private static final int MAX_DEPTH = 64;

    private final ByteBuffer bytes;

    ThriftBytes(final byte[] bytes) {
        this.bytes = ByteBuffer.wrap(bytes);
    }

    int position() {
        return bytes.position();
    }

    boolean isAtEnd() {
        return !bytes.hasRemaining();
    }

    byte readType() {
        return bytes.get();
    }

    short readFieldId() {
        return bytes.getShort();
    }

    long readLong() {
        return bytes.getLong();
    }

    /** The number of elements of a collection, or of bytes of a string. */
    int readSize() {
        final int size = bytes.getInt();
        if (size < 0 || size > bytes.remaining()) {
            throw new IllegalArgumentException("The size [%d] is larger than the rest of the bytes".formatted(Integer.toUnsignedLong(size)));
        }
        return size;
    }

    void skip(final byte type) {
        skip(type, 0);
    }

    private void skip(final byte type, final int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("More than %d levels".formatted(MAX_DEPTH));
        }
        switch (type) {
            case TType.BOOL, TType.BYTE -> advance(Byte.BYTES);
            case TType.I16 -> advance(Short.BYTES);
            case TType.I32 -> advance(Integer.BYTES);
            case TType.I64, TType.DOUBLE -> advance(Long.BYTES);
            case TType.STRING -> advance(readSize());
            case TType.STRUCT -> skipStruct(depth + 1);
            case TType.LIST, TType.SET -> skipList(depth + 1);
            case TType.MAP -> skipMap(depth + 1);
            default -> throw new IllegalArgumentException("Unknown type [%d]".formatted(type));
        }
    }

    private void skipStruct(final int depth) {
        for (byte type = readType(); type != TType.STOP; type = readType()) {
            advance(Short.BYTES);
            skip(type, depth);
        }
    }

    private void skipList(final int depth) {
        final byte type = readType();
        final int size = readSize();
        for (int i = 0; i < size; i++) {
            skip(type, depth);
        }
    }

    private void skipMap(final int depth) {
        final byte key = readType();
        final byte value = readType();
        final int size = readSize();
        for (int i = 0; i < size; i++) {
            skip(key, depth);
            skip(value, depth);
        }
    }

    private void advance(final int count) {
        bytes.position(bytes.position() + count);
    }
}
