package io.github.nifistarrocks.processors;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import org.apache.avro.file.DataFileStream;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.nifi.avro.AvroRecordSetWriter;
import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.csv.CSVRecordSetWriter;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is reported of records that the check or StarRocks refuses, and how they are written. */
@Timeout(240)
class PutStarRocksRejectedContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final ObjectMapper JSON = new ObjectMapper();

    private final String database = CLUSTER.newDatabase();
    private final String table = CLUSTER.newTable(database, """
            CREATE TABLE {table} (id INT NOT NULL, name VARCHAR(10), amount DECIMAL(6,2), day DATE) DUPLICATE KEY(id)
            PARTITION BY RANGE(day) (PARTITION p VALUES LESS THAN ('2030-01-01')) DISTRIBUTED BY HASH(id) BUCKETS 2""");
    private PutRunner runner;

    @BeforeEach
    void create() throws InitializationException {
        runner = PutRunner.create(CLUSTER, database, table);
        CLUSTER.emulator().requests().clear();
    }

    @AfterEach
    void clearFaults() {
        CLUSTER.emulator().faults().clear();
    }

    @Test
    void checkNamesRecordFieldValueAndRuleBeforeAnythingIsLoaded() {
        final MockFlowFile failure = runner.with("Check Records", "true")
                .send("[{\"id\":1,\"name\":\"one\"},{\"id\":2,\"name\":\"longer than ten\"}]", LoadRelationships.FAILURE);

        failure.assertAttributeEquals("starrocks.error.reason", "INVALID_RECORD");
        assertThat(failure.getAttribute("starrocks.error.message")).contains("Record 2", "Field [name]", "[longer than ten]", "VARCHAR(10)");
        assertThat(loaded()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":null}", "{\"id\":3000000000}", "{\"id\":\"x\"}", "{\"id\":1,\"amount\":\"12345.67\"}", "{\"id\":1,\"amount\":1.234}",
            "{\"id\":1,\"day\":\"2024-02-31\"}"})
    void checkFindsWhatTheTypesRule(final String record) {
        final MockFlowFile failure = runner.with("Check Records", "true").send("[" + record + "]", LoadRelationships.FAILURE);

        assertThat(failure.getAttribute("starrocks.error.message")).contains("Record 1 ", "Field [", "column `");
        assertThat(loaded()).isEmpty();
    }

    @Test
    void withoutAWriterOneInvalidRecordFailsItsFlowFile() throws Exception {
        final MockFlowFile failure = runner.send("[{\"id\":1},{\"id\":\"many\"}]", LoadRelationships.FAILURE);

        failure.assertAttributeEquals("starrocks.status", "REJECTED");
        final JsonNode rows = JSON.readTree(failure.getAttribute("starrocks.error.rows"));
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).get("reason").asText()).contains("many");
        assertThat(loaded()).isEmpty();
    }

    @Test
    void writerAloneIsolatesInvalidRecords() throws Exception {
        write(new JsonRecordSetWriter());

        run("[{\"id\":1},{\"id\":\"many\"}]");

        only("success").assertAttributeEquals("starrocks.records.rejected", "1");
        assertThat(only("rejected").getContent()).contains("many");
        assertThat(loaded()).containsExactly(1);
    }

    @Test
    void filterRatioOfAnExpressionIsRefusedWhileInvalidRecordsAreIsolated() {
        write(new JsonRecordSetWriter());
        runner.with("Max Filter Ratio", "${ratio}");

        final MockFlowFile failure = runner.send("[{\"id\":1}]", Map.of("ratio", "0.5"), LoadRelationships.FAILURE);
        failure.assertAttributeEquals("starrocks.error.reason", "INVALID_PROPERTY");
        assertThat(failure.getAttribute("starrocks.error.message")).contains("[Max Filter Ratio] is 0.5", "must be 0", "Isolate Invalid Records");

        runner.send("[{\"id\":1}]", Map.of("ratio", "0"), LoadRelationships.SUCCESS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"JSON", "CSV"})
    void recordsThatTheLogNamesAreRejectedAsTheyCameIn(final String format) throws Exception {
        write(new JsonRecordSetWriter());
        runner.with("Isolate Invalid Records", "false").with("Max Filter Ratio", "0.9").with("Format", format);

        run("[{\"id\":\"1\",\"name\":\"one\"},{\"id\":\"many\",\"name\":\"two\"},{\"id\":\"3\",\"name\":\"three\"}]");

        final JsonNode rejected = JSON.readTree(only("rejected").toByteArray());
        assertThat(rejected).hasSize(1);
        assertThat(rejected.get(0).get("id").asText()).isEqualTo("many");
        assertThat(rejected.get(0).get("name").asText()).isEqualTo("two");
        assertThat(rejected.get(0).get("starrocks_error").asText()).contains("id", "many");
        assertThat(rejected.get(0).get("starrocks_row").isNull()).isTrue();
        final MockFlowFile success = only("success");
        success.assertAttributeEquals("starrocks.rows.filtered", "1");
        success.assertAttributeEquals("starrocks.records.rejected", "1");
        success.assertAttributeNotExists("starrocks.rows.unidentified");
        only("rejected").assertAttributeEquals("record.count", "1");
        only("rejected").assertAttributeEquals("starrocks.label", success.getAttribute("starrocks.label"));
        assertThat(loaded()).containsExactly(1, 3);
    }

    @Test
    void rowsThatTheLogShowsWithoutTheirRecordComeAsTheServerShowsThem() throws Exception {
        write(new JsonRecordSetWriter());
        runner.with("Isolate Invalid Records", "false").with("Max Filter Ratio", "0.9");

        run("[{\"id\":1,\"day\":\"2024-01-01\"},{\"id\":2,\"day\":\"2031-01-01\"}]");

        final JsonNode rejected = JSON.readTree(only("rejected").toByteArray());
        assertThat(rejected).hasSize(1);
        assertThat(rejected.get(0).get("id").isNull()).isTrue();
        assertThat(rejected.get(0).get("starrocks_error").asText()).contains("partition ranges");
        assertThat(rejected.get(0).get("starrocks_row").asText()).contains("2031-01-01");
        assertThat(loaded()).containsExactly(1);
    }

    @Test
    void howManyTheLogDoesNotNameIsSaid() throws Exception {
        write(new JsonRecordSetWriter());
        runner.with("Isolate Invalid Records", "false").with("Max Filter Ratio", "0.9");

        run(IntStream.rangeClosed(1, 140).mapToObj(id -> "{\"id\":\"%s\"}".formatted(id % 2 == 0 ? "bad" + id : id))
                .collect(Collectors.joining(",", "[", "]")));

        only("success").assertAttributeEquals("starrocks.rows.filtered", "70");
        only("success").assertAttributeEquals("starrocks.records.rejected", "50");
        only("success").assertAttributeEquals("starrocks.rows.unidentified", "20");
        assertThat(JSON.readTree(only("rejected").toByteArray())).hasSize(50);
        assertThat(warnings()).anyMatch(message -> message.contains("20 of them are not identified"));
        assertThat(loaded()).hasSize(70);
    }

    @Test
    void whenTheLogIsOutOfReachNoneIsIdentifiedAndTheWarningSaysWhy() throws Exception {
        write(new JsonRecordSetWriter());
        runner.with("Isolate Invalid Records", "false").with("Max Filter Ratio", "0.9");
        CLUSTER.emulator().faults().on(RequestKind.ERROR_LOG).inject(new Fault.Reply(403, "text/plain", "no logs here"));

        run("[{\"id\":\"1\"},{\"id\":\"bad\"}]");

        only("success").assertAttributeEquals("starrocks.rows.unidentified", "1");
        runner.nifi.assertTransferCount("rejected", 0);
        assertThat(warnings()).anyMatch(message -> message.contains("no logs here"));
    }

    @Test
    void logOutOfReachIsReportedWithTheFailure() throws Exception {
        CLUSTER.emulator().faults().on(RequestKind.ERROR_LOG).inject(new Fault.ResetBeforeBody());

        final MockFlowFile failure = runner.send("[{\"id\":\"1\"},{\"id\":\"bad\"}]", LoadRelationships.FAILURE);

        assertThat(failure.getAttribute("starrocks.error.message")).contains("refused 1 of 2 rows", "error log", "address map");
        assertThat(failure.getAttribute("starrocks.error.url")).startsWith("http://");
    }

    @Test
    void rowsFilteredInAPreviousAttemptAreStillDelivered() throws Exception {
        write(new JsonRecordSetWriter());
        runner.with("Isolate Invalid Records", "false").with("Max Filter Ratio", "0.9");
        final MockFlowFile flowFile = PutRunner.flowFile("[{\"id\":\"1\"},{\"id\":\"bad\"}]");
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.ResetAfterCommit());
        runner.nifi.enqueue(flowFile);

        runner.nifi.run();

        only("success").assertAttributeEquals("starrocks.status", "LABEL_STATE");
        only("success").assertAttributeEquals("starrocks.records.rejected", "1");
        assertThat(only("rejected").getContent()).contains("bad");
        assertThat(loaded()).containsExactly(1);
    }

    @Test
    void jsonWriterInheritsTheSchema() throws Exception {
        write(new JsonRecordSetWriter());

        isolate();

        final JsonNode rejected = JSON.readTree(only("rejected").toByteArray());
        assertThat(rejected).hasSize(1);
        assertThat(rejected.get(0).properties().stream().map(Map.Entry::getKey).toList())
                .containsExactlyInAnyOrder("id", "name", "day", "starrocks_error", "starrocks_row");
        only("rejected").assertAttributeEquals("mime.type", "application/json");
    }

    @Test
    void csvWriterInheritsTheSchema() throws Exception {
        write(new CSVRecordSetWriter());

        isolate();

        final List<String> lines = only("rejected").getContent().lines().toList();
        assertThat(lines.getFirst()).isEqualTo("id,name,day,starrocks_error,starrocks_row");
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).startsWith("2,longer than ten,").contains("VARCHAR(10)");
    }

    @Test
    void avroWriterInheritsTheSchema() throws Exception {
        write(new AvroRecordSetWriter());

        isolate();

        try (DataFileStream<GenericRecord> records = new DataFileStream<>(new ByteArrayInputStream(only("rejected").toByteArray()),
                new GenericDatumReader<>())) {
            final GenericRecord record = records.next();
            assertThat(record.get("id")).hasToString("2");
            assertThat(record.get("starrocks_error").toString()).contains("VARCHAR(10)");
            assertThat(records.hasNext()).isFalse();
        }
    }

    @Test
    void whenTheWriterFailsTheFlowFileFailsAndDeliversTheRecordsWhenItIsSentAgain() throws Exception {
        final Writer broken = new Writer();
        runner.nifi.addControllerService("broken", broken);
        runner.nifi.enableControllerService(broken);
        runner.with("Rejected Record Writer", "broken");
        final MockFlowFile flowFile = PutRunner.flowFile("[{\"id\":1,\"name\":\"one\"},{\"id\":2,\"name\":\"longer than ten\"}]");
        runner.nifi.enqueue(flowFile);

        runner.nifi.run();

        assertThat(only("failure").getAttribute("starrocks.error.message")).contains("The valid records are loaded", "the disk is full");
        runner.nifi.assertTransferCount("success", 0);
        runner.nifi.assertTransferCount("rejected", 0);
        runner.nifi.clearTransferState();
        write(new JsonRecordSetWriter());
        runner.nifi.enqueue(flowFile);
        runner.nifi.run();

        assertThat(JSON.readTree(only("rejected").toByteArray())).hasSize(1);
        assertThat(loaded()).containsExactly(1);
    }

    private void write(final RecordSetWriterFactory writer) {
        RecordWriters.add(runner.nifi, writer, Map.of());
        runner.with("Rejected Record Writer", "writer");
    }

    private void isolate() throws Exception {
        run("[{\"id\":1,\"name\":\"one\",\"day\":\"2024-01-01\"},{\"id\":2,\"name\":\"longer than ten\",\"day\":\"2024-01-01\"}]");
        assertThat(loaded()).containsExactly(1);
    }

    private void run(final String content) {
        runner.nifi.enqueue(content);
        runner.nifi.run();
    }

    private MockFlowFile only(final String relationship) {
        assertThat(runner.nifi.getFlowFilesForRelationship(relationship)).as("%s; errors %s", relationship, runner.nifi.getLogger().getErrorMessages())
                .hasSize(1);
        return runner.nifi.getFlowFilesForRelationship(relationship).getFirst();
    }

    private List<String> warnings() {
        return runner.nifi.getLogger().getWarnMessages().stream().map(LogMessage::getMsg).toList();
    }

    private List<Integer> loaded() {
        return CLUSTER.query("SELECT id FROM %s.%s ORDER BY id".formatted(database, table)).stream().map(row -> ((Number) row.getFirst()).intValue()).toList();
    }

    /** One that fails. */
    private static final class Writer extends AbstractControllerService implements RecordSetWriterFactory {

        @Override
        public RecordSchema getSchema(final Map<String, String> variables, final RecordSchema readSchema) {
            return readSchema;
        }

        @Override
        public RecordSetWriter createWriter(final ComponentLog logger, final RecordSchema schema, final OutputStream out, final Map<String, String> variables)
                throws IOException {
            throw new IOException("the disk is full");
        }
    }
}
