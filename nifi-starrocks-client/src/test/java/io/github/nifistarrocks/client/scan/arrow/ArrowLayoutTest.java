package io.github.nifistarrocks.client.scan.arrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import com.google.flatbuffers.FlatBufferBuilder;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import org.apache.arrow.flatbuf.Endianness;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.MetadataVersion;
import org.apache.arrow.flatbuf.TimeUnit;
import org.apache.arrow.flatbuf.Timestamp;
import org.apache.arrow.flatbuf.Type;
import org.apache.arrow.flatbuf.Union;
import org.apache.arrow.flatbuf.UnionMode;
import org.apache.arrow.vector.ipc.message.ArrowFieldNode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Batches whose buffers are shorter than they say are refused before they are loaded. The message names the column. */
class ArrowLayoutTest {

    private static final int ROWS = 100;
    private static final byte[] NONE = {};
    private static final Field NUMBERS = Field.nullable("n", new ArrowType.Int(64, true));
    private static final Field TEXTS = Field.nullable("t", new ArrowType.Utf8());
    private static final Field LISTS = new Field("l", FieldType.nullable(new ArrowType.List()), List.of(Field.nullable("item", new ArrowType.Utf8())));

    static Stream<Arguments> damaged() {
        return Stream.of(
                Arguments.of(NUMBERS, nodes(0), List.of(new byte[8], new byte[ROWS * 8]), "column [n] has a buffer of 8 bytes, but needs 13"),
                Arguments.of(NUMBERS, nodes(36), List.of(NONE, new byte[ROWS * 8]), "column [n] has a buffer of 0 bytes, but needs 13"),
                Arguments.of(NUMBERS, nodes(0), List.of(NONE, new byte[ROWS * 8 - 8]), "column [n] has a buffer of 792 bytes, but needs 800"),
                Arguments.of(TEXTS, nodes(0), List.of(NONE, offsets(1, 1000), new byte[16]), "column [t] has a buffer of 16 bytes, but needs 1000"),
                Arguments.of(TEXTS, nodes(0), List.of(NONE, offsets(-1, 16), new byte[16]), "column [t] has offsets that do not ascend"),
                Arguments.of(TEXTS, nodes(0), List.of(NONE, offsets(17, 16), new byte[16]), "column [t] has offsets that do not ascend"),
                Arguments.of(TEXTS, nodes(0), List.of(NONE, new byte[ROWS * 4], new byte[16]), "column [t] has a buffer of 400 bytes, but needs 404"),
                Arguments.of(LISTS, List.of(new ArrowFieldNode(ROWS, 0), new ArrowFieldNode(1, 0)),
                        List.of(NONE, offsets(0, 1), NONE, bytes(0, 900), new byte[16]), "column [l], in its part [item], has a buffer of 16 bytes"),
                Arguments.of(LISTS, List.of(new ArrowFieldNode(ROWS, 0), new ArrowFieldNode(1, 0)),
                        List.of(NONE, offsets(0, 2), NONE, bytes(0, 1), new byte[16]), "column [l], in its part [item], has 1 values, but needs 2"));
    }

