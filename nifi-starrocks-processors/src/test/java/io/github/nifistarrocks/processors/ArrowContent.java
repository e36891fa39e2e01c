package io.github.nifistarrocks.processors;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.ipc.ArrowStreamReader;
import org.apache.arrow.vector.ipc.ReadChannel;
import org.apache.arrow.vector.ipc.message.MessageChannelReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.Text;

/**
 * The content of an Arrow IPC stream, read by Arrow's own reader.
 *
 * @param rows values by column: those of Arrow's vectors
 * @param batches number of its record batches
 */
public record ArrowContent(Schema schema, List<List<Object>> rows, int batches) {

    public static ArrowContent of(final byte[] stream) {
        final List<List<Object>> rows = new ArrayList<>();
        int batches = 0;
        try (RootAllocator allocator = new RootAllocator();
                ArrowStreamReader reader = new ArrowStreamReader(new MessageChannelReader(new CopyingChannel(stream), allocator), allocator)) {
            while (reader.loadNextBatch()) {
                batches++;
                for (int row = 0; row < reader.getVectorSchemaRoot().getRowCount(); row++) {
                    final List<Object> values = new ArrayList<>();
                    for (final FieldVector vector : reader.getVectorSchemaRoot().getFieldVectors()) {
                        values.add(value(vector, row));
                    }
                    rows.add(values);
                }
            }
            return new ArrowContent(reader.getVectorSchemaRoot().getSchema(), rows, batches);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Arrow's text is an object of its own, and its structs leave out NULL fields. */
    private static Object value(final FieldVector vector, final int row) {
        if (vector.isNull(row)) {
            return null;
        }
        return switch (vector) {
            case final StructVector struct -> {
                final Map<String, Object> fields = new LinkedHashMap<>();
                struct.getChildrenFromFields().forEach(child -> fields.put(child.getName(), value(child, row)));
                yield fields;
            }
            case final ListVector list -> {
                final List<Object> elements = new ArrayList<>();
                for (int element = list.getElementStartIndex(row); element < list.getElementEndIndex(row); element++) {
                    elements.add(value(list.getDataVector(), element));
                }
                yield elements;
            }
            default -> vector.getObject(row) instanceof final Text text ? text.toString() : vector.getObject(row);
        };
    }

    /** Arrow's own channel makes NIO buffers of Arrow memory, which a JVM without flags forbids. */
    private static final class CopyingChannel extends ReadChannel {

        private CopyingChannel(final byte[] stream) {
            super(Channels.newChannel(new ByteArrayInputStream(stream)));
        }

        @Override
        public long readFully(final ArrowBuf buffer, final long length) throws IOException {
            final byte[] bytes = new byte[Math.toIntExact(length)];
            final int count = readFully(ByteBuffer.wrap(bytes));
            buffer.setBytes(0, bytes, 0, count);
            buffer.writerIndex(count);
            return count;
        }
    }
}
