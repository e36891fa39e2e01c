package io.github.nifistarrocks.processors;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Which relationship, attributes and message each outcome of a load leads to. */
class PutStarRocksOutcomesContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String ONE_ROW = "[{\"id\":1,\"name\":\"one\"}]";

    private String database;
    private String table;

    @BeforeEach
    void createTable() {
        database = CLUSTER.newDatabase();
        table = CLUSTER.newTable(database, "CREATE TABLE {table} (id INT NOT NULL, name VARCHAR(10)) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2");
    }

    @AfterEach
    void clearFaults() {
        CLUSTER.emulator().faults().clear();
    }

    @Test
    void lostReplyOfACommittedLoadSucceedsByItsLabel() throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.ResetAfterCommit());

        final MockFlowFile sent = runner().send(ONE_ROW, LoadRelationships.SUCCESS);

        sent.assertAttributeEquals("starrocks.status", "LABEL_STATE");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void publishTimeoutSucceeds() throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.PublishTimeout(Duration.ZERO));

        final MockFlowFile sent = runner().send(ONE_ROW, LoadRelationships.SUCCESS);

        sent.assertAttributeEquals("starrocks.status", "PUBLISH_TIMEOUT");
        sent.assertAttributeEquals("starrocks.rows.loaded", "1");
    }

    @Test
    void rejectedRowsGoToFailureWithTheirReasons() throws InitializationException {
        final PutRunner runner = runner();

        final MockFlowFile sent = runner.send("[{\"id\":1,\"name\":\"one\"},{\"id\":2,\"name\":\"far too long a name\"}]", LoadRelationships.FAILURE);

        sent.assertAttributeEquals("starrocks.status", "REJECTED");
        sent.assertAttributeEquals("starrocks.error.reason", "REJECTED_ROWS");
        sent.assertAttributeEquals("starrocks.rows.filtered", "1");
        sent.assertAttributeEquals("starrocks.rows.total", "2");
        assertThat(sent.getAttribute("starrocks.error.rows")).startsWith("[{\"reason\":\"").contains("far too long a name");
        assertThat(sent.getAttribute("starrocks.error.url")).startsWith("http://");
        assertThat(sent.getAttribute("starrocks.error.message")).contains("refused 1 of 2 rows");
        assertThat(runner.nifi.getLogger().getErrorMessages()).hasSize(1).noneMatch(message -> message.getMsg().contains("far too long a name"));
        assertThat(count()).isZero();
    }

    @Test
    void valueThatCannotBeConvertedIsRejectedByDefault() throws InitializationException {
        runner().send("[{\"id\":\"x1\",\"name\":\"one\"}]", LoadRelationships.FAILURE).assertAttributeEquals("starrocks.status", "REJECTED");
    }

    @Test
    void valueThatCannotBeConvertedBecomesNullWithoutStrictMode() throws InitializationException {
        final String nullable = CLUSTER.newTable(database, "CREATE TABLE {table} (id INT, n INT) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2");

        PutRunner.create(CLUSTER, database, nullable).with("Strict Mode", "false").with("Format", "CSV").send("[{\"id\":1,\"n\":\"many\"}]",
                LoadRelationships.SUCCESS);

        assertThat(CLUSTER.query("SELECT id, n FROM %s.%s".formatted(database, nullable))).containsExactly(Arrays.asList(1, null));
    }

    @Test
    void rowsFilteredWithinTheRatioSucceedWithAWarning() throws InitializationException {
        final PutRunner runner = runner().with("Max Filter Ratio", "0.5");

        final MockFlowFile sent = runner.send("[{\"id\":1,\"name\":\"one\"},{\"id\":2,\"name\":\"far too long a name\"}]", LoadRelationships.SUCCESS);

        sent.assertAttributeEquals("starrocks.rows.filtered", "1");
        sent.assertAttributeEquals("starrocks.rows.loaded", "1");
        assertThat(sent.getAttribute("starrocks.error.url")).startsWith("http://");
        sent.assertAttributeNotExists("starrocks.error.reason");
        assertThat(sent.getAttribute("starrocks.error.rows")).contains("far too long a name");
        assertThat(runner.nifi.getCounterValue("Rows Filtered")).isEqualTo(1);
        assertThat(runner.nifi.getLogger().getWarnMessages()).anyMatch(message -> message.getMsg().contains("filtered"));
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void rowsThatMayBeFilteredAreWarnedOfWhenTheReplyIsLost() throws InitializationException {
        final PutRunner runner = runner().with("Max Filter Ratio", "0.5");
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.ResetAfterCommit());

        runner.send("[{\"id\":1,\"name\":\"one\"},{\"id\":2,\"name\":\"far too long a name\"}]", LoadRelationships.SUCCESS)
                .assertAttributeEquals("starrocks.status", "LABEL_STATE");

        assertThat(runner.nifi.getLogger().getWarnMessages()).anyMatch(message -> message.getMsg().contains("may have filtered rows"));
    }

    static Stream<Arguments> pressure() {
        return Stream.of(
                Arguments.of(Fault.tooManyVersions(), "TOO_MANY_VERSIONS"),
                Arguments.of(Fault.tooManyVersionsOfOldRelease(), "TOO_MANY_VERSIONS"),
                Arguments.of(Fault.tooManyRunningTransactions(), "TOO_MANY_TRANSACTIONS"),
                Arguments.of(Fault.memoryLimit(), "MEMORY"));
    }

    @ParameterizedTest
    @MethodSource("pressure")
    void pressureOfTheClusterLeadsToRetryWithPenalty(final Fault fault, final String reason) throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(fault);
        final PutRunner runner = runner();

        final MockFlowFile sent = runner.send(ONE_ROW, LoadRelationships.RETRY);

        sent.assertAttributeEquals("starrocks.status", "THROTTLED");
        sent.assertAttributeEquals("starrocks.error.reason", reason);
        assertThat(sent.isPenalized()).isTrue();
        assertThat(runner.nifi.getProvenanceEvents()).isEmpty();
        assertThat(runner.send(sent, LoadRelationships.SUCCESS).getAttributes()).doesNotContainKey("starrocks.error.reason");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void missingTableGoesToFailure() throws InitializationException {
        final MockFlowFile sent = PutRunner.create(CLUSTER, database, "nosuch").send(ONE_ROW, LoadRelationships.FAILURE);

        sent.assertAttributeEquals("starrocks.status", "FAILED");
        sent.assertAttributeEquals("starrocks.error.reason", "NOT_FOUND");
        assertThat(sent.getAttribute("starrocks.error.message")).contains("nosuch", database);
        sent.assertAttributeNotExists("starrocks.transaction.id");
    }

    @Test
    void wrongPasswordGoesToFailure() throws InitializationException {
        final MockFlowFile sent = PutRunner.create(CLUSTER, Map.of("Password", "wrong"), database, table, new JsonTreeReader(), Map.of()).send(ONE_ROW,
                LoadRelationships.FAILURE);

        sent.assertAttributeEquals("starrocks.error.reason", "DENIED");
    }

    @Test
    void loadThatIsStillRunningGoesToRetryAndIsSettledByItsLabel() throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.ResetAfterCommit());
        CLUSTER.emulator().faults().on(RequestKind.LOAD_STATE).inject(new Fault.Reply(500, "text/plain", "out of order"));
        final PutRunner runner = PutRunner.create(CLUSTER, Map.of("Outcome Timeout", "1 sec"), database, table, new JsonTreeReader(), Map.of());

        final MockFlowFile sent = runner.send(ONE_ROW, LoadRelationships.RETRY);

        sent.assertAttributeEquals("starrocks.status", "UNKNOWN");
        sent.assertAttributeEquals("starrocks.error.reason", "UNKNOWN_OUTCOME");
        assertThat(sent.isPenalized()).isTrue();
        CLUSTER.emulator().faults().clear();
        runner.send(sent, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "LABEL_FINISHED");
        assertThat(count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fields", "privileges"})
    void failureOfARetryBeforeItsLabelIsRequestedReportsThePreviousAttempt(final String trouble) throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.ResetAfterCommit());
        CLUSTER.emulator().faults().on(RequestKind.LOAD_STATE).inject(new Fault.Reply(500, "text/plain", "out of order"));
        final PutRunner runner = PutRunner.create(CLUSTER, Map.of("Outcome Timeout", "1 sec"), database, table, new JsonTreeReader(), Map.of());
        final MockFlowFile first = runner.send(ONE_ROW, LoadRelationships.RETRY);
        CLUSTER.emulator().faults().clear();
        if ("fields".equals(trouble)) {
            runner.with("field.id", "other");
        } else {
            CLUSTER.emulator().faults().on(RequestKind.SCHEMA).inject(new Fault.Reply(401, "text/plain", "Access denied"));
        }

        final MockFlowFile second = runner.send(first, LoadRelationships.FAILURE);

        second.assertAttributeEquals("starrocks.label", first.getAttribute("starrocks.label"));
        assertThat(second.getAttribute("starrocks.error.message"))
                .contains("A previous attempt under label [%s] is VISIBLE: its rows are in the table and must not"
                        .formatted(first.getAttribute("starrocks.label")));
    }

    @Test
    void clusterOutOfReachGoesToRetry() throws InitializationException {
        final MockFlowFile sent = PutRunner.create(CLUSTER, Map.of("FE URLs", "http://127.0.0.1:1", "Connect Timeout", "1 sec"), database, table,
                new JsonTreeReader(), Map.of())
                .send(ONE_ROW, LoadRelationships.RETRY);

        sent.assertAttributeEquals("starrocks.error.reason", "UNREACHABLE");
    }

    @Test
    void backendOutOfReachNamesTheAddressMap() throws InitializationException {
        final List<String> rules = CLUSTER.emulator().backends().stream().map(backend -> "%s:%d=127.0.0.1:1".formatted(backend.host(), backend.httpPort()))
                .toList();

        final MockFlowFile sent = PutRunner.create(CLUSTER, Map.of("Address Map", String.join(",", rules)), database, table, new JsonTreeReader(), Map.of())
                .send(ONE_ROW, LoadRelationships.RETRY);

        sent.assertAttributeEquals("starrocks.error.reason", "UNREACHABLE");
        assertThat(sent.getAttribute("starrocks.error.message")).contains("to which the FE redirects").containsIgnoringCase("address map");
    }

    @Test
    void redirectToAHostThatMayNotHaveThePasswordGoesToFailure() throws InitializationException {
        final MockFlowFile sent = PutRunner.create(CLUSTER, Map.of("Credential Hosts", "*.example.com", "Address Map", "*=localhost"), database, table,
                new JsonTreeReader(), Map.of())
                .send(ONE_ROW, LoadRelationships.FAILURE);

        sent.assertAttributeEquals("starrocks.error.reason", "REDIRECT_REFUSED");
    }

    @Test
    void valueThatJsonCannotCarryNamesRecordAndField() throws InitializationException {
        final MockFlowFile sent = PutRunner.create(CLUSTER, database, table).with("Format", "CSV")
                .send("[{\"id\":1,\"name\":\"a\"},{\"id\":2,\"name\":\"\\\\N\"}]", LoadRelationships.FAILURE);

        sent.assertAttributeEquals("starrocks.error.reason", "INVALID_RECORD");
        assertThat(sent.getAttribute("starrocks.error.message")).startsWith("Field [name] of record 2 cannot be loaded: ");
        assertThat(count()).isZero();
    }

    @Test
    void invalidValueDeepInTheFileReportsNoPreviousAttempt() throws InitializationException {
        final String rows = IntStream.rangeClosed(1, 20_000).mapToObj(id -> "{\"id\":%d,\"name\":\"one\"}".formatted(id)).collect(Collectors.joining(","));

        final MockFlowFile sent = runner().with("Format", "CSV").send("[" + rows + ",{\"id\":2,\"name\":\"\\\\N\"}]", LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message")).contains("record 20001").doesNotContain("previous attempt");
    }

    @Test
    void databaseAndTableFromUpstreamAreKept() throws InitializationException {
        final MockFlowFile sent = runner().with("field.id", "other").send(ONE_ROW, Map.of("starrocks.database", "d", "starrocks.table", "t",
                "starrocks.error.reason", "BUSY"), LoadRelationships.FAILURE);

        sent.assertAttributeEquals("starrocks.database", "d");
        sent.assertAttributeEquals("starrocks.table", "t");
    }

    @ParameterizedTest
    @CsvSource({"SINGLE_LOAD, JSON", "SINGLE_LOAD, CSV", "TRANSACTION, JSON", "TRANSACTION, CSV"})
    void manyColumnsAreLoadedAlthoughAnFeReadsOnlyShortHeaders(final String strategy, final String format) throws InitializationException {
        final String wide = CLUSTER.newTable(database, "CREATE TABLE {table} (id INT NOT NULL, %s) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1"
                .formatted(wideColumns().map(name -> name + " INT").collect(Collectors.joining(", "))));

        PutRunner.create(CLUSTER, database, wide).with("Delivery Strategy", strategy).with("Format", format).send(wideRow(), LoadRelationships.SUCCESS);

        assertThat(CLUSTER.query("SELECT * FROM %s.%s".formatted(database, wide))).singleElement().satisfies(
                row -> assertThat(row).hasSize(1_501).containsOnly(1));
    }

    @Test
    void columnsThatAnFeMustReadNameItsLimit() throws InitializationException {
        final String wide = CLUSTER.newTable(database, "CREATE TABLE {table} (id INT NOT NULL, %s) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1"
                .formatted(wideColumns().map(name -> name + " INT").collect(Collectors.joining(", "))));

        final MockFlowFile sent = PutRunner.create(CLUSTER, database, wide).with("Delivery Strategy", "MERGE_COMMIT").send(wideRow(),
                LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message")).contains("http_max_header_size");
        sent.assertAttributeEquals("starrocks.error.reason", "REQUEST_REFUSED");
    }

    /** The older interface for schemas, the only one before 3.3, replies this for a view. */
    @Test
    void viewIsNoTableAndNeedsNoAdviceForScans() throws InitializationException {
        CLUSTER.execute("CREATE VIEW %1$s.v AS SELECT id FROM %1$s.%2$s;".formatted(database, table));
        CLUSTER.emulator().faults().on(RequestKind.SCHEMA).where("/api/v2/").inject(new Fault.Reply(404, "text/html", "<html>Not Found</html>"));

        final MockFlowFile sent = PutRunner.create(CLUSTER, database, "v").send(ONE_ROW, LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message")).contains("[v] is not a OlapTable", "This is a view or an external table")
                .doesNotContain("read this way");
    }

    private static Stream<String> wideColumns() {
        return IntStream.rangeClosed(1, 1_500).mapToObj("a_column_with_a_long_name_%d"::formatted);
    }

    private static String wideRow() {
        return "[{\"id\":1," + wideColumns().map(name -> "\"%s\":1".formatted(name)).collect(Collectors.joining(",")) + "}]";
    }

    private PutRunner runner() throws InitializationException {
        return PutRunner.create(CLUSTER, database, table);
    }

    private long count() {
        return CLUSTER.queryNumber("SELECT count(*) FROM %s.%s".formatted(database, table));
    }
}
