package io.github.nifistarrocks.client.scan.arrow;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.BigIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.Decimal256Vector;
import org.apache.arrow.vector.DecimalVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.Float4Vector;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.IntVector;
import org.apache.arrow.vector.SmallIntVector;
import org.apache.arrow.vector.TinyIntVector;
import org.apache.arrow.vector.ValueVector;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.compare.VectorEqualsVisitor;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

import static org.assertj.core.api.Assertions.assertThat;

class ArrowBatchesPropertyTest {

    private static final int DEEPEST = 2;

    @Provide
    Arbitrary<List<Field>> columns() {
        return field(DEEPEST).list().ofMinSize(1).ofMaxSize(6);
    }

    @Property(tries = 150)
    void everyValueOfEveryBatchComesThrough(@ForAll("columns") final List<Field> columns,
            @ForAll @Size(min = 1, max = 4) final List<@IntRange(max = 200) Integer> sizes, @ForAll final long seed) throws StarRocksException {
        final Schema schema = new Schema(columns);
        final Random random = new Random(seed);
        try (RootAllocator allocator = new RootAllocator(); LoadedStreams batches = new LoadedStreams(columns.size())) {
            for (final int rows : sizes) {
                try (VectorSchemaRoot sent = filled(schema, allocator, rows, random)) {
                    final byte[] stream = ArrowStreams.stream(sent);
                    assertThat(batches.accept(stream)).isEqualTo(rows);
                    assertThat(batches.hasNext()).isTrue();
                    assertSame(sent, batches.load());
                }
            }
        }
    }

    @Property(tries = 20)
    void allBatchesOfOneStreamComeThrough(@ForAll("columns") final List<Field> columns, @ForAll final long seed) throws StarRocksException {
        final Schema schema = new Schema(columns);
        final Random random = new Random(seed);
        try (RootAllocator allocator = new RootAllocator();
                VectorSchemaRoot first = filled(schema, allocator, 5, random);
                VectorSchemaRoot second = filled(schema, allocator, 7, random);
                LoadedStreams batches = new LoadedStreams(columns.size())) {
            final byte[] stream = ArrowStreams.stream(first, second);
            assertThat(batches.accept(stream)).isEqualTo(12);
            assertSame(first, batches.load());
            assertSame(second, batches.load());
            assertThat(batches.hasNext()).isFalse();
        }
    }

    @Property(tries = 400)
    void damagedStreamsAreRefusedOrReadable(@ForAll("columns") final List<Field> columns, @ForAll @IntRange(min = 1, max = 8) final int changes,
            @ForAll final long seed) {
        final Random random = new Random(seed);
        try (RootAllocator allocator = new RootAllocator(); VectorSchemaRoot sent = filled(new Schema(columns), allocator, 20, random)) {
            final byte[] stream = ArrowStreams.stream(sent);
            for (int change = 0; change < changes; change++) {
                stream[random.nextInt(stream.length)] = (byte) (random.nextBoolean() ? random.nextInt() : random.nextInt(4) - 2);
            }
            assertRefusedOrReadable(stream, columns.size());
        }
    }

    @Property(tries = 200)
    void truncatedStreamsAreRefusedOrReadable(@ForAll("columns") final List<Field> columns, @ForAll final long seed) {
        final Random random = new Random(seed);
        try (RootAllocator allocator = new RootAllocator(); VectorSchemaRoot sent = filled(new Schema(columns), allocator, 20, random)) {
            final byte[] stream = ArrowStreams.stream(sent);
            assertRefusedOrReadable(Arrays.copyOf(stream, random.nextInt(stream.length)), columns.size());
        }
    }

    @Property(tries = 200)
    void noiseIsRefused(@ForAll @Size(min = 1, max = 300) final byte[] noise) {
        assertRefusedOrReadable(noise, 1);
    }

    private static void assertRefusedOrReadable(final byte[] stream, final int columns) {
        try (LoadedStreams batches = new LoadedStreams(columns)) {
            batches.accept(stream);
            while (batches.hasNext()) {
                final VectorSchemaRoot root = batches.load();
                for (final FieldVector vector : root.getFieldVectors()) {
                    for (int row = 0; row < root.getRowCount(); row++) {
                        vector.getObject(row);
                    }
                }
                assertThat(batches.allocatedBytes()).isLessThan(1_000_000);
            }
        } catch (StarRocksException e) {
            assertThat(e.kind()).isIn(Kind.PROTOCOL, Kind.INVALID);
        }
    }

    private static void assertSame(final VectorSchemaRoot sent, final VectorSchemaRoot received) {
        assertThat(received.getRowCount()).isEqualTo(sent.getRowCount());
        for (int column = 0; column < sent.getFieldVectors().size(); column++) {
            assertThat(VectorEqualsVisitor.vectorEquals(sent.getVector(column), received.getVector(column))).isTrue();
        }
    }

