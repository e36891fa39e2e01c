package io.github.nifistarrocks.processors.scan;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.scan.PrimitiveType;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ArrayType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.processors.RecordWriters;
import io.github.nifistarrocks.processors.option.scan.InexactValues;
import io.github.nifistarrocks.processors.option.scan.JsonColumns;
import io.github.nifistarrocks.processors.option.scan.TemporalValues;
import io.github.nifistarrocks.processors.plan.PlannedColumn;
import io.github.nifistarrocks.processors.scan.column.UnreadableColumnException;
import io.github.nifistarrocks.processors.type.ScanTypes;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.avro.Conversions;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.nifi.processor.exception.FlowFileAccessException;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RecordOutputTest {

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.USE_BIG_INTEGER_FOR_INTS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();
    private static final String LARGEST = "170141183460469231731687303715884105727";
    private static final OutputOptions AS_TEXT = new OutputOptions(TemporalValues.TEXT, JsonColumns.TEXT, InexactValues.REFUSE);
    private static final OutputOptions OPTIONS = new OutputOptions(TemporalValues.NIFI_TYPES, JsonColumns.TEXT, InexactValues.REFUSE);
    private static final String NESTED = "nested_with_scalars";
    private static final byte[] BYTES = {0, -1, 127, 'a'};

    private final VectorBatches batches = new VectorBatches(4);
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @AfterEach
    void freeVectors() {
        batches.close();
    }

    @Test
    void jsonHasEveryValueExactly() throws IOException {
        addAllTypes();

        final RecordOutput output = write(RecordWriters.json(RecordWriters.FULL_FORMATS));

        final JsonNode rows = MAPPER.readTree(out.toByteArray());
        assertThat(rows.get(0)).isEqualTo(MAPPER.readTree("""
                {"flag": true, "tiny": -128, "small": -32768, "num": -2147483648, "big": -9223372036854775808, "huge": -170141183460469231731687303715884105728,
                 "real": 0.1, "dbl": 1.7976931348623157, "dec": 12345678901234567890.123456789012345678, "d": "2024-02-29", "ts": "2024-12-31 23:59:59.999999",
                 "c": "é", "v": "日本語 \\"x\\"", "j": "{\\"a\\": [1, null]}", "bin": [0, -1, 127, 97]}"""));
        assertThat(rows.get(1).properties()).hasSize(15).allSatisfy(field -> assertThat(field.getValue().isNull()).isTrue());
        assertThat(rows.get(2).get("ts").textValue()).isEqualTo("1999-01-01 00:00:00.000000");
        assertThat(output.records()).isEqualTo(3);
        assertThat(output.mimeType()).isEqualTo("application/json");
    }

    @Test
    void csvHasEveryValueExactly() throws IOException {
        addAllTypes();

        final Map<String, String> properties = new HashMap<>(RecordWriters.FULL_FORMATS);
        properties.put("Null String", "NULL");
        write(RecordWriters.csv(properties));

        final List<String> lines = out.toString(StandardCharsets.UTF_8).lines().toList();
        assertThat(lines.getFirst()).isEqualTo("flag,tiny,small,num,big,huge,real,dbl,dec,d,ts,c,v,j,bin");
        assertThat(lines.get(1)).isEqualTo("true,-128,-32768,-2147483648,-9223372036854775808,-170141183460469231731687303715884105728,0.1,1.7976931348623157,"
                + "12345678901234567890.123456789012345678,2024-02-29,2024-12-31 23:59:59.999999,é,\"日本語 \\\"x\\\"\",\"{\\\"a\\\": [1, null]}\",AP9/YQ==");
        assertThat(lines.get(2)).isEqualTo("NULL" + ",NULL".repeat(14));
    }

    @Test
    void avroHasEveryValueThatItsSchemaCanHold() throws IOException {
        addAllTypes();

        write(RecordWriters.avro(Map.of()), batches, AS_TEXT);

        final List<GenericRecord> rows = avroRows();
        final GenericRecord row = rows.getFirst();
        assertThat(row.get("flag")).isEqualTo(true);
        assertThat(row.get("big")).isEqualTo(Long.MIN_VALUE);
        assertThat(row.get("huge")).hasToString("-170141183460469231731687303715884105728");
        assertThat(row.get("real")).isEqualTo(0.1f);
        assertThat(new Conversions.DecimalConversion().fromBytes((ByteBuffer) row.get("dec"), null, LogicalTypes.decimal(38, 18)))
                .isEqualTo(new BigDecimal("12345678901234567890.123456789012345678"));
        assertThat(row.get("d")).hasToString("2024-02-29");
        assertThat(row.get("ts")).hasToString("2024-12-31 23:59:59.999999");
        assertThat(row.get("bin")).isEqualTo(ByteBuffer.wrap(BYTES));
        assertThat(IntStream.range(0, 15).mapToObj(rows.get(1)::get)).containsOnlyNulls();
    }

    @Test
    void decimalsOf76DigitsAreExact() throws IOException {
        final BigDecimal largest = new BigDecimal("9".repeat(56) + "." + "9".repeat(20));
        batches.add("dec", PrimitiveType.DECIMAL256, new ArrowType.Decimal(76, 20, 256), values(largest, largest.negate()));

        write(RecordWriters.json(Map.of()));
        assertThat(MAPPER.readTree(out.toByteArray())).extracting(row -> row.get("dec").asText())
                .containsExactly(largest.toPlainString(), "null", largest.negate().toPlainString());
    }

    @Test
    void aColumnThatTheWriterDeclaresAsStringIsText() throws IOException {
        addAllTypes();
        final String schema = """
                {"type": "record", "name": "row", "fields": [
                 {"name": "ts", "type": ["null", "string"]}, {"name": "d", "type": "string"}, {"name": "dec", "type": "string"},
                 {"name": "bin", "type": "string"}, {"name": "huge", "type": "string"}, {"name": "num", "type": "string"},
                 {"name": "flag", "type": "string"}, {"name": "real", "type": "string"}, {"name": "dbl", "type": "string"}]}""";

        write(RecordWriters.json(Map.of("Schema Access Strategy", "schema-text-property", "Schema Text", schema)));

        assertThat(MAPPER.readTree(out.toByteArray()).get(0)).isEqualTo(MAPPER.readTree("""
                {"ts": "2024-12-31 23:59:59.999999", "d": "2024-02-29", "dec": "12345678901234567890.123456789012345678", "bin": "AP9/YQ==",
                 "huge": "-170141183460469231731687303715884105728", "num": "-2147483648", "flag": "true", "real": "0.1", "dbl": "1.7976931348623157"}"""));
    }

    @Test
    void textOfALargeDoubleHasJavasExponent() throws IOException {
        batches.add("x", PrimitiveType.DOUBLE, new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE), List.of(1e10));
        final String schema = "{\"type\": \"record\", \"name\": \"row\", \"fields\": [{\"name\": \"x\", \"type\": \"string\"}]}";

        write(RecordWriters.json(Map.of("Schema Access Strategy", "schema-text-property", "Schema Text", schema)));

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("[{\"x\":\"1.0E10\"}]");
    }

    @Test
    void microsecondsReachAvroThroughAStringColumn() throws IOException {
        batches.addText("ts", PrimitiveType.DATETIME, List.of("2024-12-31 23:59:59.999999"));
        final String schema = "{\"type\": \"record\", \"name\": \"row\", \"fields\": [{\"name\": \"ts\", \"type\": \"string\"}]}";

        write(RecordWriters.avro(Map.of("Schema Access Strategy", "schema-text-property", "Schema Text", schema)));

        assertThat(avroRows().getFirst().get("ts")).hasToString("2024-12-31 23:59:59.999999");
    }

    @Test
    void allBatchesAreWrittenInTheirOrder() throws IOException {
        final List<Integer> numbers = IntStream.range(0, 1001).boxed().toList();
        batches.add("n", PrimitiveType.INT, new ArrowType.Int(32, true), numbers);

        final RecordOutput output = write(RecordWriters.csv(Map.of()));

        assertThat(out.toString(StandardCharsets.UTF_8).lines().skip(1).map(Integer::valueOf)).containsExactlyElementsOf(numbers);
        assertThat(output.records()).isEqualTo(1001);
    }

    @Test
    void aScanWithoutRowsHasTheSchemaOfOneWithRows() throws IOException {
        addAllTypes();
        write(RecordWriters.avro(Map.of()), batches, AS_TEXT);
        final Schema full = avroSchema();
        out.reset();

        write(RecordWriters.avro(Map.of()), RowBatches.NONE, AS_TEXT);

        assertThat(avroSchema()).isEqualTo(full);
        assertThat(avroRows()).isEmpty();
    }

    @Test
    void columnsInAnotherOrderThanPlannedAreFoundByTheirNames() throws IOException {
        batches.add("b", PrimitiveType.INT, new ArrowType.Int(32, true), List.of(2)).addText("A", PrimitiveType.VARCHAR, List.of("one"));

        final RecordOutput output = new RecordOutput(batches.planned().reversed(), batches, context(RecordWriters.csv(Map.of())), OPTIONS);
        output.process(out);

        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualToIgnoringNewLines("A,b\none,2\n");
    }

    @Test
    void nestedColumnsAreArraysMapsAndRecordsInJson() throws IOException {
        write(RecordWriters.json(Map.of()), NESTED);

        assertThat(MAPPER.readTree(out.toByteArray())).isEqualTo(MAPPER.readTree("""
                [{"id": 1, "a": [1, null], "m": {"k": 1, "n": null}, "s": {"x": 1, "y": ["a", null]}},
                 {"id": 2, "a": null, "m": null, "s": null},
                 {"id": 3, "a": [], "m": {}, "s": {"x": null, "y": null}},
                 {"id": 4, "a": [null], "m": {"": 0}, "s": {"x": 4, "y": []}}]"""));
    }

    @Test
    void nestedColumnsAreJsonInCsv() {
        write(RecordWriters.csv(Map.of()), NESTED);

        assertThat(out.toString(StandardCharsets.UTF_8).lines()).containsExactly("id,a,m,s",
                "1,\"[1,null]\",\"{\\\"k\\\":1,\\\"n\\\":null}\",\"{\\\"x\\\":1,\\\"y\\\":[\\\"a\\\",null]}\"",
                "2,,,", "3,[],{},\"{\\\"x\\\":null,\\\"y\\\":null}\"", "4,[null],\"{\\\"\\\":0}\",\"{\\\"x\\\":4,\\\"y\\\":[]}\"");
    }

    @Test
    void structsAreRecordsInAvro() throws IOException {
        write(RecordWriters.avro(Map.of()), "struct_flat");

        final List<GenericRecord> rows = avroRows();
        final GenericRecord struct = (GenericRecord) rows.getFirst().get("c");
        assertThat(struct.get("a")).isEqualTo(1);
        assertThat(struct.get("b")).hasToString("x");
        assertThat(struct.get("c")).isEqualTo((int) LocalDate.of(2024, 1, 2).toEpochDay());
        assertThat(new Conversions.DecimalConversion().fromBytes((ByteBuffer) struct.get("d"), null, LogicalTypes.decimal(10, 2)))
                .isEqualTo(new BigDecimal("1.50"));
        assertThat(rows.get(2).get("c")).isNull();
    }

    /** NiFi derives Avro schemas whose elements cannot be null. */
    @Test
    void aWriterThatCannotWriteARowNamesIt() {
        assertThatThrownBy(() -> write(RecordWriters.avro(Map.of()), "array_int_notnull")).hasCauseInstanceOf(UnwrittenRowException.class)
                .hasMessageStartingWith("row 1: ");
    }

    @Test
    void aSchemaForTheWriterMakesElementsOfAvroNullable() throws IOException {
        final String schema = """
                {"type": "record", "name": "row", "fields": [{"name": "c", "type": {"type": "array", "items": ["null", "int"]}}]}""";

        write(RecordWriters.avro(Map.of("Schema Access Strategy", "schema-text-property", "Schema Text", schema)), "array_int_notnull");

        assertThat(avroRows()).extracting(row -> row.get("c")).hasToString("[[1, null], [], [3]]");
    }

    /** StarRocks compares names without case. */
    @Test
    void aFieldThatTheWriterDeclaresInAnotherCaseHasTheValues() throws IOException {
        final String schema = """
                {"type": "record", "name": "row", "fields": [{"name": "C", "type": ["null", {"type": "record", "name": "inner", "fields": [
                 {"name": "B", "type": ["null", "string"]}, {"name": "a", "type": ["null", "string"]}]}]}]}""";
        final Map<String, String> declared = Map.of("Schema Access Strategy", "schema-text-property", "Schema Text", schema);

        write(RecordWriters.json(declared), "struct_flat");
        assertThat(MAPPER.readTree(out.toByteArray()).get(0)).isEqualTo(MAPPER.readTree("{\"C\": {\"B\": \"x\", \"a\": \"1\"}}"));
        out.reset();
        write(RecordWriters.avro(declared), "struct_flat");
        assertThat(avroRows().getFirst()).hasToString("{\"C\": {\"B\": \"x\", \"a\": \"1\"}}");
        out.reset();
        write(RecordWriters.csv(declared), "struct_flat");
        assertThat(out.toString(StandardCharsets.UTF_8).lines().toList().get(1)).contains("x");
    }

    @Test
    void aPartThatTheWriterDeclaresAsStringIsText() throws IOException {
        final String schema = """
                {"type": "record", "name": "row", "fields": [{"name": "c", "type": ["null", {"type": "record", "name": "inner", "fields": [
                 {"name": "c", "type": ["null", "string"]}, {"name": "a", "type": ["null", "string"]}]}]}]}""";

        write(RecordWriters.json(Map.of("Schema Access Strategy", "schema-text-property", "Schema Text", schema)), "struct_flat");

        assertThat(MAPPER.readTree(out.toByteArray()).get(0)).isEqualTo(MAPPER.readTree("{\"c\": {\"c\": \"2024-01-02\", \"a\": \"1\"}}"));
    }

    @Test
    void aNestedColumnHasTheSameSchemaWithAndWithoutRows() {
        final RecordedBatches.Recording recording = RecordedBatches.of("struct_struct_all_types");
        try (RecordedBatches.Source source = recording.open()) {
            assertThat(source.nextBatch()).isTrue();
            final ScanTypes types = new ScanTypes(TemporalValues.NIFI_TYPES);
            assertThat(ScanSchema.of(recording.columns(), source.columns(), source.vectors().getSchema(), types).recordSchema())
                    .isEqualTo(ScanSchema.of(recording.columns(), types).recordSchema());
        } catch (StarRocksException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As a server before 3.3 reports it. */
    @Test
    void aNestedColumnWithoutTheTypesInsideIsRefusedWithAdvice() {
        final List<PlannedColumn> planned = List.of(new PlannedColumn("c", new ArrayType(ColumnType.UNKNOWN), true));
        try (RecordedBatches.Source source = RecordedBatches.of("array_int").open()) {
            assertThatThrownBy(() -> new RecordOutput(planned, source, context(RecordWriters.json(Map.of())), OPTIONS).process(out))
                    .hasCauseInstanceOf(UnreadableColumnException.class)
                    .hasMessageContaining("Column [c]").hasMessageContaining("from version 3.3").hasMessageContaining("Exclude the column");
        }
    }

    @Test
    void aNestedColumnThatDiffersFromThePlanNeedsANewPlan() {
        final List<PlannedColumn> planned = List.of(new PlannedColumn("c", new ArrayType(new ArrayType(ScalarType.INT)), true));
        try (RecordedBatches.Source source = RecordedBatches.of("array_int").open()) {
            assertThatThrownBy(() -> new RecordOutput(planned, source, context(RecordWriters.json(Map.of())), OPTIONS).process(out))
                    .hasMessageContaining("Column [c[]] is planned as ARRAY<INT>, but the BE sends").hasMessageContaining("Create a new plan");
        }
    }

    @Test
    void aSketchThatComesAsTextIsRefused() {
        batches.addText("users", PrimitiveType.HLL, List.of("x"));

        assertThatThrownBy(() -> write(RecordWriters.json(Map.of()))).hasMessageContaining("[users] is of type HLL");
    }

    @Test
    void anInvalidDateIsNamed() {
        batches.addText("d", PrimitiveType.DATE, List.of("2024-02-30"));

        assertThatThrownBy(() -> write(RecordWriters.json(Map.of()))).hasMessage("Column [d] has in row 1 a value that is not a valid DATE: [2024-02-30]");
    }

    @Test
    void aFaultOfTheBackendIsDistinguishedFromOneOfTheWriter() {
        final StarRocksException fault = new StarRocksException(StarRocksException.Kind.UNAVAILABLE, "gone");
        batches.add("n", PrimitiveType.INT, new ArrowType.Int(32, true), IntStream.range(0, 10).boxed().toList()).failAfter(1, fault);

        assertThatThrownBy(() -> write(RecordWriters.json(Map.of()))).isInstanceOfSatisfying(ScanAbortedException.class,
                e -> assertThat(e.byBackend()).containsSame(fault));
    }

    @Test
    void anInfiniteNumberInJsonIsAFaultOfTheWriter() {
        batches.add("x", PrimitiveType.DOUBLE, new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE), List.of(Double.POSITIVE_INFINITY));

        assertThatThrownBy(() -> write(RecordWriters.json(Map.of()))).hasMessageStartingWith("row 1, column [x], which is NaN or infinite")
                .isInstanceOfSatisfying(ScanAbortedException.class, e -> assertThat(e.byBackend()).isEmpty());
    }

    @Test
    void aFaultOfTheContentRepositoryIsPassedOn() {
        batches.add("n", PrimitiveType.INT, new ArrowType.Int(32, true), IntStream.range(0, 100_000).boxed().toList());
        final OutputStream full = new OutputStream() {
            @Override
            public void write(final int b) {
                throw new FlowFileAccessException("disk full", new IOException("disk full"));
            }
        };

        assertThatThrownBy(() -> new RecordOutput(batches.planned(), batches, context(RecordWriters.csv(Map.of())), OPTIONS).process(full))
                .isInstanceOf(FlowFileAccessException.class);
    }

    private void addAllTypes() {
        batches.add("flag", PrimitiveType.BOOLEAN, ArrowType.Bool.INSTANCE, values(true, false))
                .add("tiny", PrimitiveType.TINYINT, new ArrowType.Int(8, true), values(-128, 127))
                .add("small", PrimitiveType.SMALLINT, new ArrowType.Int(16, true), values(-32768, 32767))
                .add("num", PrimitiveType.INT, new ArrowType.Int(32, true), values(Integer.MIN_VALUE, Integer.MAX_VALUE))
                .add("big", PrimitiveType.BIGINT, new ArrowType.Int(64, true), values(Long.MIN_VALUE, Long.MAX_VALUE))
                .addText("huge", PrimitiveType.LARGEINT, values("-170141183460469231731687303715884105728", LARGEST))
                .add("real", PrimitiveType.FLOAT, new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE), values(0.1f, -0.5f))
                .add("dbl", PrimitiveType.DOUBLE, new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE), values(1.7976931348623157, 4.9E-324))
                .add("dec", PrimitiveType.DECIMAL128, new ArrowType.Decimal(38, 18, 128),
                        values(new BigDecimal("12345678901234567890.123456789012345678"), new BigDecimal("-0.000000000000000001")))
                .addText("d", PrimitiveType.DATE, values("2024-02-29", "9999-12-31"))
                .addText("ts", PrimitiveType.DATETIME, values("2024-12-31 23:59:59.999999", "1999-01-01 00:00:00"))
                .addText("c", PrimitiveType.CHAR, values("é", ""))
                .addText("v", PrimitiveType.VARCHAR, values("日本語 \"x\"", ""))
                .addText("j", PrimitiveType.JSON, values("{\"a\": [1, null]}", "null"))
                .add("bin", PrimitiveType.VARBINARY, ArrowType.Binary.INSTANCE, values(BYTES, new byte[0]));
    }

    /** A row of values, one of nulls, and another row. */
    private static <T> List<T> values(final T first, final T third) {
        final List<T> values = new ArrayList<>();
        values.add(first);
        values.add(null);
        values.add(third);
        return values;
    }

    private void write(final RecordSetWriterFactory writer, final String recording) {
        final RecordedBatches.Recording recorded = RecordedBatches.of(recording);
        try (RecordedBatches.Source source = recorded.open()) {
            new RecordOutput(recorded.columns(), source, context(writer), OPTIONS).process(out);
        }
    }

    private RecordOutput write(final RecordSetWriterFactory writer) {
        return write(writer, batches, OPTIONS);
    }

    private RecordOutput write(final RecordSetWriterFactory writer, final RowBatches source, final OutputOptions options) {
        final RecordOutput output = new RecordOutput(batches.planned(), source, context(writer), options);
        output.process(out);
        return output;
    }

    private static WriterContext context(final RecordSetWriterFactory writer) {
        return new WriterContext(writer, new MockFlowFile(1), new MockComponentLog("scan", RecordOutputTest.class));
    }

    private Schema avroSchema() throws IOException {
        try (DataFileStream<GenericRecord> file = avroFile()) {
            return file.getSchema();
        }
    }

    private List<GenericRecord> avroRows() throws IOException {
        try (DataFileStream<GenericRecord> file = avroFile()) {
            return StreamSupport.stream(file.spliterator(), false).toList();
        }
    }

    private DataFileStream<GenericRecord> avroFile() throws IOException {
        return new DataFileStream<>(new ByteArrayInputStream(out.toByteArray()), new GenericDatumReader<>());
    }
}
