package io.github.nifistarrocks.processors;

import java.io.IOException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.processors.option.scan.InitialLoad;
import io.github.nifistarrocks.processors.property.PlanningProperties;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.processor.VerifiableProcessor;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** FetchStarRocksTablets with Maximum-value Columns: its plans, its state, and what ends without a change of the state. */
class FetchNewRowsContractTest {

    private static final String ID_KEY = "shop.orders@!@id";

    private static StarRocksEmulator starRocks;
    private static ScanFlow flow;

    @BeforeAll
    static void startCluster() throws Exception {
        starRocks = StarRocksEmulator.start();
        starRocks.execute("CREATE DATABASE shop");
        flow = new ScanFlow(starRocks.frontendUrls());
    }

    @AfterAll
    static void stopCluster() {
        flow.close();
        starRocks.close();
    }

    @BeforeEach
    void createTable() {
        starRocks.execute("""
                CREATE TABLE shop.orders (Id BIGINT NOT NULL, day DATE, note VARCHAR(100)) DUPLICATE KEY (Id) DISTRIBUTED BY HASH (Id) BUCKETS 2;
                INSERT INTO shop.orders VALUES (1, DATE '2024-01-01', 'a'), (2, DATE '2024-01-02', 'b')
                """);
    }

    @AfterEach
    void dropTable() {
        starRocks.faults().clear();
        starRocks.execute("DROP TABLE shop.orders");
    }

    @Test
    void eachRunReadsTheRowsBeyondTheOnesBefore() {
        final TestRunner runner = incremental("id");

        assertThat(sql(run(runner))).endsWith("where (`Id` <= 2)");
        starRocks.execute("INSERT INTO shop.orders VALUES (3, NULL, 'c'), (7, NULL, 'd')");
        final List<MockFlowFile> planned = run(runner);

        assertThat(sql(planned)).endsWith("where ((`Id` > 2) and (`Id` <= 7))");
        assertThat(planned).allSatisfy(flowFile -> flowFile.assertAttributeEquals("maxvalue.id", "7"));
    }

    @Test
    void maximumIsNoAttributeIfRowDataIsHidden() {
        try (ScanFlow hidden = ScanFlow.withoutRowData(starRocks.frontendUrls())) {
            final TestRunner runner = hidden.fetch("orders");
            runner.setProperty(PlanningProperties.MAX_VALUE_COLUMNS, "id");

            assertThat(run(runner)).isNotEmpty().allSatisfy(flowFile -> flowFile.assertAttributeNotExists("maxvalue.id"));
        }
    }

    @Test
    void stateHasTheKeysOfQueryDatabaseTableAndTheLatestPlan() {
        final TestRunner runner = incremental("ID, day");

        final List<MockFlowFile> planned = run(runner);

        runner.getStateManager().assertStateEquals(Map.of(ID_KEY, "2", "shop.orders@!@day", "2024-01-02", "fragment.identifier",
                planned.getFirst().getAttribute("fragment.identifier")), Scope.CLUSTER);
    }

    @Test
    void withoutNewRowsNothingIsTransferredAndTheProcessorYields() {
        final TestRunner runner = incremental("id");
        run(runner);

        assertThat(run(runner)).isEmpty();

        assertThat(runner.isYieldCalled()).isTrue();
        assertThat(runner.getLogger().getErrorMessages()).isEmpty();
    }

    @Test
    void inputWhoseTableHasNoNewRowsGoesToOriginal() {
        final TestRunner runner = incremental("id");
        run(runner);
        runner.clearTransferState();
        runner.setIncomingConnection(true);
        runner.enqueue("request", Map.of("maxvalue.id", "from another processor"));

        runner.run();

        runner.assertAllFlowFilesTransferred(FetchStarRocksTablets.REL_ORIGINAL, 1);
    }

    @Test
    void eachTableHasItsOwnValues() throws Exception {
        starRocks.execute("CREATE TABLE shop.other (id INT) DUPLICATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 1; INSERT INTO shop.other VALUES (50)");
        final TestRunner runner = incremental("id");
        runner.setProperty(PlanningProperties.TABLE, "${table}");
        runner.enqueue("request", Map.of("table", "orders"));
        runner.enqueue("request", Map.of("table", "other"));

        runner.run(2);

        runner.getStateManager().assertStateEquals(ID_KEY, "2", Scope.CLUSTER);
        runner.getStateManager().assertStateEquals("shop.other@!@id", "50", Scope.CLUSTER);
        starRocks.execute("DROP TABLE shop.other");
    }

