package io.github.nifistarrocks.processors.scan;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.processors.RecordWriters;
import io.github.nifistarrocks.processors.option.scan.InexactValues;
import io.github.nifistarrocks.processors.option.scan.JsonColumns;
import io.github.nifistarrocks.processors.option.scan.TemporalValues;
import io.github.nifistarrocks.processors.plan.PlannedColumn;
import io.github.nifistarrocks.processors.scan.RecordedBatches.Recording;
import io.github.nifistarrocks.processors.scan.column.UnreadableColumnException;
import io.github.nifistarrocks.processors.type.RecordTypes;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.util.MockComponentLog;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

/** Every recorded batch of a real BE is read as exactly the rows that it holds. What no record represents is refused, with column and row. */
class BackendBatchesTest {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS, DeserializationFeature.USE_BIG_INTEGER_FOR_INTS);
    private static final int BATCHES = 122;
    /** A scan does not read them, and their rows are not recorded. */
    private static final Set<String> SKETCHES = Set.of("hll", "hll_notnull");
    private static final String DUPLICATE_KEYS = "map_duplicate_keys";
    /** Jackson reads one of two equal keys, and no sign of a zero. Their texts are compared as they are. */
    private static final Set<String> PARSED_DIFFERENTLY = Set.of(DUPLICATE_KEYS, "array_float");
    /** The others have bytes that are not UTF-8. */
    private static final Set<String> WITH_REFUSED_VALUES = Set.of("char5", "char5_notnull", "varchar_invalid_utf8", "varchar_invalid_utf8_notnull",
            DUPLICATE_KEYS);

    @Test
    void everyBatchIsReadAsItsRows() {
        final Counts counts = new Counts();
        for (final Recording recording : RecordedBatches.all()) {
            counts.batches++;
            if (!SKETCHES.contains(recording.name())) {
                compare(recording, KeepingWriter::datesAsText, BackendBatchesTest::ofRecord, counts);
            }
        }
        System.out.printf("be-arrow as records: %d batches, %d equal, %d equal but for %d refused values, %d of sketches refused; %d values%n", counts.batches,
                counts.equal, counts.withRefused, counts.refused, SKETCHES.size(), counts.values);
        assertThat(counts.differences).isEmpty();
        assertThat(counts.batches).isEqualTo(BATCHES);
        assertThat(counts.equal).isEqualTo(BATCHES - SKETCHES.size() - WITH_REFUSED_VALUES.size());
        assertThat(counts.withRefused).isEqualTo(WITH_REFUSED_VALUES.size());
        assertThat(counts.refused).isEqualTo(15);
    }

    @Test
    void everyBatchIsReadAsTheTextOfItsRows() {
        final Counts counts = new Counts();
        for (final Recording recording : RecordedBatches.all()) {
            if (!SKETCHES.contains(recording.name()) && !PARSED_DIFFERENTLY.contains(recording.name())) {
                compare(recording, KeepingWriter::text, BackendBatchesTest::ofText, counts);
            }
        }
        System.out.printf("be-arrow as text: %d equal, %d equal but for %d refused values; %d values%n", counts.equal, counts.withRefused, counts.refused,
                counts.values);
        assertThat(counts.differences).isEmpty();
        assertThat(counts.equal + counts.withRefused).isEqualTo(BATCHES - SKETCHES.size() - PARSED_DIFFERENTLY.size());
    }

    @Test
    void textHasTheSignOfAZero() {
        final List<String> texts = new ArrayList<>();
        read(RecordedBatches.of("array_float"), KeepingWriter::text, row -> texts.add(row.getAsString("c")));
        assertThat(texts).containsExactly("[0.1,-0.0,null]", "[]", null);
    }

    @Test
    void textHasAllKeysOfAMap() {
        final List<String> texts = new ArrayList<>();
        read(RecordedBatches.of(DUPLICATE_KEYS), KeepingWriter::text, row -> texts.add(row.getAsString("c")));
        assertThat(texts).containsExactly("{\"a\":1,\"a\":2}");
    }

    @Test
    void sketchesAreRefusedByName() {
        for (final String name : SKETCHES) {
            assertThatThrownBy(() -> read(RecordedBatches.of(name), KeepingWriter::text, row -> {})).isInstanceOf(ScanAbortedException.class)
                    .hasMessage("Column [c] is of type HLL, which cannot be read. Exclude it in Columns of FetchStarRocksTablets");
        }
    }

    @Test
    void theLeftoversBelowANullStructAreNotRead() {
        final List<Object> structs = new ArrayList<>();
        read(RecordedBatches.of("null_struct_defaults"), KeepingWriter::datesAsText,
                row -> structs.add(row.getValue("c") instanceof final Record struct ? new ArrayList<>(struct.toMap().values()) : null));
        assertThat(structs).hasSize(4);
        assertThat(structs.get(0)).isNull();
        assertThat(structs.get(2)).asInstanceOf(LIST).containsOnlyNulls();
    }

    /** JSON has neither NaN nor a negative zero. */
    @Test
    void jsonHasTheRowsOfEveryBatchOrRefusesIt() {
        final List<String> refused = writtenOrRefused("JSON", RecordWriters.json(Map.of()), (recording, out) -> {
            final JsonNode rows = JSON.readTree(out);
            return differences(recording, rows.size(), (row, i) -> PrintedValue.ofJson(type(recording, i),
                    rows.path(row).path(recording.columns().get(i).name())));
        });

        assertThat(refused).containsExactlyInAnyOrder("hll", "hll_notnull", "float", "float_notnull", "double", "double_notnull", "char5", "char5_notnull",
                "varchar_invalid_utf8", "varchar_invalid_utf8_notnull", DUPLICATE_KEYS);
    }

    @Test
    void csvHasTheRowsOfEveryBatchOrRefusesIt() {
        final CSVFormat format = CSVFormat.DEFAULT.builder().setEscape('\\').setNullString("<null>").setRecordSeparator('\n').setHeader()
                .setSkipHeaderRecord(true)
                .get();
        final List<String> refused = writtenOrRefused("CSV", RecordWriters.csv(Map.of("Null String", "<null>", "Trim Fields", "false")), (recording, out) -> {
            if (recording.name().equals(DUPLICATE_KEYS)) {
                return out.length == 0 ? List.of("empty") : List.of();
            }
            final List<CSVRecord> rows = CSVParser.parse(new String(out, StandardCharsets.UTF_8), format).getRecords();
            return differences(recording, rows.size(), (row, i) -> ofText(recording.columns().get(i), rows.get(row).get(i)));
        });

        assertThat(refused).containsExactlyInAnyOrder("hll", "hll_notnull", "char5", "char5_notnull", "varchar_invalid_utf8", "varchar_invalid_utf8_notnull");
    }

    /** The schema that NiFi derives for Avro has no NULL inside of arrays and maps. */
    @Test
    void avroHasTheRowsOfEveryBatchOrRefusesIt() {
        final List<String> refused = writtenOrRefused("Avro", RecordWriters.avro(Map.of()), (recording, out) -> {
            try (DataFileStream<GenericRecord> file = new DataFileStream<>(new ByteArrayInputStream(out), new GenericDatumReader<>())) {
                final List<GenericRecord> rows = StreamSupport.stream(file.spliterator(), false).toList();
                return differences(recording, rows.size(), (row, i) -> PrintedValue.ofAvro(type(recording, i), rows.get(row).get(i)));
            }
        });

        final Set<String> expected = RecordedBatches.all().stream().filter(BackendBatchesTest::hasNullInside).map(Recording::name)
                .collect(Collectors.toCollection(HashSet::new));
        expected.addAll(SKETCHES);
        expected.addAll(WITH_REFUSED_VALUES);
        assertThat(refused).containsExactlyInAnyOrderElementsOf(expected);
    }

    private static boolean hasNullInside(final Recording recording) {
        for (final JsonNode row : recording.rows()) {
            for (int i = 0; i < row.size(); i++) {
                if (RecordTypes.isNested(type(recording, i))
                        && PrintedValue.hasNullInside(type(recording, i), PrintedValue.printed(type(recording, i), row.get(i)))) {
                    return true;
                }
            }
        }
        return false;
    }

    private interface Comparison {

        /** @return what differs from the rows of the recording */
        List<String> of(Recording recording, byte[] written) throws IOException;
    }

    private interface Cells {

        /** @return a cell in the form of {@link PrintedValue} */
        Object at(int row, int column);
    }

    /** @return names of the batches that a writer refuses, all others being equal */
    private static List<String> writtenOrRefused(final String format, final RecordSetWriterFactory writer, final Comparison comparison) {
        final List<String> refused = new ArrayList<>();
        final List<String> differences = new ArrayList<>();
        int equal = 0;
        for (final Recording recording : RecordedBatches.all()) {
            final ByteArrayOutputStream out = new ByteArrayOutputStream();
            try {
                write(recording, writer, TemporalValues.TEXT, out);
                final List<String> found = comparison.of(recording, out.toByteArray());
                differences.addAll(found.subList(0, Math.min(3, found.size())));
                equal += found.isEmpty() ? 1 : 0;
            } catch (ScanAbortedException e) {
                refused.add(recording.name());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        System.out.printf("be-arrow as %s: %d equal, %d refused: %s%n", format, equal, refused.size(), refused);
        assertThat(differences).isEmpty();
        assertThat(equal).isEqualTo(BATCHES - refused.size());
        return refused;
    }

    private static ColumnType type(final Recording recording, final int column) {
        return recording.columns().get(column).type();
    }

    /** But for the signs of zeros. */
    private static List<String> differences(final Recording recording, final int rows, final Cells cells) {
        final List<String> differences = new ArrayList<>();
        if (rows != recording.rows().size()) {
            return List.of("%s has %d rows".formatted(recording, rows));
        }
        for (int row = 0; row < rows; row++) {
            for (int i = 0; i < recording.columns().size(); i++) {
                final ColumnType type = type(recording, i);
                final String actual = withoutSignOfZero(PrintedValue.sorted(type, cells.at(row, i)));
                final String expected = withoutSignOfZero(PrintedValue.sorted(type, PrintedValue.printed(type, recording.rows().path(row).path(i))));
                if (!actual.equals(expected)) {
                    differences.add("%s, row %d: %s, not %s".formatted(recording, row + 1, actual, expected));
                }
            }
        }
        return differences;
    }

    private static String withoutSignOfZero(final Object value) {
        return String.valueOf(value).replace("float 80000000", "float 0").replace("double 8000000000000000", "double 0");
    }

    private interface Reading {

        /** @return a cell in the form of {@link PrintedValue} */
        Object of(PlannedColumn column, Record row);
    }

    private static Object ofRecord(final PlannedColumn column, final Record row) {
        return PrintedValue.ofRecord(column.type(), row.getValue(column.name()));
    }

    private static Object ofText(final PlannedColumn column, final Record row) {
        return ofText(column, row.getAsString(column.name()));
    }

    private static Object ofText(final PlannedColumn column, final String text) {
        if (text == null || column.type() == ScalarType.JSON) {
            return text;
        }
        try {
            return PrintedValue.ofText(column.type(), isPlain(column.type()) ? JSON.getNodeFactory().textNode(text) : JSON.readTree(text));
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    private static boolean isPlain(final ColumnType type) {
        return !RecordTypes.isNested(type) && type != ScalarType.BOOLEAN;
    }

    private static void compare(final Recording recording, final UnaryOperator<DataType> types, final Reading reading, final Counts counts) {
        final Counts ofBatch = new Counts();
        read(recording, types, row -> {
            for (int i = 0; i < recording.columns().size(); i++) {
                final PlannedColumn column = recording.columns().get(i);
                final JsonNode expected = recording.rows().path(ofBatch.rows).path(i);
                ofBatch.values++;
                try {
                    final Object actual = reading.of(column, row);
                    if (expected.isObject() || !Objects.equals(actual, PrintedValue.printed(column.type(), expected))) {
                        ofBatch.differences.add("%s, row %d: %s is read as %s".formatted(recording, ofBatch.rows + 1, expected, actual));
                    }
                } catch (UnreadableColumnException e) {
                    assertRefused(recording, ofBatch.rows + 1, expected, e);
                    ofBatch.refused++;
                }
            }
            ofBatch.rows++;
        });
        if (ofBatch.rows != recording.rows().size()) {
            ofBatch.differences.add("%s has %d rows".formatted(recording, ofBatch.rows));
        }
        counts.add(ofBatch);
    }

    private static void assertRefused(final Recording recording, final int row, final JsonNode expected, final UnreadableColumnException refusal) {
        assertThat(WITH_REFUSED_VALUES).as(refusal.getMessage()).contains(recording.name());
        final String what = expected.isObject()
                ? "bytes that are not UTF-8, which no text of a record represents: [%s]".formatted(expected.path("hex").asText())
                : "a MAP that has a key several times";
        assertThat(refusal).hasMessageStartingWith("Column [c] has in row %d %s".formatted(row, what));
    }

    private static void read(final Recording recording, final UnaryOperator<DataType> types, final Consumer<Record> consumer) {
        write(recording, new KeepingWriter(types, consumer), TemporalValues.NIFI_TYPES, OutputStream.nullOutputStream());
    }

    private static void write(final Recording recording, final RecordSetWriterFactory writer, final TemporalValues temporals, final OutputStream out) {
        try (RecordedBatches.Source source = recording.open()) {
            final WriterContext context = new WriterContext(writer, new MockFlowFile(1), new MockComponentLog("scan", BackendBatchesTest.class));
            new RecordOutput(recording.columns(), source, context, new OutputOptions(temporals, JsonColumns.TEXT, InexactValues.REFUSE)).process(out);
        }
    }

    private static final class Counts {

        private int batches;
        private int equal;
        private int withRefused;
        private int refused;
        private int rows;
        private long values;
        private final List<String> differences = new ArrayList<>();

        private void add(final Counts batch) {
            values += batch.values;
            refused += batch.refused;
            differences.addAll(batch.differences.subList(0, Math.min(3, batch.differences.size())));
            if (batch.differences.isEmpty() && batch.refused == 0) {
                equal++;
            } else if (batch.differences.isEmpty()) {
                withRefused++;
            }
        }
    }
}
