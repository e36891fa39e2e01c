package io.github.nifistarrocks.emulator.scan.arrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;

import com.google.flatbuffers.FlatBufferBuilder;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.catalog.type.TypeKind;
import org.apache.arrow.flatbuf.BodyCompression;
import org.apache.arrow.flatbuf.BodyCompressionMethod;
import org.apache.arrow.flatbuf.Buffer;
import org.apache.arrow.flatbuf.CompressionType;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.FieldNode;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Struct_;
import org.apache.arrow.flatbuf.Type;

/** Arrow streams that no BE sends, and that a client has to refuse in little time and memory. Unless it says otherwise their only column is an INT, {@code id}. */
public final class HostileBatches {

    private static final int VALIDITY = 8;
    private static final Part NO_BATCH = new Part(0, List.of(), List.of(), new byte[0]);

    /**
     * The record batch of a stream.
     *
     * @param rows that it says to have
     * @param nodes length and number of NULLs of each field
     * @param buffers offset and length of each
     * @param body their bytes
     */
    private record Part(long rows, List<long[]> nodes, List<long[]> buffers, byte[] body) {}

    private HostileBatches() {}

    /** Structs in structs, {@code levels} deep, each with {@code width} fields that are one and the same in the schema. */
    public static byte[] sharedFields(final int levels, final int width) {
        return stream(schema(builder -> {
            int field = id(builder);
            for (int level = 0; level < levels; level++) {
                final int[] shared = new int[width];
                Arrays.fill(shared, field);
                field = struct(builder, Field.createChildrenVector(builder, shared));
            }
            return Schema.createFieldsVector(builder, new int[] {field});
        }), NO_BATCH);
    }

    /** Structs in structs, each with one field. */
    public static byte[] nestedFields(final int levels) {
        return sharedFields(levels, 1);
    }

    /** One field that the schema names {@code count} times. */
    public static byte[] repeatedField(final int count) {
        return stream(schema(builder -> {
            final int[] fields = new int[count];
            Arrays.fill(fields, id(builder));
            return Schema.createFieldsVector(builder, fields);
        }), NO_BATCH);
    }

    /** A schema that says to have {@code count} fields, and has one. */
    public static byte[] claimedFields(final int count) {
        final FlatBufferBuilder builder = new FlatBufferBuilder();
        final int fields = Schema.createFieldsVector(builder, new int[] {id(builder)});
        return stream(withLength(finishedSchema(builder, fields), fields, count), NO_BATCH);
    }

    /** A struct that says to have {@code count} fields, and has one. */
    public static byte[] claimedChildren(final int count) {
        final FlatBufferBuilder builder = new FlatBufferBuilder();
        final int children = Field.createChildrenVector(builder, new int[] {id(builder)});
        final int fields = Schema.createFieldsVector(builder, new int[] {struct(builder, children)});
        return stream(withLength(finishedSchema(builder, fields), children, count), NO_BATCH);
    }

    /** A struct in a struct, without a name, as a part of a damaged message may be. */
    public static byte[] namelessField() {
        return stream(schema(builder -> {
            final int nameless = struct(builder, Field.createChildrenVector(builder, new int[] {id(builder)}), 0);
            final int named = struct(builder, Field.createChildrenVector(builder, new int[] {nameless}));
            return Schema.createFieldsVector(builder, new int[] {named});
        }), NO_BATCH);
    }

    /** No NULL according to its node, but one byte of validity, in which every row is NULL. */
    public static byte[] shortValidity(final int rows) {
        return ids(new Part(rows, List.of(new long[] {rows, 0}), List.of(new long[] {0, 1}, new long[] {VALIDITY, (long) rows * Integer.BYTES}),
                new byte[BatchBody.padded(VALIDITY + rows * Integer.BYTES)]));
    }

    /** Rows of which there are no bytes. */
    public static byte[] claimedRows(final long rows) {
        return ids(new Part(rows, List.of(new long[] {rows, 0}), List.of(new long[] {0, 0}, new long[] {0, Integer.BYTES}), new byte[VALIDITY]));
    }

    /** A row whose bytes are elsewhere. */
    public static byte[] buffer(final long offset, final long length) {
        return ids(new Part(1, List.of(new long[] {1, 0}), List.of(new long[] {0, 0}, new long[] {offset, length}), new byte[VALIDITY]));
    }

    /** A row, with more NULLs than rows, or fewer than none. */
    public static byte[] nullCount(final long count) {
        return ids(new Part(1, List.of(new long[] {1, count}), List.of(new long[] {0, 1}, new long[] {0, Integer.BYTES}), new byte[VALIDITY]));
    }