    @Test
    void initialValueIsUsedOnlyWithoutState() throws Exception {
        final TestRunner runner = incremental("id");
        runner.setProperty("initial.maxvalue.ID", "1");

        assertThat(sql(run(runner))).endsWith("where ((`Id` > 1) and (`Id` <= 2))");

        assertThat(run(runner)).isEmpty();
        runner.getStateManager().clear(Scope.CLUSTER);
        assertThat(sql(run(runner))).endsWith("where ((`Id` > 1) and (`Id` <= 2))");
    }

    @Test
    void tableCanStartAtItsCurrentMaximumValues() {
        final TestRunner runner = incremental("id");
        runner.setProperty(PlanningProperties.INITIAL_LOAD_STRATEGY, InitialLoad.START_AT_CURRENT_MAXIMUM_VALUES);

        assertThat(run(runner)).isEmpty();
        runner.getStateManager().assertStateEquals(ID_KEY, "2", Scope.CLUSTER);
        starRocks.execute("INSERT INTO shop.orders VALUES (3, NULL, 'c')");

        assertThat(sql(run(runner))).endsWith("where ((`Id` > 2) and (`Id` <= 3))");
    }

    @Test
    void sizesOfTabletsThatAreNotReadAreNotAsked() {
        final TestRunner runner = incremental("id");
        runner.setProperty(PlanningProperties.INITIAL_LOAD_STRATEGY, InitialLoad.START_AT_CURRENT_MAXIMUM_VALUES);
        runner.setProperty(PlanningProperties.TABLETS_PER_FLOW_FILE, "100");
        runner.setProperty(PlanningProperties.BYTES_PER_FLOW_FILE, "1 B");

        assertThat(run(runner)).isEmpty();

        assertThat(starRocks.requests().to("/sql")).hasSize(1);
    }

    @Test
    void timeZoneWithoutALagIsIgnored() {
        final TestRunner runner = incremental("id");
        runner.setProperty(PlanningProperties.TIME_ZONE, "Nowhere");

        assertThat(sql(run(runner))).endsWith("where (`Id` <= 2)");
    }

    @Test
    void firstRowsOfATableThatWasEmptyAtItsFirstRunAreRead() {
        starRocks.execute("CREATE TABLE shop.later (id INT NOT NULL) DUPLICATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 1");
        final TestRunner runner = incremental("id");
        runner.setProperty(PlanningProperties.TABLE, "later");
        runner.setProperty(PlanningProperties.INITIAL_LOAD_STRATEGY, InitialLoad.START_AT_CURRENT_MAXIMUM_VALUES);

        assertThat(run(runner)).isEmpty();
        starRocks.execute("INSERT INTO shop.later VALUES (-3)");

        assertThat(sql(run(runner))).endsWith("where (`id` <= (-3))");
        starRocks.execute("DROP TABLE shop.later");
    }

    @Test
    void initialValueOverridesTheInitialLoadStrategy() {
        final TestRunner runner = incremental("id");
        runner.setProperty(PlanningProperties.INITIAL_LOAD_STRATEGY, InitialLoad.START_AT_CURRENT_MAXIMUM_VALUES);
        runner.setProperty("initial.maxvalue.id", "1");

        assertThat(sql(run(runner))).endsWith("where ((`Id` > 1) and (`Id` <= 2))");
    }

    @Test
    void initialValueOfAnotherTypeIsRefused() {
        final TestRunner runner = incremental("id");
        runner.setProperty("initial.maxvalue.id", "${from}");
        runner.setIncomingConnection(true);
        runner.enqueue("request", Map.of("from", "yesterday"));

        runner.run();

        assertThat(failed(runner).getAttribute("starrocks.error.message")).isEqualTo(
                "The value [yesterday] of column [Id] is not a decimal number, such as -12.5");
    }

    @Test
    void planThatFailsDoesNotChangeTheState() {
        starRocks.faults().on(RequestKind.QUERY_PLAN).times(1).inject(new Fault.Reply(500, "application/json", "{\"status\":500,\"exception\":\"no\"}"));
        final TestRunner runner = incremental("id");

        assertThat(run(runner)).isEmpty();
        runner.getStateManager().assertStateNotSet(Scope.CLUSTER);

        assertThat(sql(run(runner))).endsWith("where (`Id` <= 2)");
    }

