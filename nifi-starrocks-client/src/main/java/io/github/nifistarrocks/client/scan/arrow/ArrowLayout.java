package io.github.nifistarrocks.client.scan.arrow;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;

import io.github.nifistarrocks.client.core.StarRocksException;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.BufferLayout;
import org.apache.arrow.vector.TypeLayout;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Checks a record batch against its schema before it is loaded: every buffer is inside the body and long enough, and every offset points into the
 * data. Afterwards no read of a value can leave its buffer, whatever the peer sent.
 */
final class ArrowLayout {

    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int PART_OFFSETS = 4096;

    private final ArrowBuf body;
    private final byte[] offsets = new byte[PART_OFFSETS * Integer.BYTES];
    private final ArrowFrames.Frame frame;
    private final RecordBatch batch;
    private int nextNode;
    private int nextBuffer;
    private String column = "";

    private ArrowLayout(final ArrowBuf body, final ArrowFrames.Frame frame) {
        this.body = body;
        this.frame = frame;
        batch = frame.batch();
    }

    static void check(final ArrowBuf body, final ArrowFrames.Frame frame, final Schema schema) throws StarRocksException {
        final ArrowLayout layout = new ArrowLayout(body, frame);
        for (final Field field : schema.getFields()) {
            layout.column = field.getName();
            final FieldNode node = layout.node(field);
            if (node.length() != frame.rows()) {
                throw layout.damaged(field, "has %d values in a batch of %d rows".formatted(node.length(), frame.rows()));
            }
            layout.check(field, node);
        }
        if (layout.nextNode != layout.batch.nodesLength() || layout.nextBuffer != layout.batch.buffersLength()) {
            throw ArrowFrames.malformed("a batch has more parts than its schema");
        }
    }

    private FieldNode node(final Field field) throws StarRocksException {
        if (nextNode >= batch.nodesLength()) {
            throw damaged(field, "is missing");
        }
        final FieldNode node = batch.nodes(nextNode++);
        if (node.length() < 0 || node.length() >= Integer.MAX_VALUE || node.nullCount() < 0 || node.nullCount() > node.length()) {
            throw damaged(field, "has %d values, %d of them null".formatted(node.length(), node.nullCount()));
        }
        return node;
    }

    private void check(final Field field, final FieldNode node) throws StarRocksException {
        final List<BufferLayout> layouts = TypeLayout.getTypeLayout(field.getType()).getBufferLayouts();
        long units = node.length();
        for (final BufferLayout layout : layouts) {
            final Buffer buffer = buffer(field);
            switch (layout.getType()) {
                case VALIDITY -> {
                    // An absent buffer means no NULL. Arrow reads one that is present, whatever the count of NULLs.
                    if (node.nullCount() > 0 || buffer.length() > 0) {
                        requireBits(field, buffer, node.length());
                    }
                }
                case OFFSET -> units = lastOffset(field, buffer, (int) node.length());
                case DATA -> requireBits(field, buffer, units * layout.getTypeBitWidth());
                default -> throw damaged(field, "has a buffer of type %s".formatted(layout.getType()));
            }
        }
        final boolean struct = field.getType() instanceof ArrowType.Struct;
        for (final Field child : field.getChildren()) {
            final FieldNode childNode = node(child);
            if (childNode.length() < units || struct && childNode.length() != units) {
                throw damaged(child, "has %d values, but needs %d".formatted(childNode.length(), units));
            }
            check(child, childNode);
        }
    }

    private Buffer buffer(final Field field) throws StarRocksException {
        if (nextBuffer >= batch.buffersLength()) {
            throw damaged(field, "lacks a buffer");
        }
        final Buffer buffer = batch.buffers(nextBuffer++);
        if (buffer.offset() < 0 || buffer.length() < 0 || buffer.offset() > frame.bodyLength() || buffer.length() > frame.bodyLength() - buffer.offset()) {
            throw damaged(field, "has a buffer of %d bytes at %d in a body of %d".formatted(buffer.length(), buffer.offset(), frame.bodyLength()));
        }
        return buffer;
    }

    private void requireBits(final Field field, final Buffer buffer, final long bits) throws StarRocksException {
        if (buffer.length() * 8 < bits) {
            throw damaged(field, "has a buffer of %d bytes, but needs %d".formatted(buffer.length(), (bits + 7) / 8));
        }
    }

    private long lastOffset(final Field field, final Buffer buffer, final int values) throws StarRocksException {
        if (values == 0) {
            return 0;
        }
        requireBits(field, buffer, (values + 1L) * Integer.SIZE);
        int previous = 0;
        int signs = 0;
        for (int first = 0; first <= values; first += PART_OFFSETS) {
            final int count = Math.min(PART_OFFSETS, values + 1 - first);
            body.getBytes(buffer.offset() + (long) first * Integer.BYTES, offsets, 0, count * Integer.BYTES);
            for (int index = 0; index < count; index++) {
                final int offset = (int) INTS.get(offsets, index * Integer.BYTES);
                signs |= offset - previous | offset;
                previous = offset;
            }
        }
        if (signs < 0) {
            throw damaged(field, "has offsets that do not ascend");
        }
        return previous;
    }

    private StarRocksException damaged(final Field field, final String what) {
        final String part = field.getName().equals(column) ? "" : ", in its part [%s],".formatted(ArrowSchemas.shown(field.getName()));
        return ArrowFrames.malformed("column [%s]%s %s".formatted(ArrowSchemas.shown(column), part, what));
    }
}