    /** A column of text with these offsets into eight bytes, one row fewer than offsets. */
    public static byte[] textOffsets(final int... offsets) {
        final ByteBuffer body = ByteBuffer.allocate(BatchBody.padded(offsets.length * Integer.BYTES) + Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(offsets).forEach(body::putInt);
        final long rows = offsets.length - 1L;
        final Part batch = new Part(rows, List.of(new long[] {rows, 0}), List.of(new long[] {0, 0}, new long[] {0, (long) offsets.length * Integer.BYTES},
                new long[] {body.capacity() - Long.BYTES, Long.BYTES}), body.array());
        return stream(schema(builder -> Schema.createFieldsVector(builder, new int[] {field(builder, ColumnType.string())})), batch);
    }

    /** A batch without the nodes and buffers of its column. */
    public static byte[] withoutBuffers(final long rows) {
        return ids(new Part(rows, List.of(), List.of(), new byte[0]));
    }

    /** A batch that says to be compressed, without bytes. */
    public static byte[] compressed() {
        final FlatBufferBuilder builder = new FlatBufferBuilder();
        final int codec = BodyCompression.createBodyCompression(builder, CompressionType.ZSTD, BodyCompressionMethod.BUFFER);
        return joined(ArrowBatchEncoder.framed(idSchema(), 0), ArrowBatchEncoder.framed(message(builder, NO_BATCH, codec), 0));
    }

    /** A message whose head says to have {@code length} bytes, and has eight. */
    public static byte[] claimedMessage(final int length) {
        return ByteBuffer.allocate(2 * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(ArrowBatchEncoder.CONTINUATION).putInt(length).array();
    }

    private static byte[] ids(final Part batch) {
        return stream(idSchema(), batch);
    }

    private static ByteBuffer idSchema() {
        return schema(builder -> Schema.createFieldsVector(builder, new int[] {id(builder)}));
    }

    private static ByteBuffer schema(final ToIntFunction<FlatBufferBuilder> fields) {
        final FlatBufferBuilder builder = new FlatBufferBuilder();
        return finishedSchema(builder, fields.applyAsInt(builder));
    }

    private static ByteBuffer finishedSchema(final FlatBufferBuilder builder, final int fields) {
        final int header = Schema.createSchema(builder, Endianness.Little, fields, 0, 0);
        builder.finish(Message.createMessage(builder, MetadataVersion.V5, MessageHeader.Schema, header, 0, 0));
        return builder.dataBuffer();
    }

    private static int id(final FlatBufferBuilder builder) {
        return field(builder, ColumnType.of(TypeKind.INT));
    }

    private static int field(final FlatBufferBuilder builder, final ColumnType type) {
        return ArrowField.of(Column.of("id", type)).encode(builder);
    }

    private static int struct(final FlatBufferBuilder builder, final int children) {
        return struct(builder, children, builder.createString("s"));
    }

    private static int struct(final FlatBufferBuilder builder, final int children, final int name) {
        Struct_.startStruct_(builder);
        final int type = Struct_.endStruct_(builder);
        return Field.createField(builder, name, true, Type.Struct_, type, 0, children, 0);
    }

    /** @param vector offset of a vector, counted from the end as the builder does */
    private static ByteBuffer withLength(final ByteBuffer message, final int vector, final int length) {
        message.order(ByteOrder.LITTLE_ENDIAN).putInt(message.capacity() - vector, length);
        return message;
    }

    private static ByteBuffer message(final FlatBufferBuilder builder, final Part batch, final int compression) {
        RecordBatch.startNodesVector(builder, batch.nodes().size());
        batch.nodes().reversed().forEach(node -> FieldNode.createFieldNode(builder, node[0], node[1]));
        final int nodes = builder.endVector();
        RecordBatch.startBuffersVector(builder, batch.buffers().size());
        batch.buffers().reversed().forEach(buffer -> Buffer.createBuffer(builder, buffer[0], buffer[1]));
        final int buffers = builder.endVector();
        final int header = RecordBatch.createRecordBatch(builder, batch.rows(), nodes, buffers, compression, 0);
        builder.finish(Message.createMessage(builder, MetadataVersion.V5, MessageHeader.RecordBatch, header, batch.body().length, 0));
        return builder.dataBuffer();
    }

    private static byte[] stream(final ByteBuffer schema, final Part batch) {
        return joined(ArrowBatchEncoder.framed(schema, 0), ArrowBatchEncoder.framed(message(new FlatBufferBuilder(), batch, 0), 0), batch.body());
    }

    /** The parts and the end of the stream. */
    private static byte[] joined(final byte[]... parts) {
        final ByteBuffer stream = ByteBuffer.allocate(Arrays.stream(parts).mapToInt(part -> part.length).sum() + Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(parts).forEach(stream::put);
        return stream.putInt(ArrowBatchEncoder.CONTINUATION).array();
    }
}