    @Test
    void stateThatAnotherNodeChangesMeanwhileRollsBack() {
        final TestRunner runner = incremental("id");
        starRocks.faults().on(RequestKind.QUERY_PLAN).times(1).inject(new Fault.Meanwhile(() -> {
            try {
                runner.getStateManager().setState(Map.of(ID_KEY, "1"), Scope.CLUSTER);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }));
        runner.setIncomingConnection(true);
        runner.enqueue("request");

        runner.run();

        runner.assertQueueNotEmpty();
        runner.assertTransferCount(FetchStarRocksTablets.REL_SUCCESS, 0);
        runner.getStateManager().assertStateEquals(Map.of(ID_KEY, "1"), Scope.CLUSTER);
        assertThat(runner.getLogger().getErrorMessages()).singleElement().extracting(LogMessage::getThrowable).asString().contains("Another node");
    }

    @Test
    void stateThatCannotBeReadOrWrittenRollsBack() {
        final TestRunner runner = incremental("id");
        runner.setIncomingConnection(true);
        runner.enqueue("request");

        runner.getStateManager().setFailOnStateGet(Scope.CLUSTER, true);
        runner.run();
        runner.getStateManager().setFailOnStateGet(Scope.CLUSTER, false);
        runner.getStateManager().setFailOnStateSet(Scope.CLUSTER, true);
        runner.run();

        runner.assertQueueNotEmpty();
        runner.assertTransferCount(FetchStarRocksTablets.REL_SUCCESS, 0);
        runner.getStateManager().assertStateNotSet(Scope.CLUSTER);
    }

    @Test
    void onAllNodesOfAClusterNothingIsPlanned() {
        final TestRunner runner = incremental("id");
        runner.setIsConfiguredForClustering(true);
        runner.setClustered(true);

        assertThat(run(runner)).isEmpty();

        assertThat(runner.getLogger().getErrorMessages()).singleElement().extracting(LogMessage::getMsg).asString().contains("Execution", "Primary node");
        assertThat(starRocks.requests().to("orders")).isEmpty();
    }

    @Test
    void columnThatMayBeNullIsNamedInAWarningOnce() {
        final TestRunner runner = incremental("note");
        runner.setIncomingConnection(false);
        runner.run(1, false);
        starRocks.execute("INSERT INTO shop.orders VALUES (3, DATE '2025-01-01', 'c')");
        runner.clearTransferState();
        runner.run(1, true, false);

        assertThat(runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_SUCCESS)).isNotEmpty();
        assertThat(runner.getLogger().getWarnMessages()).singleElement().extracting(LogMessage::getMsg).asString()
                .contains("Column [note] of [shop.orders] may be NULL. Rows in which it is NULL are not read");
    }

    @Test
    void dateColumnWithoutALagIsNamedInAWarning() {
        final TestRunner runner = incremental("day");

        run(runner);

        assertThat(runner.getLogger().getWarnMessages()).singleElement().extracting(LogMessage::getMsg).asString()
                .contains("[day] of [shop.orders] has type DATE", "Maximum-value Lag");
    }

    @Test
    void numbersOfTheServerAreNamedInAWarning() {
        starRocks.execute("""
                CREATE TABLE shop.numbered (k INT, n BIGINT AUTO_INCREMENT) DUPLICATE KEY (k) DISTRIBUTED BY HASH (k) BUCKETS 1;
                INSERT INTO shop.numbered VALUES (1, 1)
                """);
        final TestRunner runner = incremental("n");
        runner.setProperty(PlanningProperties.TABLE, "numbered");

        assertThat(run(runner)).isNotEmpty();

        assertThat(runner.getLogger().getWarnMessages()).singleElement().extracting(LogMessage::getMsg).asString().contains("AUTO_INCREMENT", "skipped");
        starRocks.execute("DROP TABLE shop.numbered");
    }

    @Test
    void columnWithoutExactLiteralsIsRefused() {
        starRocks.execute("CREATE TABLE shop.measures (k INT, f DOUBLE) DUPLICATE KEY (k) DISTRIBUTED BY HASH (k) BUCKETS 1");
        final TestRunner runner = incremental("f");
        runner.setProperty(PlanningProperties.TABLE, "measures");
        runner.setIncomingConnection(true);
        runner.enqueue("request");

        runner.run();

        failed(runner).assertAttributeEquals("starrocks.error.reason", "INVALID");
        assertThat(failed(runner).getAttribute("starrocks.error.message")).startsWith("Column [f] of [shop.measures] has type DOUBLE");
        starRocks.execute("DROP TABLE shop.measures");
    }