    private static Arbitrary<Field> field(final int depth) {
        final Arbitrary<Field> scalar = Arbitraries.of(new ArrowType.Bool(), new ArrowType.Int(8, true), new ArrowType.Int(16, true),
                new ArrowType.Int(32, true), new ArrowType.Int(64, true), new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE),
                new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE),
                new ArrowType.Decimal(9, 2, 128), new ArrowType.Decimal(38, 10, 128), new ArrowType.Decimal(76, 20, 256), new ArrowType.Utf8(),
                new ArrowType.Binary()).map(type -> Field.nullable("c", type));
        if (depth == 0) {
            return scalar;
        }
        final Arbitrary<Field> inner = field(depth - 1);
        final Arbitrary<Field> list = inner.map(item -> new Field("c", FieldType.nullable(new ArrowType.List()), List.of(item)));
        final Arbitrary<Field> struct = inner.list().ofMinSize(1).ofMaxSize(3).map(ArrowBatchesPropertyTest::struct);
        final Arbitrary<Field> map = inner.map(value -> new Field("c", FieldType.nullable(new ArrowType.Map(false)), List.of(
                new Field(MapVector.DATA_VECTOR_NAME, FieldType.notNullable(new ArrowType.Struct()),
                        List.of(Field.notNullable("key", new ArrowType.Utf8()), named("value", value))))));
        return Arbitraries.frequencyOf(Tuple.of(6, scalar), Tuple.of(1, list), Tuple.of(1, struct),
                Tuple.of(1, map));
    }

    private static Field struct(final List<Field> members) {
        final List<Field> named = new ArrayList<>();
        for (final Field member : members) {
            named.add(named("m" + named.size(), member));
        }
        return new Field("c", FieldType.nullable(new ArrowType.Struct()), named);
    }

    private static Field named(final String name, final Field field) {
        return new Field(name, field.getFieldType(), field.getChildren());
    }

    private static VectorSchemaRoot filled(final Schema schema, final RootAllocator allocator, final int rows, final Random random) {
        final VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
        for (final FieldVector vector : root.getFieldVectors()) {
            fill(vector, rows, random);
        }
        root.setRowCount(rows);
        return root;
    }

    private static void fill(final ValueVector vector, final int values, final Random random) {
        vector.allocateNew();
        int children = 0;
        for (int index = 0; index < values; index++) {
            final boolean absent = vector.getField().isNullable() && random.nextInt(4) == 0;
            switch (vector) {
                case MapVector map -> children += startAndEnd(map, index, absent, random);
                case ListVector list -> children += startAndEnd(list, index, absent, random);
                case StructVector struct when absent -> struct.setNull(index);
                case StructVector struct -> struct.setIndexDefined(index);
                default -> {
                    if (!absent) {
                        set(vector, index, random);
                    }
                }
            }
        }
        if (vector instanceof ListVector list) {
            fill(list.getDataVector(), children, random);
        } else if (vector instanceof StructVector struct) {
            for (final FieldVector child : struct.getChildrenFromFields()) {
                fill(child, values, random);
            }
        }
        vector.setValueCount(values);
    }

    private static int startAndEnd(final ListVector list, final int index, final boolean absent, final Random random) {
        if (absent) {
            list.setNull(index);
            return 0;
        }
        final int size = random.nextInt(4);
        list.startNewValue(index);
        list.endValue(index, size);
        return size;
    }

    private static void set(final ValueVector vector, final int index, final Random random) {
        switch (vector) {
            case BitVector bits -> bits.setSafe(index, random.nextInt(2));
            case TinyIntVector numbers -> numbers.setSafe(index, (byte) random.nextInt());
            case SmallIntVector numbers -> numbers.setSafe(index, (short) random.nextInt());
            case IntVector numbers -> numbers.setSafe(index, random.nextInt());
            case BigIntVector numbers -> numbers.setSafe(index, random.nextLong());
            case Float4Vector numbers -> numbers.setSafe(index, random.nextFloat());
            case Float8Vector numbers -> numbers.setSafe(index, random.nextGaussian());
            case DecimalVector decimals -> decimals.setSafe(index, new BigDecimal(new BigInteger(decimals.getPrecision() * 3, random), decimals.getScale()));
            case Decimal256Vector decimals -> decimals.setSafe(index, new BigDecimal(new BigInteger(250, random).negate(), decimals.getScale()));
            case VarCharVector texts -> texts.setSafe(index, Long.toString(random.nextLong(), 36).repeat(random.nextInt(3)).getBytes(StandardCharsets.UTF_8));
            case VarBinaryVector texts -> {
                final byte[] bytes = new byte[random.nextInt(20)];
                random.nextBytes(bytes);
                texts.setSafe(index, bytes);
            }
            default -> throw new IllegalArgumentException(vector.getField().toString());
        }
    }
}
