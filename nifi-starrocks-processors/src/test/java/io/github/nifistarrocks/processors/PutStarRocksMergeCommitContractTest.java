package io.github.nifistarrocks.processors;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.github.nifistarrocks.emulator.RecordedRequest;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import io.github.nifistarrocks.processors.load.merged.MergedMark;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Delivery Strategy = Merge Commit: the server makes one transaction of many small FlowFiles, and no label keeps a repetition from loading twice. */
@Timeout(240)
class PutStarRocksMergeCommitContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String COLUMNS = "CREATE TABLE {table} (id INT NOT NULL, name VARCHAR(10)) %s KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2";
    private static final String ONE_ROW = "[{\"id\":1,\"name\":\"one\"}]";
    private static final int ROW_BYTES = ONE_ROW.length();

    private final String database = CLUSTER.newDatabase();
    private final String table = CLUSTER.newTable(database, COLUMNS.formatted("DUPLICATE"));

    @BeforeEach
    void forgetRequests() {
        CLUSTER.emulator().requests().clear();
    }

    @AfterEach
    void clearFaults() {
        CLUSTER.emulator().faults().clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"JSON", "CSV"})
    void recordsAreLoaded(final String format) throws InitializationException {
        final MockFlowFile sent = runner().with("Format", format).send("[{\"id\":1,\"name\":\"one\"},{\"id\":2,\"name\":null}]", LoadRelationships.SUCCESS);

        assertThat(rows(table)).hasToString("[[1, one], [2, null]]");
        sent.assertAttributeEquals("starrocks.status", "SUCCESS");
        sent.assertAttributeEquals("record.count", "2");
        sent.assertAttributeNotExists("starrocks.rows.loaded");
    }

    @Test
    void propertiesBecomeHeaders() throws InitializationException {
        runner().with("Merge Commit Interval", "40 ms").with("Merge Commit Parallelism", "2").send(ONE_ROW, LoadRelationships.SUCCESS);

        assertThat(loads()).singleElement().satisfies(load -> {
            assertThat(load.header("enable_merge_commit")).contains("true");
            assertThat(load.header("merge_commit_interval_ms")).contains("40");
            assertThat(load.header("merge_commit_parallel")).contains("2");
            assertThat(load.header("merge_commit_async")).isEmpty();
        });
    }

    @Test
    void flowFilesOfOneIntervalAreOneTransaction() throws InitializationException {
        final PutRunner first = runner().with("Merge Commit Interval", "1500 ms");
        final List<PutRunner> tasks = new ArrayList<>(List.of(first));
        for (int i = 1; i < 4; i++) {
            tasks.add(runner().with("Merge Commit Interval", "1500 ms").sharing(first));
        }

        final List<MockFlowFile> sent = IntStream.range(0, tasks.size())
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> tasks.get(i).send("[{\"id\":%d,\"name\":\"n\"}]".formatted(i), LoadRelationships.SUCCESS)))
                .toList().stream().map(CompletableFuture::join).toList();

        assertThat(rows(table)).hasSize(tasks.size());
        assertThat(sent.stream().map(flowFile -> flowFile.getAttribute("starrocks.label")).distinct()).hasSize(tasks.size());
        assertThat(sent.stream().map(flowFile -> flowFile.getAttribute("starrocks.transaction.id")).distinct()).as("transactions")
                .hasSizeLessThan(tasks.size());
    }

    @Test
    void lostReplyIsNotHiddenAndTheRepetitionLoadsAgain() throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.ResetAfterCommit());
        final PutRunner runner = runner();

        final MockFlowFile unknown = runner.send(PutRunner.flowFile(ONE_ROW), LoadRelationships.RETRY);

        unknown.assertAttributeEquals("starrocks.status", "UNKNOWN");
        assertThat(unknown.getAttribute("starrocks.error.message")).contains("Merge Commit is at-least-once");
        runner.send(unknown, LoadRelationships.SUCCESS);
        assertThat(rows(table)).as("at least once").hasSize(2);
    }

    @Test
    void primaryKeyTableForgivesTheRepetition() throws InitializationException {
        final String keyed = CLUSTER.newTable(database, COLUMNS.formatted("PRIMARY"));
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.ResetAfterCommit());
        final PutRunner runner = runner().with("Table", keyed);

        runner.send(runner.send(PutRunner.flowFile(ONE_ROW), LoadRelationships.RETRY), LoadRelationships.SUCCESS);

        assertThat(rows(keyed)).containsExactly(List.of(1, "one"));
    }

    @Test
    void connectionThatBreaksBeforeTheRowsIsRetriedAndLoadedOnce() throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.ResetBeforeBody());
        final PutRunner runner = runner();
        runner.nifi.enqueue(PutRunner.flowFile(ONE_ROW));
        runner.nifi.run();

        runner.nifi.getFlowFilesForRelationship(LoadRelationships.RETRY).forEach(again -> runner.send(again, LoadRelationships.SUCCESS));

        assertThat(rows(table)).containsExactly(List.of(1, "one"));
    }

    @Test
    void rejectedRowsGoToFailureWithTheirReasons() throws InitializationException {
        final MockFlowFile sent = runner().send("[{\"id\":1,\"name\":\"one\"},{\"id\":2,\"name\":\"far too long a name\"}]", LoadRelationships.FAILURE);

        sent.assertAttributeEquals("starrocks.status", "REJECTED");
        sent.assertAttributeEquals("starrocks.error.reason", "REJECTED_ROWS");
        assertThat(sent.getAttribute("starrocks.error.message")).contains("too many filtered rows");
        assertThat(rows(table)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"RECORDS", "RAW"})
    void flowFilesThatAreMergedWithAnInvalidRecordAreLoadedAlone(final String content) throws InitializationException {
        final boolean raw = "RAW".equals(content);
        final List<PutRunner> runners = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            final PutRunner runner = runner().with("Merge Commit Interval", "1500 ms").with("Content", content);
            runner.nifi.enqueue("[{\"id\":%d,\"name\":\"%s\"}]".formatted(i, i == 1 ? "far too long a name" : "n" + i));
            runners.add(raw ? runner.with("load.strip_outer_array", "true") : runner);
        }

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            runners.forEach(runner -> threads.execute(runner.nifi::run));
        }

        assertThat(rows(table)).containsExactly(List.of(0, "n0"), List.of(2, "n2"));
        assertThat(runners).extracting(runner -> runner.nifi.getFlowFilesForRelationship(LoadRelationships.SUCCESS).size()).containsExactly(1, 0, 1);
        final MockFlowFile failed = runners.get(1).nifi.getFlowFilesForRelationship(LoadRelationships.FAILURE).getFirst();
        failed.assertAttributeEquals("starrocks.error.reason", "REJECTED_ROWS");
        assertThat(failed.getAttribute("starrocks.error.rows")).contains("far too long a name");
        assertThat(loads()).as("merged, then alone").hasSize(6);
    }

    @Test
    void pressureLeadsToRetry() throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(Fault.tooManyRunningTransactions());
        final PutRunner runner = runner();

        final MockFlowFile sent = runner.send(ONE_ROW, LoadRelationships.RETRY);

        sent.assertAttributeEquals("starrocks.error.reason", "TOO_MANY_TRANSACTIONS");
        runner.send(sent, LoadRelationships.SUCCESS);
        assertThat(rows(table)).hasSize(1);
    }

    @Test
    void flowFileWithoutRecordsIsEmpty() throws InitializationException {
        runner().send("[]", LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "EMPTY");

        assertThat(loads()).isEmpty();
    }

    @Test
    void rawContentIsMergedToo() throws InitializationException {
        runner().with("Content", "RAW").with("Format", "CSV").with("load.column_separator", ",").send("1,one\n2,two\n", LoadRelationships.SUCCESS);

        assertThat(rows(table)).hasToString("[[1, one], [2, two]]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"RECORDS", "RAW"})
    void asynchronousLoadIsGivenBackUntilItsRowsAreCommitted(final String content) throws InitializationException {
        final PutRunner runner = asynchronous().with("Content", content);
        if ("RAW".equals(content)) {
            runner.with("load.strip_outer_array", "true");
        }
        runner.nifi.enqueue(ONE_ROW);

        runner.nifi.run();

        assertThat(loads()).singleElement().satisfies(load -> assertThat(load.header("merge_commit_async")).contains("true"));
        assertThat(runner.nifi.getQueueSize().getObjectCount()).as("FlowFiles in the queue").isEqualTo(1);
        final MockFlowFile loaded = runner.trigger(LoadRelationships.SUCCESS);
        loaded.assertAttributeEquals("starrocks.status", "LABEL_STATE");
        MergedMark.ATTRIBUTES.forEach(loaded::assertAttributeNotExists);
        assertThat(committedRows(1)).containsExactly(List.of(1, "one"));
        assertThat(loads()).as("sent once").hasSize(1);
    }

    @Test
    void oneTaskSendsTheFlowFilesOfAnInterval() throws InitializationException {
        final PutRunner runner = asynchronous().with("Merge Commit Interval", "1 sec");
        for (int i = 0; i < 5; i++) {
            runner.nifi.enqueue("[{\"id\":%d,\"name\":\"n\"}]".formatted(i));
        }

        runAll(runner);

        assertThat(committedRows(5)).hasSize(5);
        runner.nifi.assertAllFlowFilesTransferred(LoadRelationships.SUCCESS, 5);
        assertThat(loads()).hasSize(5);
    }

    @Test
    void asynchronousLoadsThatAreMergedWithAnInvalidRecordAreLoadedAlone() throws InitializationException {
        final PutRunner runner = asynchronous().with("Merge Commit Interval", "1 sec");
        for (int i = 0; i < 3; i++) {
            runner.nifi.enqueue("[{\"id\":%d,\"name\":\"%s\"}]".formatted(i, i == 1 ? "far too long a name" : "n" + i));
        }

        runAll(runner);

        assertThat(committedRows(2)).containsExactly(List.of(0, "n0"), List.of(2, "n2"));
        assertThat(runner.nifi.getFlowFilesForRelationship(LoadRelationships.SUCCESS)).hasSize(2);
        final MockFlowFile failed = runner.nifi.getFlowFilesForRelationship(LoadRelationships.FAILURE).getFirst();
        failed.assertAttributeEquals("starrocks.error.reason", "REJECTED_ROWS");
        assertThat(failed.getAttribute("starrocks.error.rows")).contains("far too long a name");
        MergedMark.ATTRIBUTES.forEach(failed::assertAttributeNotExists);
    }

    /** In retry NiFi would restore the mark, and each retry would find the same state. */
    @Test
    void mergedLoadThatStarRocksHasForgottenIsSentAgain() throws InitializationException {
        final PutRunner runner = asynchronous();
        runner.nifi.enqueue(marked("merge_commit_forgotten"));

        runner.nifi.run();

        assertThat(runner.nifi.getQueueSize().getObjectCount()).as("FlowFiles in the queue").isEqualTo(1);
        assertThat(loads()).isEmpty();
        assertThat(runner.nifi.getLogger().getWarnMessages())
                .anySatisfy(warning -> assertThat(warning.getMsg()).contains("merge_commit_forgotten", "Merge Commit is at-least-once"));
        final MockFlowFile loaded = runner.trigger(LoadRelationships.SUCCESS);
        loaded.assertAttributeNotExists("starrocks.error.reason");
        MergedMark.ATTRIBUTES.forEach(loaded::assertAttributeNotExists);
        assertThat(loads()).hasSize(1);
        assertThat(committedRows(1)).hasSize(1);
    }

    @Test
    void mergedLoadThatWasAbortedIsSentAgain() throws InitializationException {
        final PutRunner runner = asynchronous();
        runner.nifi.enqueue(marked("merge_commit_aborted"));
        CLUSTER.emulator().faults().on(RequestKind.LOAD_STATE).times(1).inject(new Fault.Reply(200, "application/json",
                "{\"state\":\"ABORTED\",\"reason\":\"timeout by txn manager\",\"status\":\"OK\"}"));

        runner.nifi.run();

        assertThat(runner.nifi.getQueueSize().getObjectCount()).as("FlowFiles in the queue").isEqualTo(1);
        runner.trigger(LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "LABEL_STATE");
        assertThat(loads()).hasSize(1);
        assertThat(committedRows(1)).hasSize(1);
    }

    @Test
    void markedFlowFileIsNotSentAgainAfterARestart() throws InitializationException {
        final String committed = runner().with("Delivery Strategy", "SINGLE_LOAD").send(ONE_ROW, LoadRelationships.SUCCESS).getAttribute("starrocks.label");
        CLUSTER.emulator().requests().clear();

        asynchronous().send(marked(committed), LoadRelationships.SUCCESS);

        assertThat(loads()).isEmpty();
        assertThat(rows(table)).hasSize(1);
    }

    @Test
    void frontendThatDoesNotReplyLeavesTheFlowFileInItsQueue() throws InitializationException {
        final PutRunner runner = asynchronous();
        runner.nifi.enqueue(ONE_ROW);
        runner.nifi.run();
        CLUSTER.emulator().faults().on(RequestKind.LOAD_STATE).inject(new Fault.ResetBeforeBody());

        runner.nifi.run();

        assertThat(runner.nifi.getQueueSize().getObjectCount()).isEqualTo(1);
        assertThat(runner.nifi.getLogger().getWarnMessages()).anySatisfy(warning -> assertThat(warning.getMsg()).contains("stays in its queue"));
        CLUSTER.emulator().faults().clear();
        runner.trigger(LoadRelationships.SUCCESS);
        assertThat(committedRows(1)).hasSize(1);
    }

    /** Merged loads of one FlowFile would pass each other. */
    @Test
    void changesWithDifferentColumnsAreLoadedInOrder() throws InitializationException {
        final String keyed = CLUSTER.newTable(database,
                "CREATE TABLE {table} (id INT NOT NULL, name VARCHAR(10), note VARCHAR(10)) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2");

        final MockFlowFile loaded = asynchronous().with("Table", keyed).with("Operation Source", "DEBEZIUM").send("""
                {"op":"c","before":null,"after":{"id":1,"name":"one","note":"long"}}
                {"op":"u","before":null,"after":{"id":1,"name":"uno","note":"__debezium_unavailable_value"}}
                {"op":"c","before":null,"after":{"id":2,"name":"two","note":null}}
                """, LoadRelationships.SUCCESS);

        loaded.assertAttributeEquals("starrocks.loads", "2");
        assertThat(rows(keyed)).containsExactly(List.of(1, "uno"), List.of(2, "two"));
    }

    @Test
    void markWithoutALabelGoesToFailure() throws InitializationException {
        final MockFlowFile flowFile = PutRunner.flowFile(ONE_ROW);
        flowFile.putAttributes(Map.of(MergedMark.DATABASE, database, MergedMark.TABLE, table));

        final MockFlowFile failed = asynchronous().send(flowFile, LoadRelationships.FAILURE);

        failed.assertAttributeEquals("starrocks.error.reason", "INVALID_MARK");
        assertThat(failed.getAttribute("starrocks.error.message")).contains("[starrocks.merged.label]", "is missing");
        assertThat(loads()).isEmpty();
    }

    @Test
    void markOnOtherContentGoesToFailure() throws InitializationException {
        final MockFlowFile flowFile = PutRunner.flowFile("[{\"id\":1,\"name\":\"one\"},{\"id\":2,\"name\":\"two\"}]");
        flowFile.putAttributes(marked("merge_commit_of_one_row").getAttributes());

        asynchronous().send(flowFile, LoadRelationships.FAILURE).assertAttributeEquals("starrocks.error.reason", "INVALID_MARK");
    }

    private MockFlowFile marked(final String label) {
        final MockFlowFile flowFile = PutRunner.flowFile(ONE_ROW);
        flowFile.putAttributes(Map.of(MergedMark.LABEL, label, MergedMark.DATABASE, database, MergedMark.TABLE, table, MergedMark.SIZE,
                Integer.toString(ROW_BYTES)));
        return flowFile;
    }

    /** Committed rows are visible a little later. */
    private List<List<Object>> committedRows(final int number) {
        final long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (rows(table).size() < number && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        return rows(table);
    }

    /** Runs the one task until the queue is empty. */
    private static void runAll(final PutRunner runner) {
        final long end = System.nanoTime() + Duration.ofMinutes(2).toNanos();
        while (runner.nifi.getQueueSize().getObjectCount() > 0 && System.nanoTime() < end) {
            runner.nifi.run();
        }
    }

    private PutRunner asynchronous() throws InitializationException {
        return runner().with("Asynchronous Merge Commit", "true");
    }

    private static List<RecordedRequest> loads() {
        return CLUSTER.emulator().requests().to("/_stream_load").stream().filter(request -> request.server().startsWith("be")).toList();
    }

    private PutRunner runner() throws InitializationException {
        return PutRunner.create(CLUSTER, Map.of("Response Timeout", "10 sec"), database, table, new JsonTreeReader(), Map.of())
                .with("Delivery Strategy", "MERGE_COMMIT").with("Merge Commit Interval", "20 ms");
    }

    private List<List<Object>> rows(final String name) {
        return CLUSTER.query("SELECT id, name FROM %s.%s ORDER BY id".formatted(database, name));
    }
}
