package io.github.nifistarrocks.processors.proof;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.emulator.RecordedRequest;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.emulator.transaction.TransactionState;
import io.github.nifistarrocks.processors.ClusterConnections;
import io.github.nifistarrocks.processors.PutStarRocks;
import io.github.nifistarrocks.processors.RecordWriters;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Invalid records at random positions of a FlowFile: all others are loaded once, and each invalid one is reported with its reason. Counts the effort. */
@Tag("proof-loading")
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class IsolationProofTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String SCHEMA = """
            {"type":"record","name":"r","fields":[{"name":"id","type":["null","long"]},{"name":"day","type":["null","string"]},\
            {"name":"name","type":["null","string"]},{"name":"amount","type":["null","string"]},{"name":"qty","type":["null","string"]},\
            {"name":"score","type":["null","string"]},{"name":"code","type":["null","string"]}]}""";
    private static final String COLUMNS = """
            CREATE TABLE %s (id BIGINT NOT NULL, day DATE NOT NULL, name VARCHAR(20) NOT NULL, amount DECIMAL(6,2), qty %s, level INT NOT NULL,
            tag VARCHAR(20)) DUPLICATE KEY(id) PARTITION BY RANGE(day) (PARTITION p VALUES LESS THAN ('2030-01-01')) DISTRIBUTED BY HASH(id) BUCKETS 3""";

    private final ProofReport report = ProofReport.of(IsolationProofTest.class);
    private final String database = CLUSTER.newDatabase();

    /** Why a record is invalid, and a part of the reason that must be reported. */
    private enum Kind {
        TEXT_FOR_NUMBER("qty", "\"many\""),
        NULL_FOR_NOT_NULL("name", "null"),
        TOO_LONG("name", "\"a name of more than twenty letters\""),
        DECIMAL_TOO_LARGE("amount", "\"123456.78\""),
        NO_DATE("day", "\"2024-02-31\""),
        OUT_OF_PARTITIONS("partition ranges", "\"2031-05-05\""),
        EXPRESSION_GIVES_NULL("level", "\"13\""),
        EXPRESSION_TOO_LONG("tag", "\"a code that is too long\"");

        private static final List<Kind> ALL = List.of(values());
        /** Only the table detects it. */
        private static final List<Kind> SERVER = List.of(TEXT_FOR_NUMBER, OUT_OF_PARTITIONS, EXPRESSION_GIVES_NULL);

        private final String word;
        private final String value;

        Kind(final String word, final String value) {
            this.word = word;
            this.value = value;
        }

        String field() {
            return switch (this) {
                case OUT_OF_PARTITIONS -> "day";
                case EXPRESSION_GIVES_NULL -> "score";
                case EXPRESSION_TOO_LONG -> "code";
                case TEXT_FOR_NUMBER, NULL_FOR_NOT_NULL, TOO_LONG, DECIMAL_TOO_LARGE, NO_DATE -> word;
            };
        }
    }

    @ParameterizedTest
    @CsvSource({"JSON,SINGLE_LOAD,true", "JSON,TRANSACTION,true", "CSV,SINGLE_LOAD,true", "CSV,TRANSACTION,true", "JSON,SINGLE_LOAD,false",
            "JSON,TRANSACTION,false", "CSV,SINGLE_LOAD,false", "CSV,TRANSACTION,false"})
    void goodRecordsAreLoadedOnceAndBadOnesTold(final String format, final String strategy, final boolean checkable) throws Exception {
        final int records = ProofSize.of(100_000, 1_000);
        final int bad = records / 100;
        final List<Kind> kinds = checkable ? Kind.ALL.subList(0, Kind.ALL.size() - 1) : Kind.SERVER;
        final Sample sample = Sample.of(records, bad, kinds);
        final TestRunner runner = runner(Map.of("Format", format, "Delivery Strategy", strategy));

        final Effort effort = load(runner, sample);

        report.add("isolation, %s, %s, %s: %s", format, strategy, checkable ? "most seen by the check of records" : "seen by the server only", effort);
        check(runner, sample);
        // Of the rows out of all partitions, the log shows one a load.
        assertThat(effort.trials).as("trial loads").isLessThanOrEqualTo(sample.count(Kind.OUT_OF_PARTITIONS) + bad / 50 * 4 + 10);
        assertThat(effort.timesSent).as("times that the FlowFile is sent").isLessThan(8);
    }

    @ParameterizedTest
    @CsvSource({"1,OUT_OF_PARTITIONS", "10,OUT_OF_PARTITIONS", "100,OUT_OF_PARTITIONS", "1,EXPRESSION_TOO_LONG", "10,EXPRESSION_TOO_LONG",
            "100,EXPRESSION_TOO_LONG"})
    void recordsThatTheLogDoesNotNameAreFound(final int bad, final Kind kind) throws Exception {
        final Sample sample = Sample.of(ProofSize.of(10_000, 1_000), ProofSize.of(bad, Math.min(bad, 20)), List.of(kind));
        final TestRunner runner = runner(Map.of("Maximum Trial Loads", "2000"));

        final Effort effort = load(runner, sample);

        report.add("isolation of %d in %d whose log %s: %s", sample.bad.size(), sample.records,
                kind == Kind.OUT_OF_PARTITIONS ? "shows one of the rows, without its number" : "does not show the row", effort);
        check(runner, sample);
        assertThat(effort.trials).as("trial loads").isLessThanOrEqualTo(kind == Kind.OUT_OF_PARTITIONS ? 2 * sample.bad.size() + 10 : 20 * sample.bad.size());
    }

    private TestRunner runner(final Map<String, String> properties) throws InitializationException {
        final TestRunner runner = TestRunners.newTestRunner(PutStarRocks.class);
        ClusterConnections.add(runner, CLUSTER, Map.of());
        final ControllerService reader = new JsonTreeReader();
        runner.addControllerService("reader", reader, Map.of("schema-access-strategy", "schema-text-property", "schema-text", SCHEMA));
        runner.enableControllerService(reader);
        RecordWriters.add(runner, new JsonRecordSetWriter(), Map.of());
        final Map<String, String> all = new HashMap<>(Map.of("Record Reader", "reader", "Database", database, "Table", "t",
                "Rejected Record Writer", "writer", "Maximum Trial Loads", "500", "column.level", "nullif(score, '13')", "column.tag",
                "concat('tag ', code)"));
        all.putAll(properties);
        all.forEach(runner::setProperty);
        return runner;
    }

    /** The processor looks at the table when it is started. Then a column may be made narrower, which it does not know when it checks the records. */
    private Effort load(final TestRunner runner, final Sample sample) {
        final boolean narrowed = sample.kinds.equals(Kind.SERVER);
        CLUSTER.execute(COLUMNS.formatted(database + ".t", narrowed ? "VARCHAR(20)" : "INT"));
        runner.enqueue("[]");
        runner.run(1, false, true);
        runner.enqueue("[" + sample.record(0) + "]");
        runner.run(1, false, false);
        runner.assertTransferCount("success", 2);
        runner.clearTransferState();
        CLUSTER.execute("DROP TABLE %s.t; %s".formatted(database, COLUMNS.formatted(database + ".t", "INT")));
        CLUSTER.emulator().requests().clear();
        runner.enqueue(sample.content());
        final long start = System.nanoTime();
        runner.run(1, true, false);
        final double seconds = (System.nanoTime() - start) / 1e9;
        assertThat(runner.getFlowFilesForRelationship("success")).as("failures %s",
                runner.getFlowFilesForRelationship("failure").stream().map(MockFlowFile::getAttributes).toList()).hasSize(1);
        final MockFlowFile success = runner.getFlowFilesForRelationship("success").getFirst();
        final List<RecordedRequest> requests = CLUSTER.emulator().requests().all();
        final String trials = success.getAttribute("starrocks.trial.loads");
        final String loads = success.getAttribute("starrocks.loads");
        final long bytes = requests.stream().mapToLong(RecordedRequest::bodyBytes).sum();
        return new Effort(loads == null ? 1 : Integer.parseInt(loads), trials == null ? 0 : Integer.parseInt(trials), requests.size(),
                bytes / (double) lastBody(requests), seconds);
    }

    /** Of the final load, which has all valid rows. */
    private static long lastBody(final List<RecordedRequest> requests) {
        return requests.stream().filter(request -> request.bodyBytes() > 0).reduce((first, second) -> second).orElseThrow().bodyBytes();
    }

    private void check(final TestRunner runner, final Sample sample) throws Exception {
        final Map<Long, JsonNode> rejected = new HashMap<>();
        for (final JsonNode record : JSON.readTree(runner.getFlowFilesForRelationship("rejected").getFirst().toByteArray())) {
            assertThat(rejected.put(record.get("id").asLong(), record)).as("reported twice").isNull();
        }
        assertThat(rejected.keySet()).containsExactlyInAnyOrderElementsOf(sample.bad.keySet().stream().map(Integer::longValue).toList());
        sample.bad.forEach((id, kind) -> {
            final JsonNode record = rejected.get(id.longValue());
            assertThat(record.get("starrocks_error").asText()).as("reason of record %d, %s", id, kind).contains(kind.word);
            sample.fields(id).forEach((field, value) -> assertThat(record.get(field)).as("%s of record %d", field, id).isEqualTo(value));
        });
        final List<List<Object>> loaded = CLUSTER.query("SELECT id, count(*) FROM %s.t GROUP BY id".formatted(database));
        assertThat(loaded).hasSize(sample.records - sample.bad.size()).allSatisfy(row -> {
            assertThat(((Number) row.get(1)).intValue()).isEqualTo(1);
            assertThat(sample.bad).doesNotContainKey(((Number) row.get(0)).intValue());
        });
        assertThat(CLUSTER.emulator().requests().all().stream().flatMap(request -> request.header("label").stream()).distinct()
                .map(label -> CLUSTER.emulator().labelState(database, label)))
                .doesNotContain(TransactionState.PREPARE, TransactionState.PREPARED);
    }

    /** @param bad kinds by id, which is the number of the record */
    private record Sample(int records, Map<Integer, Kind> bad, List<Kind> kinds) {

        static Sample of(final int records, final int bad, final List<Kind> kinds) {
            final long seed = ProofSize.seed();
            final Random random = new Random(seed);
            final Map<Integer, Kind> chosen = new HashMap<>();
            while (chosen.size() < bad) {
                chosen.put(1 + random.nextInt(records), kinds.get(chosen.size() % kinds.size()));
            }
            return new Sample(records, Map.copyOf(chosen), kinds);
        }

        int count(final Kind kind) {
            return Collections.frequency(bad.values(), kind);
        }

        String content() {
            final IntFunction<String> record = this::record;
            return IntStream.rangeClosed(1, records).mapToObj(record).collect(Collectors.joining(",\n", "[", "]"));
        }

        String record(final int id) {
            final Kind kind = bad.get(id);
            final Map<String, String> fields = new LinkedHashMap<>();
            fields.put("id", Integer.toString(id));
            fields.put("day", "\"2024-01-%02d\"".formatted(1 + id % 28));
            fields.put("name", "\"name %d\"".formatted(id));
            fields.put("amount", "\"%d.25\"".formatted(id % 9000));
            fields.put("qty", "\"%d\"".formatted(id % 1000));
            fields.put("score", "\"%d\"".formatted(id % 10));
            fields.put("code", "\"c%d\"".formatted(id));
            if (kind != null) {
                fields.put(kind.field(), kind.value);
            }
            return fields.entrySet().stream().map(field -> "\"%s\":%s".formatted(field.getKey(), field.getValue())).collect(Collectors.joining(",", "{", "}"));
        }

        Map<String, JsonNode> fields(final int id) {
            final Map<String, JsonNode> fields = new HashMap<>();
            try {
                JSON.readTree(record(id)).properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
            return fields;
        }
    }

    /**
     * What a FlowFile took.
     *
     * @param requests of HTTP, as the cluster counts them
     * @param timesSent bytes of all bodies by those of the last
     */
    private record Effort(int loads, int trials, int requests, double timesSent, double seconds) {

        @Override
        public String toString() {
            return "loads %d, trial loads %d, HTTP requests %d, bytes sent %.2f times the rows, seconds %.1f".formatted(loads, trials, requests, timesSent,
                    seconds);
        }
    }
}
