package io.github.nifistarrocks.processors.reading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.option.OperationSource;
import io.github.nifistarrocks.processors.reading.StoredValue.Comparison;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Any value under any schema that a reader has inferred, or that is too narrow, for each source of operations: what the table then holds equals the value that
 * was sent, or the record is rejected with a reason and as it came in.
 */
@Tag("proof-loading")
class ReadingProofTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> COLUMNS = List.of("VARCHAR(2000)", "DECIMAL(12,2)", "DECIMAL(38,10)", "DOUBLE", "BIGINT", "LARGEINT", "BOOLEAN", "JSON",
            "ARRAY<VARCHAR(200)>");
    private static final List<DataType> NARROW = List.of(RecordFieldType.INT.getDataType(), RecordFieldType.LONG.getDataType(),
            RecordFieldType.DOUBLE.getDataType(), RecordFieldType.FLOAT.getDataType(), RecordFieldType.BOOLEAN.getDataType(),
            RecordFieldType.STRING.getDataType(), RecordFieldType.DATE.getDataType(), RecordFieldType.TIMESTAMP.getDataType(),
            RecordFieldType.DECIMAL.getDecimalDataType(5, 2), RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.INT.getDataType()),
            RecordFieldType.MAP.getMapDataType(RecordFieldType.INT.getDataType()),
            RecordFieldType.RECORD.getRecordDataType(new SimpleRecordSchema(List.of(new RecordField("k0", RecordFieldType.INT.getDataType())))),
            RecordFieldType.CHOICE.getChoiceDataType(RecordFieldType.INT.getDataType(), RecordFieldType.STRING.getDataType()));
    private static final int RECORDS = "full".equals(System.getProperty("proof.size")) ? 250 : 25;
    private static final long SEED = Long.getLong("proof.seed", System.nanoTime() % 1_000_000);
    private static final Map<Comparison, Integer> COUNTS = new EnumMap<>(Comparison.class);
    private static final Path REPORT = Path.of("target", "proof", "ReadingProofTest.txt");
    private static final AtomicLong COUNTER = new AtomicLong();
    private static int rejected;

    private final String database = CLUSTER.newDatabase();
    private final RandomValues random = new RandomValues(SEED + COUNTER.incrementAndGet());

    @AfterAll
    static void report() throws IOException {
        final int all = COUNTS.values().stream().mapToInt(Integer::intValue).sum() + rejected;
        final String line = "values: %d, stored: %s, rejected with a reason: %d, seed %d%n".formatted(all, COUNTS, rejected, SEED);
        Files.createDirectories(REPORT.getParent());
        Files.writeString(REPORT, line);
    }

    @ParameterizedTest
    @EnumSource(OperationSource.class)
    void jsonUnderAnInferredSchemaArrivesOrIsRejected(final OperationSource source) throws InitializationException {
        final EventForm form = new EventForm(source);
        final ReadingFlow flow = new ReadingFlow(CLUSTER, database, new JsonTreeReader(), Map.of()).with(form.properties());
        for (final String column : COLUMNS) {
            check(flow, form, column, "inferred");
        }
    }

    @ParameterizedTest
    @EnumSource(OperationSource.class)
    void jsonUnderATooNarrowSchemaArrivesOrIsRejected(final OperationSource source) throws InitializationException {
        final EventForm form = new EventForm(source);
        final NarrowJsonReader reader = new NarrowJsonReader();
        final ReadingFlow flow = new ReadingFlow(CLUSTER, database, reader, Map.of()).with(form.properties());
        for (final String column : COLUMNS) {
            final DataType narrow = random.of(NARROW);
            reader.use(form.schema(narrow));
            check(flow, form, column, narrow.toString());
        }
    }

    private void check(final ReadingFlow flow, final EventForm form, final String column, final String schema) {
        final Map<Integer, String> sent = new HashMap<>();
        final List<String> events = new ArrayList<>();
        for (int id = 1; id <= RECORDS; id++) {
            final String value = random.json(2);
            sent.put(id, value);
            events.add(form.json(id, value));
        }
        final ReadingFlow.Loaded loaded = flow.load("v " + column, events.toString());
        final List<String> differences = new ArrayList<>();
        sent.forEach((id, value) -> {
            if (loaded.stored().containsKey(id)) {
                final Comparison comparison = StoredValue.compare(StoredValue.json(value), loaded.stored().get(id), column);
                COUNTS.merge(comparison, 1, Integer::sum);
                if (comparison == Comparison.DIFFERENT) {
                    differences.add("%s as %s is %s".formatted(value, column, loaded.stored().get(id)));
                }
            } else if (!isRejected(loaded.rejected(), form.json(id, value))) {
                differences.add("%s for %s is neither stored nor rejected as it came in: %s".formatted(value, column, loaded.rejected().stream().map(
                        JsonNode::toString).filter(record -> record.contains("\"id\":" + id + ",") || record.contains("4,\"value\":" + id + "}")).toList()));
            } else {
                rejected++;
            }
        });
        assertThat(differences).as("seed %d, %s, schema %s", SEED, form.source(), schema).isEmpty();
        assertThat(loaded.stored().size() + loaded.rejected().size()).isEqualTo(RECORDS);
    }

    private static boolean isRejected(final List<JsonNode> rejected, final String event) {
        try {
            final JsonNode sent = JSON.readTree(event);
            return rejected.stream().anyMatch(record -> !record.path("starrocks_error").asText().isBlank() && StoredValue.isSame(withoutReason(record), sent));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(event, e);
        }
    }

    private static JsonNode withoutReason(final JsonNode record) {
        final ObjectNode copy = record.deepCopy();
        copy.remove("starrocks_error");
        copy.remove("starrocks_row");
        return copy;
    }

    static Stream<Arguments> csv() {
        final Stream<Arguments> parsers = Stream.of("commons-csv", "jackson-csv", "fast-csv").flatMap(parser -> schemas(OperationSource.NONE, parser));
        final Stream<Arguments> sources = Stream.of(OperationSource.ATTRIBUTE, OperationSource.RECORD_PATH).flatMap(source -> schemas(source, "commons-csv"));
        return Stream.concat(parsers, sources);
    }

    private static Stream<Arguments> schemas(final OperationSource source, final String parser) {
        return Stream.of("infer-schema", "csv-header-derived").map(schema -> Arguments.of(source, parser, schema));
    }

    @ParameterizedTest
    @MethodSource("csv")
    void csvArrivesOrIsRejected(final OperationSource source, final String parser, final String schema) throws InitializationException {
        final Map<String, String> operation = switch (source) {
            case RECORD_PATH -> Map.of("Operation Source", source.name(), "Operation Record Path", "/act");
            case NONE, ATTRIBUTE, DEBEZIUM, MYSQL, CANAL, MAXWELL -> new EventForm(source).properties();
        };
        final ReadingFlow flow = new ReadingFlow(CLUSTER, database, new CSVReader(), Map.of("schema-access-strategy", schema, "csv-reader-csv-parser", parser,
                "CSV Format", "rfc-4180", "Trim double quote", "false")).with(operation);
        for (final String column : COLUMNS) {
            checkCsv(flow, column, source + " " + parser + " " + schema, "csv-header-derived".equals(schema));
        }
    }

    /** The values of one column are often numbers of one kind, so that a reader infers them. */
    private void checkCsv(final ReadingFlow flow, final String column, final String form, final boolean isText) {
        final boolean numbersOnly = random.chance(60);
        final Map<Integer, String> sent = new HashMap<>();
        final StringBuilder content = new StringBuilder("id,v,act\r\n");
        for (int id = 1; id <= RECORDS; id++) {
            final String value = numbersOnly ? random.number() : random.text();
            sent.put(id, value);
            content.append(id).append(",\"").append(value.replace("\"", "\"\"")).append("\",c\r\n");
        }
        final ReadingFlow.Loaded loaded = flow.with(Map.of("Unknown Fields", "IGNORE")).load("v " + column, content.toString());
        final List<String> differences = new ArrayList<>();
        sent.forEach((id, value) -> {
            if (loaded.stored().containsKey(id)) {
                final Comparison comparison = StoredValue.compare(TextNode.valueOf(value), loaded.stored().get(id), column);
                COUNTS.merge(comparison, 1, Integer::sum);
                if (comparison != Comparison.EQUAL) {
                    differences.add("%s as %s is %s".formatted(value, column, loaded.stored().get(id)));
                }
            } else {
                final List<JsonNode> found = loaded.rejected().stream().filter(record -> record.path("id").asInt() == id).toList();
                rejected++;
                if (found.size() != 1 || found.getFirst().path("starrocks_error").asText().isBlank() || isText && !found.getFirst().path("v").asText().equals(
                        value)) {
                    differences.add("%s for %s is neither stored nor rejected as it came in: %s".formatted(value, column, found));
                }
            }
        });
        assertThat(differences.stream().collect(Collectors.joining("\n"))).as("seed %d, %s", SEED, form).isEmpty();
    }
}
