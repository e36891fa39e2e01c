package io.github.nifistarrocks.client.scan.arrow;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Consumer;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.VectorUnloader;
import org.apache.arrow.vector.ipc.ArrowStreamWriter;
import org.apache.arrow.vector.ipc.WriteChannel;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.ipc.message.ArrowRecordBatch;
import org.apache.arrow.vector.ipc.message.IpcOption;
import org.apache.arrow.vector.ipc.message.MessageSerializer;
import org.apache.arrow.vector.types.MetadataVersion;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/** Arrow IPC streams as a BE sends them, written without a JVM flag. */
public final class ArrowStreams {

    public static final Schema ID_AND_NAME = new Schema(
            List.of(Field.nullable("id", new ArrowType.Int(64, true)), Field.nullable("name", new ArrowType.Utf8())));

    private ArrowStreams() {}

    /** Rows {@code (first, "row first")} and so on. */
    public static byte[] idAndName(final long first, final int rows) {
        return stream(ID_AND_NAME, root -> fillIdAndName(root, first, rows));
    }

    /** The same in the format of Arrow before 0.15. */
    static byte[] legacyIdAndName(final long first, final int rows) {
        final IpcOption legacy = new IpcOption(true, MetadataVersion.V4);
        try (RootAllocator allocator = new RootAllocator(); VectorSchemaRoot root = VectorSchemaRoot.create(ID_AND_NAME, allocator)) {
            root.allocateNew();
            fillIdAndName(root, first, rows);
            try (ArrowRecordBatch batch = new VectorUnloader(root).getRecordBatch()) {
                return written(channel -> {
                    MessageSerializer.serialize(channel, ID_AND_NAME, legacy);
                    MessageSerializer.serialize(channel, batch, legacy);
                });
            }
        }
    }

    private static void fillIdAndName(final VectorSchemaRoot root, final long first, final int rows) {
        for (int row = 0; row < rows; row++) {
            ((BigIntVector) root.getVector(0)).setSafe(row, first + row);
            ((VarCharVector) root.getVector(1)).setSafe(row, ("row " + (first + row)).getBytes(StandardCharsets.UTF_8));
        }
        root.setRowCount(rows);
    }

    public static byte[] oneOfEach() {
        final Schema schema = new Schema(List.of(Field.nullable("i", new ArrowType.Int(32, true)), Field.nullable("s", new ArrowType.Utf8()),
                Field.nullable("d", new ArrowType.Decimal(20, 3, 128))));
        return stream(schema, root -> {
            for (int row = 0; row < 5; row++) {
                ((IntVector) root.getVector(0)).setSafe(row, row);
                ((VarCharVector) root.getVector(1)).setSafe(row, new byte[] {'x', 'y'});
                ((DecimalVector) root.getVector(2)).setSafe(row, new BigDecimal("12.345"));
            }
            ((IntVector) root.getVector(0)).setNull(3);
            root.setRowCount(5);
        });
    }

    public static byte[] stream(final Schema schema, final Consumer<VectorSchemaRoot> writer) {
        try (RootAllocator allocator = new RootAllocator(); VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator)) {
            root.allocateNew();
            writer.accept(root);
            return stream(root);
        }
    }

    public static byte[] schemaOnly(final Schema schema) {
        return stream(schema, List.of());
    }

    public static byte[] stream(final VectorSchemaRoot... batches) {
        return stream(batches[0].getSchema(), List.of(batches));
    }

    private static byte[] stream(final Schema schema, final List<VectorSchemaRoot> batches) {
        return written(channel -> {
            MessageSerializer.serialize(channel, schema);
            for (final VectorSchemaRoot root : batches) {
                try (ArrowRecordBatch batch = new VectorUnloader(root).getRecordBatch()) {
                    MessageSerializer.serialize(channel, batch);
                }
            }
        });
    }

    /** A batch whose parts need not match the schema, or each other. */
    public static byte[] stream(final Schema schema, final int rows, final List<ArrowFieldNode> nodes, final List<byte[]> buffers) {
        try (RootAllocator allocator = new RootAllocator()) {
            final List<ArrowBuf> copies = buffers.stream().map(buffer -> {
                final ArrowBuf copy = allocator.buffer(buffer.length);
                copy.writeBytes(buffer);
                return copy;
            }).toList();
            try (ArrowRecordBatch batch = new ArrowRecordBatch(rows, nodes, copies)) {
                copies.forEach(ArrowBuf::close);
                return written(channel -> {
                    MessageSerializer.serialize(channel, schema);
                    MessageSerializer.serialize(channel, batch);
                });
            }
        }
    }

    private interface Messages {
        void writeTo(WriteChannel channel) throws IOException;
    }

    private static byte[] written(final Messages messages) {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (CopyingChannel channel = new CopyingChannel(bytes)) {
            messages.writeTo(channel);
            ArrowStreamWriter.writeEndOfStream(channel, IpcOption.DEFAULT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Arrow's own channel makes NIO buffers of Arrow memory, which a JVM without flags forbids. */
    private static final class CopyingChannel extends WriteChannel {

        CopyingChannel(final ByteArrayOutputStream target) {
            super(Channels.newChannel(target));
        }

        @Override
        public void write(final ArrowBuf buffer) throws IOException {
            final byte[] copy = new byte[Math.toIntExact(buffer.readableBytes())];
            buffer.getBytes(buffer.readerIndex(), copy);
            write(ByteBuffer.wrap(copy));
        }
    }
}