    @Test
    void missingColumnIsRefused() {
        final TestRunner runner = incremental("nosuch");
        runner.setIncomingConnection(true);
        runner.enqueue("request");

        runner.run();

        assertThat(failed(runner).getAttribute("starrocks.error.message")).contains("has no column [nosuch]", "[Id, day, note]");
    }

    @Test
    void youngerRowsAreReadByALaterPlan() {
        starRocks.execute("""
                CREATE TABLE shop.visits (id INT, ts DATETIME NOT NULL) DUPLICATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 1;
                INSERT INTO shop.visits VALUES (1, TIMESTAMP '2024-01-01 00:00:00.000001'), (2, TIMESTAMP '%s')
                """.formatted(LocalDateTime.now(ZoneOffset.ofHours(9)).minusHours(1)));
        final TestRunner runner = incremental("ts");
        runner.setProperty(PlanningProperties.TABLE, "visits");
        runner.setProperty(PlanningProperties.MAX_VALUE_LAG, "2 hours");
        runner.setProperty(PlanningProperties.TIME_ZONE, "+09:00");

        assertThat(sql(run(runner))).endsWith("where (`ts` <= '2024-01-01 00:00:00.000001')");

        assertThat(run(runner)).isEmpty();
        runner.setProperty(PlanningProperties.TIME_ZONE, "+14:00");
        assertThat(run(runner)).isNotEmpty();
        starRocks.execute("DROP TABLE shop.visits");
    }

    @Test
    void youngerDaysAreReadByALaterPlan() {
        final LocalDate today = LocalDate.now(ZoneOffset.UTC);
        starRocks.execute("INSERT INTO shop.orders VALUES (3, DATE '%s', 'c'), (4, DATE '%s', 'd')".formatted(today.minusDays(5), today.minusDays(30)));
        final TestRunner runner = incremental("day");
        runner.setProperty(PlanningProperties.MAX_VALUE_LAG, "10 days");
        runner.setProperty(PlanningProperties.TIME_ZONE, "UTC");

        assertThat(sql(run(runner))).endsWith("where (`day` <= '%s')".formatted(today.minusDays(30)));
    }

    @Test
    void lagOfAColumnWithoutTimesIsRefused() {
        final TestRunner runner = incremental("id");
        runner.setProperty(PlanningProperties.MAX_VALUE_LAG, "10 min");
        runner.setIncomingConnection(true);
        runner.enqueue("request");

        runner.run();

        assertThat(failed(runner).getAttribute("starrocks.error.message")).contains("[Id] is neither DATE nor DATETIME");
    }

    @Test
    void filterOfTheLatestRowsAppliesToTheMaximum() {
        final TestRunner runner = incremental("id");
        runner.setProperty(PlanningProperties.FILTER, "id < :end");
        runner.setProperty("number.end", "2");

        run(runner);

        runner.getStateManager().assertStateEquals(ID_KEY, "1", Scope.CLUSTER);
    }

    @Test
    void verificationDoesNotChangeTheState() {
        final TestRunner runner = incremental("id");

        final List<ConfigVerificationResult> results = ((VerifiableProcessor) runner.getProcessor())
                .verify(runner.getProcessContext(), runner.getLogger(), Map.of());

        assertThat(results).singleElement().satisfies(result -> {
            assertThat(result.getOutcome()).isEqualTo(Outcome.SUCCESSFUL);
            assertThat(result.getExplanation()).contains("2 tablets");
        });
        runner.getStateManager().assertStateNotSet(Scope.CLUSTER);
    }

    private static TestRunner incremental(final String columns) {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(PlanningProperties.MAX_VALUE_COLUMNS, columns);
        starRocks.requests().clear();
        return runner;
    }

    /** The FlowFiles of one run without input. */
    private static List<MockFlowFile> run(final TestRunner runner) {
        runner.clearTransferState();
        return ScanFlow.plan(runner);
    }

    private static MockFlowFile failed(final TestRunner runner) {
        return runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_FAILURE).getFirst();
    }

    private static String sql(final List<MockFlowFile> planned) {
        return flow.plan(planned.getFirst()).sql();
    }
}
