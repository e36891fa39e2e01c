package io.github.nifistarrocks.processors;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import io.github.nifistarrocks.processors.option.LoadFormat;
import org.apache.nifi.csv.CSVReader;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.provenance.ProvenanceEventRecord;
import org.apache.nifi.provenance.ProvenanceEventType;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class PutStarRocksContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String EVENTS = "CREATE TABLE {table} (id BIGINT, name VARCHAR(200)) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2";

    private String database;
    private String table;

    @BeforeEach
    void createTable() {
        database = CLUSTER.newDatabase();
        table = CLUSTER.newTable(database, EVENTS);
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void recordsOfOneFlowFileAreLoaded(final LoadFormat format) throws InitializationException {
        final MockFlowFile sent = runner().with("Format", format.name()).send("[{\"id\":1,\"name\":\"one\"},{\"id\":2,\"name\":null},{\"id\":3,\"name\":\"\"}]",
                LoadRelationships.SUCCESS);

        assertThat(rows()).containsExactly(row(1L, "one"), row(2L, null), row(3L, ""));
        sent.assertAttributeEquals("starrocks.status", "SUCCESS");
        sent.assertAttributeEquals("starrocks.database", database);
        sent.assertAttributeEquals("starrocks.table", table);
        sent.assertAttributeEquals("starrocks.rows.total", "3");
        sent.assertAttributeEquals("starrocks.rows.loaded", "3");
        sent.assertAttributeEquals("starrocks.rows.filtered", "0");
        sent.assertAttributeEquals("starrocks.rows.unselected", "0");
        sent.assertAttributeEquals("record.count", "3");
        assertThat(sent.getAttribute("starrocks.transaction.id")).matches("\\d+");
        assertThat(sent.getAttribute("starrocks.label")).contains(sent.getAttribute("uuid"));
        assertThat(sent.getAttribute("starrocks.bytes")).matches("\\d+");
        assertThat(sent.getAttribute("starrocks.load.time.ms")).matches("\\d+");
        sent.assertAttributeNotExists("starrocks.error.message");
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void everyTextSurvives(final LoadFormat format) throws InitializationException {
        final List<String> texts = List.of("a,b", "tab\tand\u0001one", "line\nend\r\n", "quote\"inside", "\"quoted\"", "back\\slash\\", "'", "null", "NULL",
                " spaces ", "日本 Grüße 😀",
                "[1,2]", "{\"a\":1}", "\\n", "-");
        final StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < texts.size(); i++) {
            json.append(i == 0 ? "" : ",").append("{\"id\":").append(i).append(",\"name\":").append(JsonText.quoted(texts.get(i))).append('}');
        }
        runner().with("Format", format.name()).send(json.append(']').toString(), LoadRelationships.SUCCESS);

        assertThat(rows().stream().map(row -> row.get(1)).toList()).isEqualTo(texts);
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void emptyTextInTheOnlyColumnIsARow(final LoadFormat format) throws InitializationException {
        final String narrow = CLUSTER.newTable(database, "CREATE TABLE {table} (line VARCHAR(9)) DUPLICATE KEY(line) DISTRIBUTED BY HASH(line) BUCKETS 1");

        runner().with("Table", narrow).with("Format", format.name()).send("[{\"line\":\"\"},{\"line\":\"x\"},{\"line\":\"\"}]", LoadRelationships.SUCCESS);

        assertThat(CLUSTER.query("SELECT line FROM %s.%s ORDER BY line".formatted(database, narrow))).containsExactly(List.of(""), List.of(""), List.of("x"));
    }

    @ParameterizedTest
    @CsvSource({"SINGLE_LOAD, \\u001f\\u0001, 0x1F 0x01", "TRANSACTION, \\u001f\\u0001, 0x1F 0x01", "TRANSACTION, \\u0017, 0x17"})
    void textWithTheSeparatorsOfCsvIsRefusedAndNothingIsLoaded(final String strategy, final String separator, final String named)
            throws InitializationException {
        final MockFlowFile sent = runner().with("Delivery Strategy", strategy).with("Format", "CSV")
                .send("[{\"id\":1,\"name\":\"one\"},{\"id\":2,\"name\":\"a%sb\"}]".formatted(separator), LoadRelationships.FAILURE);

        sent.assertAttributeEquals("starrocks.error.reason", "INVALID_RECORD");
        assertThat(sent.getAttribute("starrocks.error.message")).startsWith("Field [name] of record 2 cannot be loaded: ").contains(named, "use JSON");
        assertThat(rows()).isEmpty();
    }

    @Test
    void flowFileWithoutRecordsSucceedsWithoutLoad() throws InitializationException {
        final int before = CLUSTER.emulator().requests().all().size();

        final MockFlowFile sent = runner().send("[]", LoadRelationships.SUCCESS);

        sent.assertAttributeEquals("starrocks.status", "EMPTY");
        sent.assertAttributeEquals("record.count", "0");
        assertThat(CLUSTER.emulator().requests().all()).hasSize(before);
    }

    @ParameterizedTest
    @EnumSource(LoadFormat.class)
    void malformedRecordInTheMiddleLoadsNothing(final LoadFormat format) throws InitializationException {
        final StringBuilder json = new StringBuilder("{\"id\":0,\"name\":\"first\"}\n");
        for (int id = 1; id < 20_000; id++) {
            json.append("{\"id\":").append(id).append(",\"name\":\"some text to fill a few buffers\"}\n");
        }
        final PutRunner runner = PutRunner.create(CLUSTER, database, table, new JsonTreeReader(), Map.of("schema-access-strategy", "schema-text-property",
                "schema-text", """
                        {"type":"record","name":"event","fields":[{"name":"id","type":"long"},{"name":"name","type":"string"}]}"""));

        final MockFlowFile sent = runner.with("Format", format.name()).send(json.append("{\"id\":oops}\n{\"id\":20001,\"name\":\"last\"}").toString(),
                LoadRelationships.FAILURE);

        assertThat(rows()).isEmpty();
        sent.assertAttributeEquals("starrocks.status", "FAILED");
        sent.assertAttributeEquals("starrocks.error.reason", "INVALID_RECORD");
        assertThat(sent.getAttribute("starrocks.error.message")).startsWith("Record 20001 cannot be read: ");
    }

    @Test
    void sameFlowFileSentAgainIsNotLoadedTwice() throws InitializationException {
        final PutRunner runner = runner();
        final MockFlowFile flowFile = PutRunner.flowFile("[{\"id\":1,\"name\":\"one\"}]");
        final MockFlowFile first = runner.send(flowFile, LoadRelationships.SUCCESS);

        final MockFlowFile second = runner.send(flowFile, LoadRelationships.SUCCESS);

        assertThat(rows()).containsExactly(row(1L, "one"));
        second.assertAttributeEquals("starrocks.label", first.getAttribute("starrocks.label"));
        second.assertAttributeEquals("starrocks.status", "LABEL_FINISHED");
        second.assertAttributeNotExists("starrocks.rows.loaded");
        assertThat(runner.nifi.getProvenanceEvents()).as("the event of a try that was rolled back is lost").extracting(ProvenanceEventRecord::getEventType)
                .containsOnly(ProvenanceEventType.SEND);
    }

    @Test
    void otherProcessorLoadsTheSameFlowFileToo() throws InitializationException {
        final MockFlowFile flowFile = PutRunner.flowFile("[{\"id\":1,\"name\":\"one\"}]");

        runner().send(flowFile, LoadRelationships.SUCCESS);
        runner().send(flowFile, LoadRelationships.SUCCESS);

        assertThat(rows()).containsExactly(row(1L, "one"), row(1L, "one"));
    }

    @Test
    void givenLabelLoadsOnce() throws InitializationException {
        final PutRunner runner = runner().with("Label", "${topic}:${offset}");
        final Map<String, String> source = Map.of("topic", "orders/eu", "offset", "42");

        runner.send("[{\"id\":1,\"name\":\"one\"}]", source, LoadRelationships.SUCCESS);
        final MockFlowFile second = runner.send("[{\"id\":1,\"name\":\"one\"}]", source, LoadRelationships.SUCCESS);

        assertThat(rows()).containsExactly(row(1L, "one"));
        assertThat(second.getAttribute("starrocks.label")).matches("orders_eu_42-[0-9a-f]+");
    }

    @Test
    void databaseAndTableFollowAttributes() throws InitializationException {
        final PutRunner runner = PutRunner.create(CLUSTER, "${db}", "${tab}");

        runner.send("[{\"id\":7,\"name\":\"seven\"}]", Map.of("db", database, "tab", table), LoadRelationships.SUCCESS);

        assertThat(rows()).containsExactly(row(7L, "seven"));
    }

    @Test
    void emptyTableNameGoesToFailureNamingTheProperty() throws InitializationException {
        final MockFlowFile sent = PutRunner.create(CLUSTER, database, "${tab}").send("[{\"id\":7}]", LoadRelationships.FAILURE);

        sent.assertAttributeEquals("starrocks.error.reason", "INVALID_PROPERTY");
        sent.assertAttributeEquals("starrocks.error.message", "Property [Table] is empty: its expression has no value");
    }

    /** A proxy would resolve it to another table. */
    @ParameterizedTest
    @CsvSource({"..,t", "a/b,t", "d,../t", "d,."})
    void tableOrDatabaseNameThatIsAPathGoesToFailure(final String databaseName, final String tableName) throws InitializationException {
        final MockFlowFile sent = PutRunner.create(CLUSTER, "${db}", "${tab}").send("[{\"id\":7}]", Map.of("db", databaseName, "tab", tableName),
                LoadRelationships.FAILURE);

        sent.assertAttributeEquals("starrocks.error.reason", "INVALID_PROPERTY");
        assertThat(sent.getAttribute("starrocks.error.message")).contains("cannot be a part of a URL");
    }

    @Test
    void columnsAreComputedAndRowsSelected() throws InitializationException {
        final PutRunner runner = runner().with("column.name", "upper(tmp)").with("load.where", "id > ${limit}");

        final MockFlowFile sent = runner.send("[{\"id\":1,\"tmp\":\"one\"},{\"id\":2,\"tmp\":\"two\"}]", Map.of("limit", "1"), LoadRelationships.SUCCESS);

        assertThat(rows()).containsExactly(row(2L, "TWO"));
        sent.assertAttributeEquals("starrocks.rows.loaded", "1");
        sent.assertAttributeEquals("starrocks.rows.unselected", "1");
    }

    @Test
    void fieldNamesMeetColumnsWhateverTheirCase() throws InitializationException {
        runner().send("[{\"ID\":1,\"Name\":\"one\"}]", LoadRelationships.SUCCESS);

        assertThat(rows()).containsExactly(row(1L, "one"));
    }

    @Test
    void csvIsReadAndLoaded() throws InitializationException {
        final PutRunner runner = PutRunner.create(CLUSTER, database, table, new CSVReader(), Map.of("schema-access-strategy", "csv-header-derived"));

        runner.send("id,name\n1,one\n2,\"two, and a half\"\n", LoadRelationships.SUCCESS);

        assertThat(rows()).containsExactly(row(1L, "one"), row(2L, "two, and a half"));
    }

    @Test
    void loadIsReportedToProvenanceOnce() throws InitializationException {
        final PutRunner runner = runner();
        final MockFlowFile sent = runner.send("[{\"id\":1,\"name\":\"one\"}]", LoadRelationships.SUCCESS);

        final List<ProvenanceEventRecord> events = runner.nifi.getProvenanceEvents();
        assertThat(events).hasSize(1);
        assertThat(events.getFirst().getEventType()).isEqualTo(ProvenanceEventType.SEND);
        assertThat(events.getFirst().getTransitUri()).isEqualTo("starrocks://%s/%s/%s".formatted(CLUSTER.frontendUrls().getFirst().getAuthority(), database,
                table));
        assertThat(events.getFirst().getDetails()).contains(sent.getAttribute("starrocks.label"), sent.getAttribute("starrocks.transaction.id"));
        assertThat(runner.nifi.getCounterValue("Loads")).isEqualTo(1);
        assertThat(runner.nifi.getCounterValue("Rows Loaded")).isEqualTo(1);
    }

    @Test
    void errorAttributesOfAPreviousAttemptAreRemoved() throws InitializationException {
        final MockFlowFile sent = runner().send("[{\"id\":1,\"name\":\"one\"}]",
                Map.of("starrocks.error.message", "old", "starrocks.error.reason", "MEMORY", "starrocks.error.rows", "[]", "starrocks.error.url", "http://old",
                        "other", "kept"),
                LoadRelationships.SUCCESS);

        assertThat(sent.getAttributes()).doesNotContainKeys("starrocks.error.message", "starrocks.error.reason", "starrocks.error.rows", "starrocks.error.url")
                .containsEntry("other", "kept");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTC", "Europe/Berlin", "+05:30"})
    void timeZoneIsSentWithEveryLoad(final String zone) throws InitializationException {
        final MockFlowFile sent = runner().with("Time Zone", zone).send("[{\"id\":1,\"name\":\"one\"}]", LoadRelationships.SUCCESS);

        assertThat(CLUSTER.emulator().requests().all()).filteredOn(request -> request.header("label").filter(sent.getAttribute("starrocks.label")::equals)
                .isPresent())
                .isNotEmpty().allSatisfy(request -> assertThat(request.header("timezone")).contains(zone));
    }

    private PutRunner runner() throws InitializationException {
        return PutRunner.create(CLUSTER, database, table);
    }

    private List<List<Object>> rows() {
        return CLUSTER.query("SELECT id, name FROM %s.%s ORDER BY id".formatted(database, table));
    }

    private static List<Object> row(final Object... values) {
        return Arrays.asList(values);
    }
}
