package io.github.nifistarrocks.client.scan.arrow;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

class ArrowBatchesTest {

    private static final ArrowType BIGINT = new ArrowType.Int(64, true);

    static Stream<Arguments> unreadable() {
        return Stream.of(
                Arguments.of(Field.nullable("c", new ArrowType.LargeUtf8()), Kind.INVALID, "LargeUtf8"),
                Arguments.of(Field.nullable("c", new ArrowType.Null()), Kind.INVALID, "Null"),
                Arguments.of(Field.nullable("c", new ArrowType.Decimal(10, 2_000_000_000, 128)), Kind.INVALID, "Decimal"),
                Arguments.of(new Field("c", FieldType.nullable(new ArrowType.Struct()), List.of()), Kind.INVALID, "Struct"),
                Arguments.of(new Field("c", new FieldType(true, BIGINT, new DictionaryEncoding(1, false, null)), null), Kind.INVALID, "dictionary"),
                Arguments.of(new Field("c", FieldType.nullable(new ArrowType.List()), List.of(Field.nullable("i", new ArrowType.LargeBinary()))), Kind.INVALID,
                        "[c]"),
                Arguments.of(nested(70), Kind.PROTOCOL, "nested deeper"),
                Arguments.of(new Field("c", new FieldType(true, BIGINT, null, Map.of("key", "v".repeat(17_000_000))), null), Kind.PROTOCOL, "too large"));
    }

    @ParameterizedTest
    @MethodSource("unreadable")
    void schemasThatCannotBeReadAreRefused(final Field column, final Kind kind, final String message) {
        final byte[] stream = ArrowStreams.schemaOnly(new Schema(List.of(column)));
        try (LoadedStreams batches = new LoadedStreams(1)) {
            final StarRocksException fault = catchThrowableOfType(StarRocksException.class, () -> batches.accept(stream));
            assertThat(fault.kind()).isEqualTo(kind);
            assertThat(fault.getMessage()).containsIgnoringCase(message);
        }
    }

    @Test
    void aStreamWithoutBatchesHasNoRows() throws Exception {
        final byte[] stream = ArrowStreams.schemaOnly(ArrowStreams.ID_AND_NAME);
        try (LoadedStreams batches = new LoadedStreams(2)) {
            assertThat(batches.accept(stream)).isZero();
            assertThat(batches.hasNext()).isFalse();
            assertThat(batches.allocatedBytes()).isZero();
        }
    }

    @Test
    void metadataOfTheSchemaDoesNotMatter() throws Exception {
        final Field column = new Field("id", new FieldType(true, BIGINT, null, Map.of("a", "b")), null);
        final Schema schema = new Schema(List.of(column), Map.of("written by", "a newer server"));
        final byte[] stream = ArrowStreams.stream(schema, root -> {
            ((BigIntVector) root.getVector(0)).setSafe(0, 42);
            root.setRowCount(1);
        });
        try (LoadedStreams batches = new LoadedStreams(1)) {
            batches.accept(stream);
            assertThat(((BigIntVector) batches.load().getVector(0)).get(0)).isEqualTo(42);
        }
    }

    @Test
    void thePreviousBatchIsFreed() throws Exception {
        final byte[] stream = ArrowStreams.idAndName(0, 4096);
        try (LoadedStreams batches = new LoadedStreams(2)) {
            batches.accept(stream);
            batches.load();
            final long once = batches.allocatedBytes();
            for (int count = 0; count < 20; count++) {
                batches.free();
                batches.accept(stream);
                batches.load();
                assertThat(batches.allocatedBytes()).isEqualTo(once);
            }
            batches.free();
            assertThat(batches.allocatedBytes()).isZero();
        }
    }

    private static Field nested(final int depth) {
        Field field = Field.nullable("i", BIGINT);
        for (int level = 0; level < depth; level++) {
            field = new Field("i", FieldType.nullable(new ArrowType.List()), List.of(field));
        }
        return field;
    }
}
