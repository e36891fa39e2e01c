package io.github.nifistarrocks.processors;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.processors.property.PlanningProperties;
import org.apache.nifi.components.ConfigVerificationResult;
import org.apache.nifi.components.ConfigVerificationResult.Outcome;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.json.JsonRecordSetWriter;
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

/** FetchStarRocksTablets with Changed Partitions Only: its plans, its state, and what ends without a change of the state. */
class FetchChangedPartitionsContractTest {

    private static final Pattern ROW = Pattern.compile("\"id\":([0-9]+),\"note\":\"([^\"]*)\"");
    private static final String KEY = "shop.orders@!@Partition Versions";

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
                CREATE TABLE shop.orders (id BIGINT NOT NULL, note VARCHAR(100)) PRIMARY KEY (id)
                    PARTITION BY RANGE (id) (PARTITION p1 VALUES LESS THAN ("100"), PARTITION p2 VALUES LESS THAN ("200"), PARTITION p3 VALUES LESS THAN ("300"))
                    DISTRIBUTED BY HASH (id) BUCKETS 2;
                INSERT INTO shop.orders VALUES (1, 'a'), (101, 'b')
                """);
    }

    @AfterEach
    void dropTable() {
        starRocks.faults().clear();
        starRocks.execute("DROP TABLE shop.orders");
    }

    @Test
    void eachRunReadsTheChangedPartitionsAsAWhole() {
        final TestRunner runner = changes();

        assertThat(run(runner)).allSatisfy(flowFile -> flowFile.assertAttributeEquals("starrocks.partitions", "p1,p2"));
        starRocks.execute("INSERT INTO shop.orders VALUES (102, 'new'), (101, 'updated')");
        final List<MockFlowFile> planned = run(runner);

        assertThat(planned).allSatisfy(flowFile -> flowFile.assertAttributeEquals("starrocks.partitions", "p2"));
        assertThat(rows(planned)).containsExactlyInAnyOrder("101 updated", "102 new");
    }

    @Test
    void withoutAChangeNothingIsTransferredAndTheProcessorYields() {
        final TestRunner runner = changes();
        run(runner);

        assertThat(run(runner)).isEmpty();

        assertThat(runner.isYieldCalled()).isTrue();
        assertThat(runner.getLogger().getErrorMessages()).isEmpty();
    }

    @Test
    void inputWhoseTableHasNotChangedGoesToOriginal() {
        final TestRunner runner = changes();
        run(runner);
        runner.clearTransferState();
        runner.setIncomingConnection(true);
        runner.enqueue("request", Map.of("starrocks.partitions", "from another processor"));

        runner.run();

        runner.assertAllFlowFilesTransferred(FetchStarRocksTablets.REL_ORIGINAL, 1);
    }

    @Test
    void stateHasOneEntryForATableAndTheLatestPlan() throws Exception {
        final TestRunner runner = changes();

        final List<MockFlowFile> planned = run(runner);

        final Map<String, String> state = runner.getStateManager().getState(Scope.CLUSTER).toMap();
        assertThat(state).containsOnlyKeys(KEY, "fragment.identifier")
                .containsEntry("fragment.identifier", planned.getFirst().getAttribute("fragment.identifier"));
        assertThat(state.get(KEY)).startsWith("3 partitions, ");
    }

    @Test
    void eachTableHasItsOwnVersions() throws Exception {
        starRocks.execute("CREATE TABLE shop.other (id INT) DUPLICATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 1; INSERT INTO shop.other VALUES (50)");
        final TestRunner runner = changes();
        runner.setProperty(PlanningProperties.TABLE, "${table}");
        runner.enqueue("request", Map.of("table", "orders"));
        runner.enqueue("request", Map.of("table", "other"));

        runner.run(2);

        assertThat(runner.getStateManager().getState(Scope.CLUSTER).toMap()).containsKeys(KEY, "shop.other@!@Partition Versions");
        starRocks.execute("DROP TABLE shop.other");
    }

    @Test
    void clearedStateReadsTheTableAgain() throws Exception {
        final TestRunner runner = changes();
        final int first = run(runner).size();

        runner.getStateManager().clear(Scope.CLUSTER);

        assertThat(run(runner)).hasSize(first);
    }

    @Test
    void truncatedTableIsOneFlowFileWithoutTablets() {
        final TestRunner runner = changes();
        run(runner);
        starRocks.execute("TRUNCATE TABLE shop.orders");

        final List<MockFlowFile> planned = run(runner);

        assertThat(planned).singleElement().satisfies(flowFile -> {
            flowFile.assertAttributeEquals("starrocks.tablet.count", "0");
            flowFile.assertAttributeEquals("starrocks.partitions", "p1,p2,p3");
        });
        assertThat(run(runner)).isEmpty();
    }

    @Test
    void changeBetweenVersionsAndPlanIsReadAgain() {
        final TestRunner runner = changes();
        starRocks.faults().on(RequestKind.QUERY_PLAN).times(1)
                .inject(new Fault.Meanwhile(() -> starRocks.execute("INSERT INTO shop.orders VALUES (2, 'meanwhile'), (201, 'first')")));

        final List<MockFlowFile> first = run(runner);
        final List<MockFlowFile> second = run(runner);

        assertThat(first).allSatisfy(flowFile -> flowFile.assertAttributeEquals("starrocks.partitions", "p1,p2"));
        assertThat(second).allSatisfy(flowFile -> flowFile.assertAttributeEquals("starrocks.partitions", "p1,p3"));
        assertThat(rows(second)).containsExactlyInAnyOrder("1 a", "2 meanwhile", "201 first");
    }

    @Test
    void onlySelectedPartitionsAreCompared() {
        final TestRunner runner = changes();
        runner.setProperty(PlanningProperties.PARTITIONS, "P2, p3");

        assertThat(run(runner)).allSatisfy(flowFile -> flowFile.assertAttributeEquals("starrocks.partitions", "p2"));
        starRocks.execute("INSERT INTO shop.orders VALUES (2, 'c')");
        assertThat(run(runner)).isEmpty();
        starRocks.execute("INSERT INTO shop.orders VALUES (201, 'd')");

        assertThat(run(runner)).isNotEmpty().allSatisfy(flowFile -> flowFile.assertAttributeEquals("starrocks.partitions", "p3"));
    }

    @Test
    void missingPartitionIsNamed() {
        final TestRunner runner = changes();
        runner.setProperty(PlanningProperties.PARTITIONS, "p1, p9");
        runner.setIncomingConnection(true);
        runner.enqueue("request");

        runner.run();

        failed(runner).assertAttributeEquals("starrocks.error.reason", "INVALID");
        failed(runner).assertAttributeEquals("starrocks.error.message", "Table [shop.orders] has no partition [p9]. Its partitions are [p1, p2, p3]");
    }

    @Test
    void planThatFailsDoesNotChangeTheState() {
        starRocks.faults().on(RequestKind.QUERY_PLAN).times(1).inject(new Fault.Reply(500, "application/json", "{\"status\":500,\"exception\":\"no\"}"));
        final TestRunner runner = changes();

        assertThat(run(runner)).isEmpty();
        runner.getStateManager().assertStateNotSet(Scope.CLUSTER);

        assertThat(run(runner)).isNotEmpty();
    }

    @Test
    void stateThatAnotherNodeChangesMeanwhileRollsBack() {
        final TestRunner runner = changes();
        starRocks.faults().on(RequestKind.QUERY_PLAN).times(1).inject(new Fault.Meanwhile(() -> {
            try {
                runner.getStateManager().setState(Map.of("other", "1"), Scope.CLUSTER);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }));
        runner.setIncomingConnection(true);
        runner.enqueue("request");

        runner.run();

        runner.assertQueueNotEmpty();
        runner.assertTransferCount(FetchStarRocksTablets.REL_SUCCESS, 0);
        runner.getStateManager().assertStateEquals(Map.of("other", "1"), Scope.CLUSTER);
    }

    @Test
    void stateThatIsNotOneOfVersionsIsRefused() throws Exception {
        final TestRunner runner = changes();
        runner.getStateManager().setState(Map.of(KEY, "7"), Scope.CLUSTER);
        runner.setIncomingConnection(true);
        runner.enqueue("request");

        runner.run();

        failed(runner).assertAttributeEquals("starrocks.error.message",
                "The state of the processor has no valid versions in [shop.orders@!@Partition Versions]: its form is unknown. Clear the state");
    }

    @Test
    void onAllNodesOfAClusterNothingIsPlanned() {
        final TestRunner runner = changes();
        runner.setIsConfiguredForClustering(true);
        runner.setClustered(true);

        assertThat(run(runner)).isEmpty();

        assertThat(runner.getLogger().getErrorMessages()).singleElement().extracting(LogMessage::getMsg).asString().contains("Execution", "Primary node");
    }

    @Test
    void longListOfPartitionsIsTruncatedInTheAttribute() {
        final List<String> ranges = IntStream.rangeClosed(1, 300).mapToObj(i -> "PARTITION partition%d VALUES LESS THAN (\"%d\")".formatted(i, i * 10))
                .toList();
        final List<String> rows = IntStream.rangeClosed(1, 300).mapToObj(i -> "(%d)".formatted(i * 10 - 5)).toList();
        starRocks.execute("""
                CREATE TABLE shop.parts (id INT NOT NULL) DUPLICATE KEY (id) PARTITION BY RANGE (id) (%s) DISTRIBUTED BY HASH (id) BUCKETS 1;
                INSERT INTO shop.parts VALUES %s
                """.formatted(String.join(", ", ranges), String.join(", ", rows)));
        final TestRunner runner = changes();
        runner.setProperty(PlanningProperties.TABLE, "parts");

        final List<MockFlowFile> planned = run(runner);

        assertThat(planned).hasSize(300).allSatisfy(flowFile -> assertThat(flowFile.getAttribute("starrocks.partitions")).hasSize(2001).endsWith("…"));
        starRocks.execute("DROP TABLE shop.parts");
    }

    @Test
    void compactionsOfAnEarlySharedDataClusterAreNamedInAWarning() throws Exception {
        try (StarRocksEmulator shared = StarRocksEmulator.builder().sharedData().dataVersions(false).start()) {
            shared.execute("""
                    CREATE DATABASE shop; CREATE TABLE shop.orders (id INT) DUPLICATE KEY (id) DISTRIBUTED BY HASH (id) BUCKETS 1; INSERT INTO shop.orders VALUES (1)
                    """);
            try (ScanFlow sharedFlow = new ScanFlow(shared.frontendUrls())) {
                final TestRunner runner = sharedFlow.fetch("orders");
                runner.setProperty(PlanningProperties.CHANGED_PARTITIONS, "true");

                assertThat(run(runner)).isNotEmpty();

                assertThat(runner.getLogger().getWarnMessages()).singleElement().extracting(LogMessage::getMsg).asString().contains("DataVersion",
                        "compaction");
            }
        }
    }

    @Test
    void verifyExplainsThatNothingHasChanged() {
        final TestRunner runner = changes();
        run(runner);

        assertThat(verify(runner)).satisfies(result -> {
            assertThat(result.getOutcome()).isEqualTo(Outcome.SUCCESSFUL);
            assertThat(result.getExplanation()).contains("versions in the state");
        });
    }

    private static ConfigVerificationResult verify(final TestRunner runner) {
        return ((VerifiableProcessor) runner.getProcessor()).verify(runner.getProcessContext(), runner.getLogger(), Map.of()).getFirst();
    }

    private static TestRunner changes() {
        final TestRunner runner = flow.fetch("orders");
        runner.setProperty(PlanningProperties.CHANGED_PARTITIONS, "true");
        return runner;
    }

    private static List<MockFlowFile> run(final TestRunner runner) {
        runner.clearTransferState();
        return ScanFlow.plan(runner);
    }

    private static MockFlowFile failed(final TestRunner runner) {
        return runner.getFlowFilesForRelationship(FetchStarRocksTablets.REL_FAILURE).getFirst();
    }

    /** The ids and notes in the rows that the FlowFiles select. */
    private static List<String> rows(final List<MockFlowFile> planned) {
        final TestRunner scan = flow.scan(new JsonRecordSetWriter(), Map.of());
        planned.forEach(scan::enqueue);
        scan.run(planned.size());
        final List<String> rows = new ArrayList<>();
        for (final MockFlowFile flowFile : scan.getFlowFilesForRelationship(ScanStarRocksTablet.REL_SUCCESS)) {
            ROW.matcher(flowFile.getContent()).results().forEach(row -> rows.add(row.group(1) + " " + row.group(2)));
        }
        assertThat(new TreeSet<>(rows)).hasSameSizeAs(rows);
        return rows;
    }
}