    @ParameterizedTest
    @MethodSource("damaged")
    void shortBuffersAreRefused(final Field column, final List<ArrowFieldNode> nodes, final List<byte[]> buffers, final String message) throws Exception {
        final byte[] stream = ArrowStreams.stream(new Schema(List.of(column)), ROWS, nodes, buffers);
        try (LoadedStreams batches = new LoadedStreams(1)) {
            final StarRocksException fault = catchThrowableOfType(StarRocksException.class, () -> batches.accept(stream));
            assertThat(fault.kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(fault).hasMessageContaining(message);
            assertThat(batches.allocatedBytes()).isZero();
        }
    }

    @Test
    void aColumnWithoutAValidityBufferHasNoNull() throws Exception {
        final byte[] stream = ArrowStreams.stream(new Schema(List.of(NUMBERS)), ROWS, nodes(0), List.of(NONE, new byte[ROWS * 8]));
        try (LoadedStreams batches = new LoadedStreams(1)) {
            batches.accept(stream);
            assertThat(batches.load().getVector(0).getNullCount()).isZero();
        }
    }

    @Test
    void aSchemaWithMoreFieldsThanAnyTableIsRefused() {
        final List<Field> fields = new ArrayList<>();
        for (int i = 0; i <= 50_000; i++) {
            fields.add(Field.nullable("c" + i, new ArrowType.Bool()));
        }
        final byte[] stream = ArrowStreams.schemaOnly(new Schema(fields));
        try (LoadedStreams batches = new LoadedStreams(1)) {
            final StarRocksException fault = catchThrowableOfType(StarRocksException.class, () -> batches.accept(stream));
            assertThat(fault).hasMessageContaining("more than 50000 fields");
        }
    }

    /** Arrow would allocate 2 GB for them before it reads the first. */
    @Test
    void aUnionThatAnnouncesManyTypesIsRefused() {
        final FlatBufferBuilder builder = new FlatBufferBuilder();
        final int ids = Union.createTypeIdsVector(builder, new int[] {1});
        final int type = Union.createUnion(builder, UnionMode.Sparse, ids);
        final byte[] schema = schema(builder, Type.Union, type, 1);
        ByteBuffer.wrap(schema).order(ByteOrder.LITTLE_ENDIAN).putInt(schema.length - ids, 1 << 29);

        assertThat(refused(schema, 1).kind()).isEqualTo(Kind.INVALID);
    }

    /** Each field would get a copy of the text. */
    @Test
    void aLargeTextThatManyFieldsShareIsRefused() {
        final FlatBufferBuilder builder = new FlatBufferBuilder();
        final int zone = builder.createString("z".repeat(100_000));
        final int type = Timestamp.createTimestamp(builder, TimeUnit.SECOND, zone);

        assertThat(refused(schema(builder, Type.Timestamp, type, 1_000), 1_000)).hasMessageContaining("its schema is too large");
    }

    private static StarRocksException refused(final byte[] schema, final int columns) {
        final byte[] stream = ByteBuffer.allocate(2 * Integer.BYTES + schema.length).order(ByteOrder.LITTLE_ENDIAN).putInt(-1).putInt(schema.length).put(schema)
                .array();
        try (LoadedStreams batches = new LoadedStreams(columns)) {
            return catchThrowableOfType(StarRocksException.class, () -> batches.accept(stream));
        }
    }

    /** A schema of fields that are one and the same. */
    private static byte[] schema(final FlatBufferBuilder builder, final byte kind, final int type, final int count) {
        final int[] shared = new int[count];
        Arrays.fill(shared, org.apache.arrow.flatbuf.Field.createField(builder, builder.createString("c"), true, kind, type, 0, 0, 0));
        final int fields = org.apache.arrow.flatbuf.Schema.createFieldsVector(builder, shared);
        final int header = org.apache.arrow.flatbuf.Schema.createSchema(builder, Endianness.Little, fields, 0, 0);
        builder.finish(Message.createMessage(builder, MetadataVersion.V5, MessageHeader.Schema, header, 0, 0));
        return builder.sizedByteArray();
    }

    private static List<ArrowFieldNode> nodes(final int nulls) {
        return List.of(new ArrowFieldNode(ROWS, nulls));
    }

    /** Offsets of values that all begin at the first position but for the last, which ends at the last. */
    private static byte[] offsets(final int first, final int last) {
        final int[] offsets = new int[ROWS + 1];
        Arrays.fill(offsets, first);
        offsets[ROWS] = last;
        return bytes(offsets);
    }

    private static byte[] bytes(final int... numbers) {
        final ByteBuffer bytes = ByteBuffer.allocate(numbers.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        for (final int number : numbers) {
            bytes.putInt(number);
        }
        return bytes.array();
    }
}
