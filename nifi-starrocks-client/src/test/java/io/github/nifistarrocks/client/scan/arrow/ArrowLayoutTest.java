package io.github.nifistarrocks.client.scan.arrow;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
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
        try (ArrowBatches batches = new ArrowBatches(1)) {
            batches.accept(stream, stream.length);
            final StarRocksException fault = catchThrowableOfType(StarRocksException.class, batches::load);
            assertThat(fault.kind()).isEqualTo(Kind.PROTOCOL);
            assertThat(fault).hasMessageContaining(message);
            assertThat(batches.allocatedBytes()).isZero();
        }
    }

    @Test
    void aColumnWithoutAValidityBufferHasNoNull() throws Exception {
        final byte[] stream = ArrowStreams.stream(new Schema(List.of(NUMBERS)), ROWS, nodes(0), List.of(NONE, new byte[ROWS * 8]));
        try (ArrowBatches batches = new ArrowBatches(1)) {
            batches.accept(stream, stream.length);
            batches.load();
            assertThat(batches.root().getVector(0).getNullCount()).isZero();
        }
    }

    @Test
    void aSchemaWithMoreFieldsThanAnyTableIsRefused() {
        final List<Field> fields = new ArrayList<>();
        for (int i = 0; i <= 50_000; i++) {
            fields.add(Field.nullable("c" + i, new ArrowType.Bool()));
        }
        final byte[] stream = ArrowStreams.schemaOnly(new Schema(fields));
        try (ArrowBatches batches = new ArrowBatches(1)) {
            final StarRocksException fault = catchThrowableOfType(StarRocksException.class, () -> batches.accept(stream, stream.length));
            assertThat(fault).hasMessageContaining("more than 50000 fields");
        }
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
