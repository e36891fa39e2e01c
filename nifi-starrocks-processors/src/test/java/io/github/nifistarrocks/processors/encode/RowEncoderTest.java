package io.github.nifistarrocks.processors.encode;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.processors.column.ColumnPlan;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.LoadFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RowEncoderTest {

    private static final RecordSchema POINT = new SimpleRecordSchema(List.of(new RecordField("x", RecordFieldType.INT.getDataType()),
            new RecordField("at", RecordFieldType.TIMESTAMP.getDataType()), new RecordField("raw",
                    RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.BYTE.getDataType()))));

    static Stream<Arguments> values() {
        final DataType choice = RecordFieldType.CHOICE.getChoiceDataType(RecordFieldType.INT.getDataType(), RecordFieldType.STRING.getDataType());
        return Stream.of(
                Arguments.of(RecordFieldType.STRING.getDataType(), "a\"b", "\"a\\\"b\"", "a\"b"),
                Arguments.of(RecordFieldType.STRING.getDataType(), 12, "\"12\"", "12"),
                Arguments.of(RecordFieldType.STRING.getDataType(), new BigDecimal("1E+3"), "\"1000\"", "1000"),
                Arguments.of(RecordFieldType.CHAR.getDataType(), 'c', "\"c\"", "c"),
                Arguments.of(RecordFieldType.BOOLEAN.getDataType(), true, "true", "true"),
                Arguments.of(RecordFieldType.BOOLEAN.getDataType(), "false", "\"false\"", "false"),
                Arguments.of(RecordFieldType.BYTE.getDataType(), (byte) -1, "-1", "-1"),
                Arguments.of(RecordFieldType.SHORT.getDataType(), (short) 300, "300", "300"),
                Arguments.of(RecordFieldType.INT.getDataType(), Integer.MIN_VALUE, "-2147483648", "-2147483648"),
                Arguments.of(RecordFieldType.INT.getDataType(), 1.5, "1.5", "1.5"),
                Arguments.of(RecordFieldType.INT.getDataType(), "42", "\"42\"", "42"),
                Arguments.of(RecordFieldType.LONG.getDataType(), Long.MAX_VALUE, "9223372036854775807", "9223372036854775807"),
                Arguments.of(RecordFieldType.BIGINT.getDataType(), new BigInteger("170141183460469231731687303715884105727"),
                        "\"170141183460469231731687303715884105727\"",
                        "170141183460469231731687303715884105727"),
                Arguments.of(RecordFieldType.FLOAT.getDataType(), 0.1f, "0.1", "0.1"),
                Arguments.of(RecordFieldType.DOUBLE.getDataType(), 0.1, "0.1", "0.1"),
                Arguments.of(RecordFieldType.DOUBLE.getDataType(), 3, "3", "3"),
                Arguments.of(RecordFieldType.DECIMAL.getDecimalDataType(38, 9), new BigDecimal("12345678901234567890.123456789"),
                        "\"12345678901234567890.123456789\"",
                        "12345678901234567890.123456789"),
                Arguments.of(RecordFieldType.DATE.getDataType(), Date.valueOf("2024-02-29"), "\"2024-02-29\"", "2024-02-29"),
                Arguments.of(RecordFieldType.DATE.getDataType(), LocalDate.of(1, 1, 1), "\"0001-01-01\"", "0001-01-01"),
                Arguments.of(RecordFieldType.DATE.getDataType("dd.MM.yyyy"), "29.02.2024", "\"2024-02-29\"", "2024-02-29"),
                Arguments.of(RecordFieldType.TIME.getDataType(), Time.valueOf("12:30:00"), "\"12:30:00\"", "12:30:00"),
                Arguments.of(RecordFieldType.TIMESTAMP.getDataType(), Timestamp.from(Instant.parse("2024-07-01T10:00:00.000001Z")),
                        "\"2024-07-01 10:00:00.000001\"",
                        "2024-07-01 10:00:00.000001"),
                Arguments.of(RecordFieldType.TIMESTAMP.getDataType(), Timestamp.from(Instant.parse("1969-12-31T23:59:59Z")), "\"1969-12-31 23:59:59\"",
                        "1969-12-31 23:59:59"),
                Arguments.of(RecordFieldType.TIMESTAMP.getDataType(), LocalDateTime.of(2024, 7, 1, 10, 0), "\"2024-07-01 10:00:00\"", "2024-07-01 10:00:00"),
                Arguments.of(RecordFieldType.UUID.getDataType(), UUID.fromString("c0a80101-0000-4000-8000-000000000001"),
                        "\"c0a80101-0000-4000-8000-000000000001\"",
                        "c0a80101-0000-4000-8000-000000000001"),
                Arguments.of(RecordFieldType.ENUM.getEnumDataType(List.of("RED", "BLUE")), "RED", "\"RED\"", "RED"),
                Arguments.of(choice, 5, "5", "5"),
                Arguments.of(choice, "5", "\"5\"", "5"),
                Arguments.of(RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.INT.getDataType()), new Object[] {1, null, 3}, "[1,null,3]", "[1,null,3]"),
                Arguments.of(RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.STRING.getDataType()), new Object[] {"a\"b", "c,d"}, "[\"a\\\"b\",\"c,d\"]",
                        "[\"a\"\"b\",\"c,d\"]"),
                Arguments.of(RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.DATE.getDataType()), new Object[] {Date.valueOf("2024-01-02")},
                        "[\"2024-01-02\"]",
                        "[\"2024-01-02\"]"),
                Arguments.of(RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.DECIMAL.getDecimalDataType(10, 2)), List.of(new BigDecimal("1E+2")),
                        "[100]", "[100]"));
    }

    @ParameterizedTest
    @MethodSource("values")
    void valueIsWritten(final DataType type, final Object value, final String json, final String csv) throws IOException, InvalidRecordException {
        assertThat(encode(type, value, LoadFormat.JSON)).isEqualTo("{\"f\":%s}\n".formatted(json));
        assertThat(encode(type, value, LoadFormat.CSV)).isEqualTo(csv + "\u0017");
    }

    @Test
    void bytesForAColumnOfUnknownTypeAreRefusedInJson() throws IOException, InvalidRecordException {
        final DataType bytes = RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.BYTE.getDataType());
        final Object value = new Object[] {(byte) 1, (byte) -1};

        assertThatThrownBy(() -> encode(bytes, value, LoadFormat.JSON)).isInstanceOf(InvalidRecordException.class)
                .hasMessageContainingAll("Field [f] of record 7", "Grant SELECT");
        assertThat(encode(bytes, value, LoadFormat.CSV)).as("VARBINARY reads Base64 from CSV").isEqualTo("Af8=\u0017");
    }

    @ParameterizedTest
    @EnumSource(RecordFieldType.class)
    void nullOfEveryTypeIsNull(final RecordFieldType type) throws IOException, InvalidRecordException {
        assertThat(encode(type.getDataType(), null, LoadFormat.JSON)).isEqualTo("{\"f\":null}\n");
        assertThat(encode(type.getDataType(), null, LoadFormat.CSV)).isEqualTo("\\N\u0017");
    }

    @Test
    void nestedRecordsAndMapsAreJson() throws IOException, InvalidRecordException {
        final Map<String, Object> point = new HashMap<>();
        point.put("x", 1);
        point.put("at", Timestamp.from(Instant.parse("2024-07-01T10:00:00Z")));
        point.put("raw", new Object[] {(byte) 0});
        final Map<String, Object> map = new LinkedHashMap<>();
        map.put("a", new MapRecord(POINT, point));
        map.put("b", null);

        assertThat(encode(RecordFieldType.MAP.getMapDataType(RecordFieldType.RECORD.getRecordDataType(POINT)), map, LoadFormat.JSON))
                .isEqualTo("{\"f\":{\"a\":{\"x\":1,\"at\":\"2024-07-01 10:00:00\",\"raw\":\"AA==\"},\"b\":null}}\n");
    }

    @Test
    void recordInCsvNamesTheFieldAndAdvisesJson() {
        assertThatThrownBy(() -> encode(RecordFieldType.RECORD.getRecordDataType(POINT), new MapRecord(POINT, Map.of("x", 1)), LoadFormat.CSV))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessage("Field [f] of record 7 cannot be loaded: A record cannot be loaded from CSV; choose JSON in the property Format");
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void notANumberNamesTheField(final LoadFormat format) {
        assertThatThrownBy(() -> encode(RecordFieldType.DOUBLE.getDataType(), Double.NaN, format)).isInstanceOf(InvalidRecordException.class)
                .hasMessageStartingWith("Field [f] of record 7 cannot be loaded: NaN");
        assertThatThrownBy(() -> encode(RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.FLOAT.getDataType()), new Object[] {Float.NEGATIVE_INFINITY},
                format))
                .isInstanceOf(InvalidRecordException.class).hasMessageContaining("-Infinity");
    }

    @Test
    void recordOfAnotherSchemaIsWrittenByFieldNames() throws IOException, InvalidRecordException {
        final RecordSchema wanted = Encoding.schema(Encoding.field("a", RecordFieldType.INT), Encoding.field("b", RecordFieldType.INT));
        final RecordSchema given = Encoding.schema(Encoding.field("b", RecordFieldType.INT));

        assertThat(Encoding.encode(plan(wanted), Encoding.row(given, 2))).isEqualTo("{\"a\":null,\"b\":2}\n");
    }

    @Test
    void fieldIsWrittenByTheTypeThatItHasInTheSchemaOfItsRow() throws IOException, InvalidRecordException {
        final RecordSchema number = Encoding.schema(Encoding.field("f", RecordFieldType.INT));
        final RecordSchema text = Encoding.schema(Encoding.field("f", RecordFieldType.STRING));

        assertThat(Encoding.encode(plan(number), Encoding.row(text, 2))).isEqualTo("{\"f\":\"2\"}\n");
    }

    @Test
    void everyRecordMayHaveItsOwnSchemaInstance() throws IOException, InvalidRecordException {
        final RowEncoder encoder = RowEncoder.strict(plan(Encoding.schema(Encoding.field("f", RecordFieldType.INT))), Encoding.UTC);
        final ByteArrayOutputStream out = new ByteArrayOutputStream();
        final RowWriter rows = encoder.writer(out);
        for (int i = 0; i < 200; i++) {
            encoder.encode(LoadRow.upsert(Encoding.row(Encoding.schema(Encoding.field("f", RecordFieldType.INT)), i), i), rows);
        }
        rows.flush();

        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(200).startsWith("{\"f\":0}").endsWith("{\"f\":199}");
    }

    @Test
    void fieldThatARecordDoesNotHaveIsTheDefaultOfItsSchema() throws IOException, InvalidRecordException {
        final RecordSchema schema = Encoding.schema(new RecordField("a", RecordFieldType.INT.getDataType(), 5), Encoding.field("b", RecordFieldType.INT));

        assertThat(Encoding.encode(plan(schema), new MapRecord(schema, Map.of()))).isEqualTo("{\"a\":5,\"b\":null}\n");
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void numberOfABillionDigitsIsRefusedInsteadOfWrittenOut(final LoadFormat format) {
        assertThatThrownBy(() -> encode(RecordFieldType.DECIMAL.getDecimalDataType(10, 0), new BigDecimal("1E+999999999"), format))
                .isInstanceOf(InvalidRecordException.class)
                .hasMessage("Field [f] of record 7 cannot be loaded: 1E+999999999 has more digits than any column accepts");
        assertThatThrownBy(() -> encode(RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.DECIMAL.getDecimalDataType(10, 0)), new Object[] {
                new BigDecimal("1E-999999999")}, format)).isInstanceOf(InvalidRecordException.class).hasMessageContaining("1E-999999999 has more digits");
    }

    @Property(tries = 300)
    void everyTextIsReadBackFromJson(@ForAll final String text) throws IOException, InvalidRecordException {
        if (StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            final String json = encode(RecordFieldType.STRING.getDataType(), text, LoadFormat.JSON);

            assertThat(new ObjectMapper().readTree(json).path("f").textValue()).isEqualTo(text);
        }
    }

    @Property(tries = 300)
    void everyDoubleIsReadBack(@ForAll final double number) throws IOException, InvalidRecordException {
        assertThat(Double.parseDouble(encode(RecordFieldType.DOUBLE.getDataType(), number, LoadFormat.CSV))).isEqualTo(number);
    }

    private static ColumnPlan plan(final RecordSchema schema) throws InvalidRecordException {
        return Encoding.plan(schema, LoadFormat.JSON);
    }

    private static String encode(final DataType type, final Object value, final LoadFormat format) throws IOException, InvalidRecordException {
        return Encoding.encode(Encoding.row(type, value), format);
    }
}
