package io.github.nifistarrocks.emulator.scan;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.MessageChannelReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;

/** Reads an Arrow IPC stream with Arrow's own library, without JVM flags: bytes are copied into its buffers from arrays. */
public record ArrowRows(Schema schema, List<List<Object>> rows) {

    /** @throws UncheckedIOException if the stream is broken */
    public static ArrowRows read(final byte[] stream) {
        try (BufferAllocator allocator = new RootAllocator();
                ArrowStreamReader reader = new ArrowStreamReader(new MessageChannelReader(new CopyingChannel(stream), allocator), allocator)) {
            final Schema schema = reader.getVectorSchemaRoot().getSchema();
            final List<List<Object>> rows = new ArrayList<>();
            while (reader.loadNextBatch()) {
                append(reader.getVectorSchemaRoot(), rows);
            }
            return new ArrowRows(schema, rows);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void append(final VectorSchemaRoot root, final List<List<Object>> rows) {
        for (int row = 0; row < root.getRowCount(); row++) {
            final List<Object> values = new ArrayList<>();
            for (final FieldVector vector : root.getFieldVectors()) {
                final Object value = vector.getObject(row);
                values.add(value instanceof final Text text ? text.toString() : value);
            }
            rows.add(values);
        }
    }

    private static final class CopyingChannel extends ReadChannel {
        private final byte[] stream;
        private int position;

        CopyingChannel(final byte[] stream) {
            super(Channels.newChannel(new ByteArrayInputStream(stream)));
            this.stream = stream;
        }

        @Override
        public int readFully(final java.nio.ByteBuffer buffer) {
            final int length = Math.min(buffer.remaining(), stream.length - position);
            buffer.put(stream, position, length);
            position += length;
            return length;
        }

        @Override
        public long readFully(final ArrowBuf buffer, final long length) {
            final int available = (int) Math.min(length, stream.length - position);
            buffer.setBytes(0, stream, position, available);
            buffer.writerIndex(available);
            position += available;
            return available;
        }

        @Override
        public long bytesRead() {
            return position;
        }
    }

    /** A row, for comparison. */
    public static List<Object> row(final Object... values) {
        return Arrays.asList(values);
    }
}
