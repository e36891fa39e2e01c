package io.github.nifistarrocks.emulator.scan.arrow;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.catalog.type.TypeKind;
import io.github.nifistarrocks.emulator.scan.ArrowRows;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ArrowBatchEncoderTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            BOOLEAN            | Bool
            TINYINT            | Int(8, true)
            SMALLINT           | Int(16, true)
            INT                | Int(32, true)
            BIGINT             | Int(64, true)
            LARGEINT           | Utf8
            FLOAT              | FloatingPoint(SINGLE)
            DOUBLE             | FloatingPoint(DOUBLE)
            DECIMAL(9,2)       | Decimal(9, 2, 128)
            DECIMAL(38,10)     | Decimal(38, 10, 128)
            DECIMAL(76,10)     | Decimal(76, 10, 256)
            DATE               | Utf8
            DATETIME           | Utf8
            CHAR(8)            | Utf8
            VARCHAR(20)        | Utf8
            STRING             | Utf8
            JSON               | Utf8
            VARBINARY          | Binary
            HLL                | Utf8
            ARRAY<INT>         | List
            MAP<STRING,INT>    | Map(false)
            STRUCT<a INT>      | Struct
            """)
    void typeHasTheArrowTypeOfTheReference(final String type, final String arrowType) {
        final ArrowRows read = encodeAndRead(ColumnType.parse(type));

        assertThat(read.schema().getFields().getFirst().getType()).hasToString(arrowType);
        assertThat(read.rows()).isEmpty();
    }

    @Test
    void bitmapHasNoArrowForm() {
        assertThatThrownBy(() -> encodeAndRead(ColumnType.of(TypeKind.BITMAP))).isInstanceOf(UnsupportedTypeException.class)
                .hasMessage("Unknown logical type(25)");
    }

    @Test
    void nullabilityFollowsTheColumn() {
        final List<Column> columns = List.of(Column.of("a", ColumnType.of(TypeKind.INT)),
                Column.of("b", ColumnType.of(TypeKind.INT)).asNotNull().asKey());

        final ArrowRows read = ArrowRows.read(new ArrowBatchEncoder(columns, BatchStyle.OF_LOADS).encode(List.of(List.of(1, 2))));

        assertThat(read.schema().getFields()).extracting(Field::isNullable).containsExactly(true, false);
        assertThat(read.schema().getFields()).extracting(Field::getName).containsExactly("a", "b");
    }

    @Test
    void integersKeepTheirExtremes() {
        assertThat(valuesOf(ColumnType.of(TypeKind.TINYINT), Byte.MIN_VALUE, Byte.MAX_VALUE)).containsExactly(Byte.MIN_VALUE, Byte.MAX_VALUE);
        assertThat(valuesOf(ColumnType.of(TypeKind.SMALLINT), Short.MIN_VALUE, Short.MAX_VALUE)).containsExactly(Short.MIN_VALUE, Short.MAX_VALUE);
        assertThat(valuesOf(ColumnType.of(TypeKind.INT), Integer.MIN_VALUE, Integer.MAX_VALUE)).containsExactly(Integer.MIN_VALUE, Integer.MAX_VALUE);
        assertThat(valuesOf(ColumnType.of(TypeKind.BIGINT), Long.MIN_VALUE, Long.MAX_VALUE)).containsExactly(Long.MIN_VALUE, Long.MAX_VALUE);
    }

    @Test
    void floatsKeepNanAndInfinity() {
        assertThat(valuesOf(ColumnType.of(TypeKind.FLOAT), 1.5F, Float.NaN)).containsExactly(1.5F, Float.NaN);
        assertThat(valuesOf(ColumnType.of(TypeKind.DOUBLE), -0.1D, Double.NEGATIVE_INFINITY)).containsExactly(-0.1D, Double.NEGATIVE_INFINITY);
    }

    @Test
    void booleansAreOneBitEach() {
        final Object[] values = new Object[19];
        for (int index = 0; index < values.length; index++) {
            values[index] = index % 3 == 0;
        }

        assertThat(valuesOf(ColumnType.of(TypeKind.BOOLEAN), values)).containsExactly(values);
    }

    @Test
    void manyRowsAreKept() {
        final Object[] values = IntStream.range(0, 5000).boxed().toArray();

        assertThat(valuesOf(ColumnType.of(TypeKind.INT), values)).containsExactly(values);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.00", "-0.01", "99999999999999999999999999999999999.99", "-99999999999999999999999999999999999.99"})
    void decimalIsExact(final String text) {
        assertThat(valuesOf(ColumnType.decimal(37, 2), new BigDecimal(text))).containsExactly(new BigDecimal(text));
        assertThat(valuesOf(ColumnType.decimal(76, 2), new BigDecimal(text))).containsExactly(new BigDecimal(text));
    }

    @Test
    void largeIntegerIsText() {
        final BigInteger smallest = BigInteger.ONE.shiftLeft(127).negate();

        assertThat(valuesOf(ColumnType.of(TypeKind.LARGEINT), smallest)).containsExactly("-170141183460469231731687303715884105728");
    }

    @Test
    void dateIsText() {
        assertThat(valuesOf(ColumnType.of(TypeKind.DATE), LocalDate.of(1, 2, 3), LocalDate.of(9999, 12, 31))).containsExactly("0001-02-03", "9999-12-31");
    }

    @Test
    void dateTimeHasAFractionOnlyWhereItIsNotZero() {
        final LocalDateTime second = LocalDateTime.of(2024, 2, 29, 23, 59, 58);

        assertThat(valuesOf(ColumnType.of(TypeKind.DATETIME), second, second.withNano(1000), second.withNano(120_000_000)))
                .containsExactly("2024-02-29 23:59:58", "2024-02-29 23:59:58.000001", "2024-02-29 23:59:58.120000");
    }

    @Test
    void textKeepsUnicodeAndEmptiness() {
        assertThat(valuesOf(ColumnType.string(), "", "grüße", "\uD83D\uDE80")).containsExactly("", "grüße", "\uD83D\uDE80");
    }

    @Test
    void textMayBeGivenAsBytesThatAreNotUtf8() {
        final byte[] broken = {'a', (byte) 0xE4, 'b'};

        assertThat(bytesOf(BatchStyle.OF_LOADS, broken, null, "ok")).containsExactly(broken, null, new byte[] {'o', 'k'});
    }

    @Test
    void surrogateThatStandsAloneIsThreeBytes() {
        assertThat(bytesOf(BatchStyle.OF_LOADS, "x\uD800", "\uD83D\uDE80")).containsExactly(new byte[] {'x', (byte) 0xED, (byte) 0xA0, (byte) 0x80},
                new byte[] {(byte) 0xF0, (byte) 0x9F, (byte) 0x9A, (byte) 0x80});
    }

    @Test
    void columnHasALimitOfBytes() {
        final BatchStyle small = new BatchStyle(Leftovers.OF_LOADS, 10);

        assertThat(bytesOf(small, "123456", "7890")).hasSize(2);
        assertThatThrownBy(() -> bytesOf(small, "123456", "78901")).isInstanceOf(ConversionException.class)
                .hasMessage("Capacity error: array cannot contain more than 10 bytes, have 11");
    }

    @Test
    void legacyDecimalHasOnePrecisionAndScale() {
        assertThat(encodeAndRead(ColumnType.parse("DECIMALV2(10,2)")).schema().getFields().getFirst().getType()).hasToString("Decimal(27, 9, 128)");
        assertThat(valuesOf(ColumnType.decimalV2(), new BigDecimal("1.5"))).containsExactly(new BigDecimal("1.500000000"));
    }

    @Test
    void binaryIsRaw() {
        final byte[] bytes = {0, -1, 127};

        assertThat(valuesOf(ColumnType.varbinary(10), (Object) bytes)).containsExactly(bytes);
    }

    @Test
    void nullsStandBetweenValues() {
        assertThat(valuesOf(ColumnType.of(TypeKind.INT), 1, null, 3)).containsExactly(1, null, 3);
        assertThat(valuesOf(ColumnType.string(), null, "x", null)).containsExactly(null, "x", null);
        assertThat(valuesOf(ColumnType.of(TypeKind.BOOLEAN), null, true, null)).containsExactly(null, true, null);
        assertThat(valuesOf(ColumnType.decimal(10, 1), null, new BigDecimal("0.1"))).containsExactly(null, new BigDecimal("0.1"));
    }

    @Test
    void nestedTypesKeepTheirStructure() {
        final ColumnType type = ColumnType.parse("ARRAY<STRUCT<d DATE, m MAP<STRING,DECIMAL(5,2)>>>");
        final Map<Object, Object> map = new LinkedHashMap<>();
        map.put("a", new BigDecimal("1.25"));
        map.put("b", null);

        final List<Object> values = valuesOf(type, List.of(Arrays.asList(LocalDate.of(2024, 1, 1), map), Arrays.asList(null, null)), null, List.of());

        assertThat(values).extracting(String::valueOf)
                .containsExactly("[{\"d\":\"2024-01-01\",\"m\":[{\"key\":\"a\",\"value\":1.25},{\"key\":\"b\"}]},{}]", "null", "[]");
    }

    @Test
    void mapKeyIsNotNullableAndItsValueIs() {
        final Field map = encodeAndRead(ColumnType.parse("MAP<INT,STRING>")).schema().getFields().getFirst();

        final Field entries = map.getChildren().getFirst();
        assertThat(entries.isNullable()).isFalse();
        assertThat(entries.getChildren()).extracting(Field::isNullable).containsExactly(false, true);
    }

    @Test
    void nullMapKeyIsRefused() {
        final Map<Object, Object> map = new LinkedHashMap<>();
        map.put(null, 1);

        assertThatThrownBy(() -> valuesOf(ColumnType.parse("MAP<INT,INT>"), map)).hasMessageContaining("map key can be null");
    }

    @Test
    void structFieldsKeepTheirNames() {
        final Field struct = encodeAndRead(ColumnType.parse("STRUCT<first INT, second DATE>")).schema().getFields().getFirst();

        assertThat(struct.getChildren()).extracting(Field::getName).containsExactly("first", "second");
        assertThat(struct.getChildren().getLast().getType()).isEqualTo(ArrowType.Utf8.INSTANCE);
    }

    private static List<Object> bytesOf(final BatchStyle style, final Object... values) {
        final List<List<Object>> rows = Arrays.stream(values).map(value -> Arrays.asList(value)).toList();
        return UtfColumn.rows(new ArrowBatchEncoder(List.of(Column.of("c", ColumnType.string())), style).encode(rows)).stream().map(List::getFirst)
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static ArrowRows encodeAndRead(final ColumnType type) {
        return ArrowRows.read(new ArrowBatchEncoder(List.of(Column.of("c", type)), BatchStyle.OF_LOADS).encode(List.of()));
    }

    private static List<Object> valuesOf(final ColumnType type, final Object... values) {
        final List<List<Object>> rows = new ArrayList<>();
        for (final Object value : values) {
            rows.add(Arrays.asList(value));
        }
        final ArrowRows read = ArrowRows.read(new ArrowBatchEncoder(List.of(Column.of("c", type)), BatchStyle.OF_LOADS).encode(rows));
        return read.rows().stream().map(List::getFirst).collect(Collectors.toCollection(ArrayList::new));
    }
}
