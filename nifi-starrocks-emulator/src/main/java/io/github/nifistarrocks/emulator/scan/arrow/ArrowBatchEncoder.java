package io.github.nifistarrocks.emulator.scan.arrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

import com.google.flatbuffers.FlatBufferBuilder;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.catalog.type.TypeKind;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;

/**
 * Encodes rows as the BE's {@code get_next} returns them: one complete Arrow IPC stream (schema, one record batch, end of stream),
 * little-endian, without dictionaries or compression. It is written with byte arrays and Arrow's flat-buffer classes only, so that it needs no JVM flag.
 *
 * <p>Thread-safe. Cells are Java values as {@code RowStore} gives them; {@code null} is NULL. Text may also come as bytes, and a MAP as a list of entries.
 */
public final class ArrowBatchEncoder {

    static final int CONTINUATION = -1;
    private static final int PREFIX = 2 * Integer.BYTES;
    private static final int MAX_DECIMAL128_PRECISION = 38;

    private final List<ArrowField> fields;
    private final byte[] schema;
    private final BatchStyle style;

    /** @throws UnsupportedTypeException if a column has no Arrow form (BITMAP) */
    public ArrowBatchEncoder(final List<Column> columns, final BatchStyle style) {
        this.fields = columns.stream().map(ArrowField::of).toList();
        this.schema = framed(schemaMessage(), 0);
        this.style = style;
    }

    /**
     * Of a BE that does not scan DECIMAL256 and VARBINARY: BE/util/arrow/row_batch.cpp of commit b60400ee56, convert_to_arrow_type.
     *
     * @throws UnsupportedTypeException if a column has no Arrow form
     */
    public static ArrowBatchEncoder withoutWideTypes(final List<Column> columns, final BatchStyle style) {
        columns.forEach(column -> requireNarrow(column.type()));
        return new ArrowBatchEncoder(columns, style);
    }

    private static void requireNarrow(final ColumnType type) {
        type.children().forEach(ArrowBatchEncoder::requireNarrow);
        if (type.kind() == TypeKind.DECIMAL && type.precision() > MAX_DECIMAL128_PRECISION) {
            throw new UnsupportedTypeException("Unknown logical type(26)");
        }
        if (type.kind() == TypeKind.VARBINARY) {
            throw new UnsupportedTypeException("Unknown logical type(46)");
        }
    }

    /** How many columns a row has. */
    public int columns() {
        return fields.size();
    }

    /**
     * @param rows each with one value a column
     * @throws ConversionException for values that have no Arrow form
     */
    public byte[] encode(final List<? extends List<?>> rows) {
        final List<ValueVector> vectors = fields.stream().map(field -> field.newColumn(style)).toList();
        for (final List<?> row : rows) {
            for (int column = 0; column < vectors.size(); column++) {
                vectors.get(column).append(row.get(column));
            }
        }
        final BatchBody body = new BatchBody();
        vectors.forEach(vector -> vector.addTo(body));

        final byte[] batch = framed(batchMessage(rows.size(), body), body.length() + PREFIX);
        final byte[] stream = new byte[schema.length + batch.length];
        System.arraycopy(schema, 0, stream, 0, schema.length);
        System.arraycopy(batch, 0, stream, schema.length, batch.length);
        final int end = stream.length - PREFIX;
        body.copyTo(stream, end - body.length());
        ByteBuffer.wrap(stream).order(ByteOrder.LITTLE_ENDIAN).putInt(end, CONTINUATION).putInt(end + Integer.BYTES, 0);
        return stream;
    }

    private ByteBuffer schemaMessage() {
        final FlatBufferBuilder builder = new FlatBufferBuilder();
        final int[] fieldOffsets = fields.stream().mapToInt(field -> field.encode(builder)).toArray();
        final int fieldVector = Schema.createFieldsVector(builder, fieldOffsets);
        final int header = Schema.createSchema(builder, Endianness.Little, fieldVector, 0, 0);
        builder.finish(Message.createMessage(builder, MetadataVersion.V5, MessageHeader.Schema, header, 0, 0));
        return builder.dataBuffer();
    }

    private static ByteBuffer batchMessage(final int rows, final BatchBody body) {
        final FlatBufferBuilder builder = new FlatBufferBuilder();
        RecordBatch.startNodesVector(builder, body.nodes().size());
        body.nodes().reversed().forEach(node -> FieldNode.createFieldNode(builder, node.length(), node.nullCount()));
        final int nodes = builder.endVector();
        RecordBatch.startBuffersVector(builder, body.regions().size());
        body.regions().reversed().forEach(region -> Buffer.createBuffer(builder, region.offset(), region.length()));
        final int buffers = builder.endVector();
        final int header = RecordBatch.createRecordBatch(builder, rows, nodes, buffers, 0, 0);
        builder.finish(Message.createMessage(builder, MetadataVersion.V5, MessageHeader.RecordBatch, header, body.length(), 0));
        return builder.dataBuffer();
    }

    /** The message behind its prefix and padded to eight bytes, with {@code room} bytes left free behind it. */
    static byte[] framed(final ByteBuffer message, final int room) {
        final int size = BatchBody.padded(message.remaining());
        final byte[] bytes = new byte[PREFIX + size + room];
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putInt(CONTINUATION).putInt(size).put(message);
        return bytes;
    }
}
