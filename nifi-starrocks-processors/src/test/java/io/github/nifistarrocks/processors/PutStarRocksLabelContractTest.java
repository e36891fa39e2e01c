package io.github.nifistarrocks.processors;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.load.Labels;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The label names a FlowFile's load: the same whatever happens to the FlowFile, and another one for everything else. */
@Timeout(240)
class PutStarRocksLabelContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String PROCESSOR = "5b0f6d3c-0193-1000-8000-7d3c11aa0002";
    private static final String COLUMNS = "CREATE TABLE {table} (id INT NOT NULL, name VARCHAR(10)) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1";
    private static final String ONE_ROW = "[{\"id\":1,\"name\":\"one\"}]";

    private final String database = CLUSTER.newDatabase();
    private final String table = CLUSTER.newTable(database, COLUMNS);

    @AfterEach
    void clearFaults() {
        CLUSTER.emulator().faults().clear();
    }

    @Test
    void manualLoopKeepsTheLabel() throws InitializationException {
        final MockFlowFile first = impatient().send(loseTheReply(), LoadRelationships.RETRY);
        CLUSTER.emulator().faults().clear();

        final MockFlowFile second = runner().send(first, LoadRelationships.SUCCESS);

        assertLoadedOnce(first, second);
    }

    @Test
    void retryOfTheFrameworkKeepsTheLabel() throws InitializationException {
        final MockFlowFile flowFile = loseTheReply();
        final MockFlowFile first = impatient().send(flowFile, LoadRelationships.RETRY);
        CLUSTER.emulator().faults().clear();

        flowFile.putAttributes(Map.of("retryCount." + PROCESSOR, "1"));
        final MockFlowFile second = runner().send(flowFile, LoadRelationships.SUCCESS);

        assertLoadedOnce(first, second);
    }

    @Test
    void restartAndOtherNodeKeepTheLabel() throws InitializationException {
        final MockFlowFile flowFile = loseTheReply();
        final MockFlowFile first = impatient().send(flowFile, LoadRelationships.RETRY);
        CLUSTER.emulator().faults().clear();

        final MockFlowFile second = runner().send(flowFile, LoadRelationships.SUCCESS);

        assertLoadedOnce(first, second);
    }

    static Stream<Map<String, String>> edits() {
        return Stream.of(
                Map.of("Format", "CSV"),
                Map.of("Compression", "ZSTD"),
                Map.of("Delivery Strategy", "TRANSACTION", "Part Size", "10 B"),
                Map.of("Load Timeout", "5 min"),
                Map.of("Max Filter Ratio", "0.1"),
                Map.of("Strict Mode", "false"),
                Map.of("Check Records", "true"),
                Map.of("Time Zone", "Asia/Tokyo"),
                Map.of("Unknown Fields", "IGNORE", "Missing Columns", "FAIL"),
                Map.of("Operation Source", "ATTRIBUTE", "Operation Attribute", "filename", "Operation Values", "f=upsert", "Delete Handling", "IGNORE"),
                Map.of("load.where", "id > 0"),
                Map.of("column.name", "upper(name)"),
                Map.of("Content", "RAW", "load.strip_outer_array", "true"));
    }

    @ParameterizedTest
    @MethodSource("edits")
    void editsBetweenAttemptsKeepTheLabel(final Map<String, String> properties) throws InitializationException {
        final MockFlowFile flowFile = loseTheReply();
        flowFile.putAttributes(Map.of("filename", "f"));
        final MockFlowFile first = impatient().send(flowFile, LoadRelationships.RETRY);
        CLUSTER.emulator().faults().clear();

        final PutRunner runner = runner();
        properties.forEach(runner::with);
        final MockFlowFile second = runner.send(flowFile, LoadRelationships.SUCCESS);

        assertLoadedOnce(first, second);
    }

    @Test
    void labelsDifferByProcessorTableDatabaseAndFlowFile() throws InitializationException {
        final MockFlowFile flowFile = PutRunner.flowFile(ONE_ROW);
        final MockFlowFile clone = PutRunner.flowFile(ONE_ROW);
        final String otherTable = CLUSTER.newTable(database, COLUMNS);
        final String otherDatabase = CLUSTER.newDatabase();
        CLUSTER.execute(COLUMNS.replace("{table}", otherDatabase + "." + table));

        final List<String> labels = List.of(
                label(runner(), flowFile),
                label(runner(), clone),
                label(runner().as("5b0f6d3c-0193-1000-8000-7d3c11aa0003"), flowFile),
                label(runner().with("Table", otherTable), flowFile),
                label(runner().with("Database", otherDatabase), flowFile));

        assertThat(labels).doesNotHaveDuplicates().allSatisfy(label -> assertThat(Labels.isValid(label)).isTrue());
        assertThat(count()).as("rows of FlowFile, clone and other processor").isEqualTo(3);
    }

    @Test
    void labelOfTheUserIsAnotherOneForEachTable() throws InitializationException {
        final String otherTable = CLUSTER.newTable(database, COLUMNS);
        final PutRunner runner = runner().with("Label", "${filename}");

        runner.send(ONE_ROW, Map.of("filename", "orders"), LoadRelationships.SUCCESS);
        final MockFlowFile other = runner.with("Table", otherTable).send(ONE_ROW, Map.of("filename", "orders"), LoadRelationships.SUCCESS);

        other.assertAttributeEquals("starrocks.status", "SUCCESS");
        assertThat(CLUSTER.queryNumber("SELECT count(*) FROM %s.%s".formatted(database, otherTable))).isEqualTo(1);
    }

    @Test
    void finishedLabelOfTheUserWithoutAPreviousAttemptIsWarnedOf() throws InitializationException {
        final PutRunner runner = runner().with("Label", "${filename}");
        final MockFlowFile first = runner.send(ONE_ROW, Map.of("filename", "orders"), LoadRelationships.SUCCESS);
        first.assertAttributeNotExists("starrocks.warning");

        final MockFlowFile other = runner.send(ONE_ROW.replace("1", "2"), Map.of("filename", "orders"), LoadRelationships.SUCCESS);
        final MockFlowFile again = runner.send(first, LoadRelationships.SUCCESS);

        other.assertAttributeEquals("starrocks.status", "LABEL_FINISHED");
        assertThat(other.getAttribute("starrocks.warning")).contains("Nothing was sent", other.getAttribute("starrocks.label"), "property Label");
        assertThat(warnings(runner)).singleElement().asString().contains("Nothing was sent");
        again.assertAttributeNotExists("starrocks.warning");
        assertThat(count()).isEqualTo(1);
    }

    /** A group of other rows under the same number had the label of the group before the edit, and was not loaded. */
    @Test
    void groupOfOtherRowsAfterAnEditIsLoaded() throws InitializationException {
        final String keyed = CLUSTER.newTable(database, """
                CREATE TABLE {table} (id INT NOT NULL, a INT, b INT) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1""");
        final MockFlowFile flowFile = PutRunner.flowFile("[{\"op\":\"x\",\"id\":1,\"a\":1},{\"op\":\"y\",\"id\":2,\"a\":2},{\"op\":\"c\",\"id\":3,\"b\":3}]");
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).after(1).times(1).inject(Fault.tooManyVersions());
        final PutRunner runner = runner().with("Table", keyed).with("Partial Update", "ROW").with("Update Columns", "FIELDS_PRESENT").with("field.op", "")
                .with("Operation Source", "RECORD_PATH").with("Operation Record Path", "/op").with("Operation Values", "x=ignore, y=upsert");
        final MockFlowFile first = runner.send(flowFile, LoadRelationships.RETRY);

        runner.with("Operation Values", "x=upsert, y=ignore").send(first, LoadRelationships.SUCCESS);

        assertThat(CLUSTER.query("SELECT id, a, b FROM %s.%s ORDER BY id".formatted(database, keyed)))
                .hasToString("[[1, 1, null], [2, 2, null], [3, null, 3]]");
    }

    /** The first group of {@code batch} had the label {@code batch-1}, which is the label of another FlowFile. */
    @Test
    void groupHasNoLabelOfAnotherFlowFile() throws InitializationException {
        final String keyed = CLUSTER.newTable(database, """
                CREATE TABLE {table} (id INT NOT NULL, a INT, b INT) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1""");
        final PutRunner runner = runner().with("Table", keyed).with("Label", "${filename}").with("Partial Update", "ROW")
                .with("Update Columns", "FIELDS_PRESENT");
        runner.send("[{\"id\":9,\"a\":9}]", Map.of("filename", "batch-1"), LoadRelationships.SUCCESS);

        runner.send("[{\"id\":1,\"a\":1},{\"id\":2,\"b\":2}]", Map.of("filename", "batch"), LoadRelationships.SUCCESS);

        assertThat(CLUSTER.query("SELECT id FROM %s.%s ORDER BY id".formatted(database, keyed))).hasToString("[[1], [2], [9]]");
    }

    @Test
    void labelOfALongTableNameIsValid() throws InitializationException {
        final String longName = "t".repeat(120);
        CLUSTER.execute(COLUMNS.replace("{table}", database + "." + longName));

        assertThat(label(runner().with("Table", longName), PutRunner.flowFile(ONE_ROW))).hasSizeLessThanOrEqualTo(128);
    }

    @Test
    void warningIsRemovedWithTheNextAttempt() throws InitializationException {
        final MockFlowFile flowFile = PutRunner.flowFile(ONE_ROW);
        flowFile.putAttributes(Map.of("starrocks.warning", "of an earlier try"));

        runner().send(flowFile, LoadRelationships.SUCCESS).assertAttributeNotExists("starrocks.warning");
    }

    private void assertLoadedOnce(final MockFlowFile first, final MockFlowFile second) {
        second.assertAttributeEquals("starrocks.label", first.getAttribute("starrocks.label"));
        second.assertAttributeEquals("starrocks.status", "LABEL_FINISHED");
        assertThat(count()).isEqualTo(1);
    }

    /** The load takes effect, and nobody hears of it. */
    private static MockFlowFile loseTheReply() {
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.ResetAfterCommit());
        CLUSTER.emulator().faults().on(RequestKind.LOAD_STATE).inject(new Fault.Reply(500, "text/plain", "out of order"));
        return PutRunner.flowFile(ONE_ROW);
    }

    private static String label(final PutRunner runner, final MockFlowFile flowFile) {
        return runner.send(flowFile, LoadRelationships.SUCCESS).getAttribute("starrocks.label");
    }

    private static List<String> warnings(final PutRunner runner) {
        return runner.nifi.getLogger().getWarnMessages().stream().map(message -> message.getMsg()).toList();
    }

    private PutRunner runner() throws InitializationException {
        return PutRunner.create(CLUSTER, database, table).as(PROCESSOR);
    }

    /** For a try of which nobody is to learn what became of it. */
    private PutRunner impatient() throws InitializationException {
        return PutRunner.create(CLUSTER, Map.of("Outcome Timeout", "500 ms"), database, table, new JsonTreeReader(), Map.of()).as(PROCESSOR);
    }

    private long count() {
        return CLUSTER.queryNumber("SELECT count(*) FROM %s.%s".formatted(database, table));
    }
}
