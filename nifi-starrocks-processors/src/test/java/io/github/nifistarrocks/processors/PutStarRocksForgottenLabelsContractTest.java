package io.github.nifistarrocks.processors;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.RecordedRequest;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.Faults;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.util.LogMessage;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What happens to FlowFiles whose previous attempt may be committed under a label that StarRocks has forgotten. */
@Timeout(240)
class PutStarRocksForgottenLabelsContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String PROCESSOR = "5b0f6d3c-0193-1000-8000-7d3c11aa0009";
    private static final String ROW = "[{\"id\":1,\"name\":\"one\"}]";
    private static final Fault ACCESS_DENIED = sqlFailure("Access denied; you need (at least one of) the SELECT privilege(s) on TABLE loads_history");
    private static final Fault NO_BACKEND = sqlFailure("Backend node not found. Check if any backend node is down.");

    private final String database = CLUSTER.newDatabase();
    private final String table = CLUSTER.newTable(database,
            "CREATE TABLE {table} (id INT NOT NULL, name VARCHAR(5)) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2");

    @BeforeEach
    void clearRequests() {
        CLUSTER.emulator().requests().clear();
    }

    @AfterEach
    void clearFaults() {
        CLUSTER.emulator().faults().clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SINGLE_LOAD", "TRANSACTION"})
    void loadThatTheHistoryShowsIsNotSentAgain(final String strategy) throws Exception {
        final PutRunner runner = runner().with("Delivery Strategy", strategy);
        final MockFlowFile flowFile = openAttempt(runner);
        CLUSTER.emulator().forgetLabels();
        CLUSTER.emulator().requests().clear();

        final MockFlowFile loaded = runner.send(flowFile, LoadRelationships.SUCCESS);

        loaded.assertAttributeEquals("starrocks.status", "LOAD_HISTORY");
        loaded.assertAttributeNotExists("starrocks.warning");
        assertThat(requests("_stream_load")).isZero();
        assertThat(requests("/transaction/")).isZero();
        assertThat(count()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SINGLE_LOAD", "TRANSACTION"})
    void loadThatNoHistoryShowsIsSentAgainWithAWarning(final String strategy) throws Exception {
        final PutRunner runner = runner().with("Delivery Strategy", strategy);
        final MockFlowFile flowFile = openAttempt(runner);
        CLUSTER.emulator().forgetLabels();
        CLUSTER.emulator().faults().on(RequestKind.SQL).inject(ACCESS_DENIED);

        final MockFlowFile loaded = runner.send(flowFile, LoadRelationships.SUCCESS);

        assertThat(loaded.getAttribute("starrocks.warning")).contains("may be in the table twice", loaded.getAttribute("starrocks.label"),
                "The outcome of a previous attempt is open", "the load history cannot be read");
        assertThat(bulletins(runner)).filteredOn(text -> text.contains("may be in the table twice")).hasSize(1);
        assertThat(count()).isEqualTo(2);
    }

    /** The attributes are all that the other node has. */
    @Test
    void openAttemptIsKnownOnAnotherNodeAfterARefusalThatAskedNothing() throws Exception {
        final PutRunner node = runner();
        node.send("[{\"id\":9,\"name\":\"nine\"}]", LoadRelationships.SUCCESS);
        lost(node);
        final MockFlowFile open = node.send(PutRunner.flowFile(ROW), LoadRelationships.RETRY);
        CLUSTER.emulator().faults().clear();
        final Fault refusedLogin = new Fault.Reply(401, "text/html",
                "{\"status\":\"FAILED\",\"code\":\"1\",\"msg\":\"Access denied for load_user@127.0.0.1\"}");
        for (final RequestKind kind : List.of(RequestKind.SCHEMA, RequestKind.LOAD_STATE)) {
            CLUSTER.emulator().faults().on(kind).inject(refusedLogin);
        }
        final MockFlowFile refused = node.send(open, LoadRelationships.RETRY);
        refused.assertAttributeEquals("starrocks.error.reason", "DENIED");
        refused.assertAttributeEquals("starrocks.attempt.open", "true");
        CLUSTER.emulator().faults().clear();
        CLUSTER.emulator().forgetLabels();
        CLUSTER.emulator().faults().on(RequestKind.SQL).inject(ACCESS_DENIED);

        final MockFlowFile loaded = runner().send(refused, LoadRelationships.SUCCESS);

        assertThat(loaded.getAttribute("starrocks.warning")).contains("may be in the table twice");
        loaded.assertAttributeNotExists("starrocks.attempt.open");
        assertThat(count()).as("the first row, and the other one twice").isEqualTo(3);
    }

    /** These strategies keep no memory of their own attempts, but that of the strategy before must not be lost. */
    @ParameterizedTest
    @CsvSource({"TWO_PHASE,RECORDS", "TWO_PHASE,RAW", "MERGE_COMMIT,RECORDS", "MERGE_COMMIT,RAW"})
    void openAttemptIsKnownAfterAChangeOfTheStrategy(final String strategy, final String content) throws Exception {
        final PutRunner runner = runner().with("Content", content);
        if (content.equals("RAW")) {
            runner.with("load.strip_outer_array", "true");
        }
        final MockFlowFile flowFile = openAttempt(runner);
        CLUSTER.emulator().forgetLabels();

        final MockFlowFile loaded = runner.with("Delivery Strategy", strategy).send(flowFile, LoadRelationships.SUCCESS);

        loaded.assertAttributeEquals("starrocks.status", "LOAD_HISTORY");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void openAttemptThatNoHistoryShowsIsLoadedInTwoPhasesWithAWarning() throws Exception {
        final PutRunner runner = runner();
        final MockFlowFile flowFile = openAttempt(runner);
        CLUSTER.emulator().forgetLabels();
        CLUSTER.emulator().faults().on(RequestKind.SQL).inject(ACCESS_DENIED);

        final MockFlowFile loaded = runner.with("Delivery Strategy", "TWO_PHASE").send(flowFile, LoadRelationships.SUCCESS);

        assertThat(loaded.getAttribute("starrocks.warning")).contains("may be in the table twice", "The outcome of a previous attempt is open");
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void historyThatCannotBeReadNowIsAskedAgainByARetry() throws Exception {
        final PutRunner runner = runner();
        final MockFlowFile flowFile = openAttempt(runner);
        CLUSTER.emulator().forgetLabels();
        CLUSTER.emulator().faults().on(RequestKind.SQL).inject(NO_BACKEND);

        runner.send(flowFile, LoadRelationships.RETRY).assertAttributeEquals("starrocks.error.reason", "UNKNOWN_OUTCOME");
        assertThat(bulletins(runner)).as("other loads go on").noneMatch(text -> text.contains("slowed down"));
        assertThat(count()).isEqualTo(1);
        CLUSTER.emulator().faults().clear();

        runner.send(flowFile, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "LOAD_HISTORY");
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void historyThatMayNotBeReadIsNotAskedForEachFlowFile() throws Exception {
        final PutRunner runner = runner();
        final List<MockFlowFile> flowFiles = List.of(openAttempt(runner), openAttempt(runner), openAttempt(runner));
        CLUSTER.emulator().forgetLabels();
        CLUSTER.emulator().faults().on(RequestKind.SQL).inject(ACCESS_DENIED);
        CLUSTER.emulator().requests().clear();

        for (final MockFlowFile flowFile : flowFiles) {
            runner.send(flowFile, LoadRelationships.SUCCESS);
        }

        assertThat(requests("/sql")).as("one for each table").isEqualTo(2);
    }

    @Test
    void flowFileThatWasNotAttemptedCostsNoRequest() throws Exception {
        final PutRunner runner = runner();
        runner.send(PutRunner.flowFile(ROW), LoadRelationships.SUCCESS);
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(Fault.tooManyVersions());
        final MockFlowFile refused = PutRunner.flowFile(ROW);
        runner.send(refused, LoadRelationships.RETRY);
        refused.putAttributes(Map.of("retryCount." + PROCESSOR, "1"));

        runner.send(refused, LoadRelationships.SUCCESS).assertAttributeNotExists("starrocks.warning");

        assertThat(requests("get_load_state")).isZero();
        assertThat(requests("/sql")).isZero();
    }

    @Test
    void flowFileThatIsSentAgainWithTheAttributesOfARefusalIsNotAskedFor() throws Exception {
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(Fault.tooManyVersions());
        final MockFlowFile refused = runner().send(PutRunner.flowFile(ROW), LoadRelationships.RETRY);

        runner().send(refused, LoadRelationships.SUCCESS).assertAttributeNotExists("starrocks.warning");

        assertThat(requests("get_load_state")).isZero();
    }

    @Test
    void abortedAttemptIsSentAgainWithoutAWarning() throws Exception {
        final PutRunner runner = runner();
        final MockFlowFile flowFile = PutRunner.flowFile(ROW);
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.ResetBeforeCommit());
        CLUSTER.emulator().faults().on(RequestKind.LOAD_STATE).inject(new Fault.Reply(500, "text/plain", "out of order"));
        runner.send(flowFile, LoadRelationships.RETRY).assertAttributeEquals("starrocks.status", "UNKNOWN");
        CLUSTER.emulator().faults().clear();

        final MockFlowFile loaded = runner.send(flowFile, LoadRelationships.SUCCESS);

        loaded.assertAttributeEquals("starrocks.status", "SUCCESS");
        loaded.assertAttributeNotExists("starrocks.warning");
        assertThat(count()).isEqualTo(1);
    }

    /** The label then shows the last attempt, and not the one that is committed and forgotten. */
    @Test
    void doubtStaysWhenTheNextAttemptIsRefused() throws Exception {
        final PutRunner runner = runner();
        final MockFlowFile flowFile = openAttempt(runner);
        CLUSTER.emulator().forgetLabels();
        CLUSTER.emulator().faults().on(RequestKind.SQL).inject(ACCESS_DENIED);
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(Fault.tooManyVersions());
        runner.send(flowFile, LoadRelationships.RETRY).assertAttributeEquals("starrocks.error.reason", "TOO_MANY_VERSIONS");

        final MockFlowFile loaded = runner.send(flowFile, LoadRelationships.SUCCESS);

        assertThat(loaded.getAttribute("starrocks.warning")).contains("may be in the table twice", "StarRocks has forgotten its label");
        assertThat(bulletins(runner)).filteredOn(text -> text.contains("may be in the table twice")).hasSize(1);
        assertThat(count()).isEqualTo(2);
    }

    /** The attempt that doubled the rows is found finished, and the warning must not be lost with it. */
    @Test
    void doubtStaysWhenNifiDiesAfterTheSecondLoad() throws Exception {
        final PutRunner first = runner();
        final MockFlowFile flowFile = openAttempt(first);
        CLUSTER.emulator().forgetLabels();
        CLUSTER.emulator().faults().on(RequestKind.SQL).inject(ACCESS_DENIED);
        lost(first).nifi.enqueue(flowFile);
        first.nifi.run(1, false, true);
        CLUSTER.emulator().faults().clear();

        final MockFlowFile loaded = restarted(first).send(flowFile, LoadRelationships.SUCCESS);

        loaded.assertAttributeEquals("starrocks.status", "LABEL_FINISHED");
        assertThat(loaded.getAttribute("starrocks.warning")).contains("may be in the table twice");
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void flowFilesThatWereQueuedBeforeACrashAreWarnedOfByOneBulletin() throws Exception {
        final PutRunner first = runner();
        first.nifi.run(1, false, true);
        final MockFlowFile queued = PutRunner.flowFile(ROW);
        final MockFlowFile alsoQueued = PutRunner.flowFile(ROW);
        queued.setLastEnqueuedDate(Instant.now().minusSeconds(10).toEpochMilli());
        alsoQueued.setLastEnqueuedDate(Instant.now().minusSeconds(10).toEpochMilli());
        final PutRunner restarted = restarted(first);

        final MockFlowFile loaded = restarted.send(queued, LoadRelationships.SUCCESS);
        restarted.nifi.enqueue(alsoQueued);
        restarted.nifi.run(1, false, false);

        assertThat(loaded.getAttribute("starrocks.warning")).contains("may be in the table twice", "without a clean stop", "the load history does not show it");
        assertThat(restarted.nifi.getFlowFilesForRelationship(LoadRelationships.SUCCESS).getLast().getAttribute("starrocks.warning")).contains("twice");
        assertThat(bulletins(restarted)).filteredOn(text -> text.contains("may be in the table twice")).hasSize(1);
    }

    @Test
    void flowFileThatIsQueuedAfterTheRestartIsNotWarnedOf() throws Exception {
        final PutRunner first = runner();
        first.nifi.run(1, false, true);
        final PutRunner restarted = restarted(first);
        final MockFlowFile fresh = PutRunner.flowFile(ROW);
        fresh.setLastEnqueuedDate(Instant.now().plusSeconds(10).toEpochMilli());

        restarted.send(fresh, LoadRelationships.SUCCESS).assertAttributeNotExists("starrocks.warning");

        assertThat(requests("get_load_state")).isZero();
    }

    @Test
    void loadThatACrashLeftCommittedIsFoundInTheHistory() throws Exception {
        final PutRunner first = runner();
        final MockFlowFile flowFile = PutRunner.flowFile(ROW);
        flowFile.setLastEnqueuedDate(Instant.now().minusSeconds(10).toEpochMilli());
        first.nifi.enqueue(flowFile);
        first.nifi.run(1, false, true);
        assertThat(count()).isEqualTo(1);
        CLUSTER.emulator().forgetLabels();

        restarted(first).send(flowFile, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "LOAD_HISTORY");

        assertThat(count()).isEqualTo(1);
    }

    @Test
    void cleanRestartCostsNoRequestAndNoWarning() throws Exception {
        final PutRunner first = runner();
        first.send(PutRunner.flowFile(ROW), LoadRelationships.SUCCESS);
        final MockFlowFile queued = PutRunner.flowFile(ROW);
        queued.setLastEnqueuedDate(Instant.now().minusSeconds(10).toEpochMilli());
        queued.putAttributes(Map.of("retryCount." + PROCESSOR, "1"));

        restarted(first).send(queued, LoadRelationships.SUCCESS).assertAttributeNotExists("starrocks.warning");

        assertThat(requests("get_load_state")).isZero();
    }

    @Test
    void openAttemptIsKnownAfterACleanRestart() throws Exception {
        final PutRunner first = runner();
        final MockFlowFile flowFile = openAttempt(first);
        CLUSTER.emulator().forgetLabels();

        restarted(first).send(flowFile, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "LOAD_HISTORY");

        assertThat(count()).isEqualTo(1);
    }

    /** NiFi closes its state before the processor has stopped. */
    @Test
    void shutdownOfNifiIsACleanStop() throws Exception {
        final PutRunner first = runner();
        first.nifi.run(1, false, true);
        first.nifi.shutdown();
        first.nifi.getStateManager().setFailOnStateSet(Scope.LOCAL, true);
        first.nifi.stop();
        final MockFlowFile queued = PutRunner.flowFile(ROW);
        queued.setLastEnqueuedDate(Instant.now().minusSeconds(10).toEpochMilli());

        restarted(first).send(queued, LoadRelationships.SUCCESS).assertAttributeNotExists("starrocks.warning");

        assertThat(requests("get_load_state")).isZero();
    }

    @Test
    void stateThatCannotBeWrittenOrReadDoesNotPreventLoading() throws Exception {
        final PutRunner runner = runner();
        runner.nifi.getStateManager().setFailOnStateSet(Scope.LOCAL, true);
        runner.nifi.getStateManager().setFailOnStateGet(Scope.LOCAL, true);
        final MockFlowFile queued = PutRunner.flowFile(ROW);
        queued.setLastEnqueuedDate(Instant.now().minusSeconds(10).toEpochMilli());

        final MockFlowFile loaded = runner.send(queued, LoadRelationships.SUCCESS);

        assertThat(loaded.getAttribute("starrocks.warning")).contains("without a clean stop");
        assertThat(bulletins(runner)).anyMatch(text -> text.contains("state of the processor could not be written"))
                .anyMatch(text -> text.contains("state of the processor could not be read"));
        assertThat(count()).isEqualTo(1);
    }

    @Test
    void clearedStateSkipsTheChecksAlsoWithoutARestartOfNifi() throws Exception {
        final PutRunner runner = runner();
        final MockFlowFile flowFile = openAttempt(runner);
        CLUSTER.emulator().forgetLabels();
        CLUSTER.emulator().requests().clear();
        runner.nifi.getStateManager().clear(Scope.LOCAL);

        runner.send(flowFile, LoadRelationships.SUCCESS).assertAttributeNotExists("starrocks.warning");

        assertThat(requests("get_load_state")).isZero();
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void openAttemptOfAnotherNodeIsKnownByTheAttributes() throws Exception {
        final MockFlowFile moved = lost(runner()).send(PutRunner.flowFile(ROW), LoadRelationships.RETRY);
        CLUSTER.emulator().faults().clear();
        CLUSTER.emulator().forgetLabels();

        runner().send(moved, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "LOAD_HISTORY");

        assertThat(count()).isEqualTo(1);
    }

    /** The state of the label shows only the attempt of the second node. */
    @Test
    void doubtOfAnotherNodeStaysWhenItsAttemptIsOpenToo() throws Exception {
        final MockFlowFile moved = lost(runner()).send(PutRunner.flowFile(ROW), LoadRelationships.RETRY);
        CLUSTER.emulator().faults().clear();
        CLUSTER.emulator().forgetLabels();
        CLUSTER.emulator().faults().on(RequestKind.SQL).inject(ACCESS_DENIED);
        final MockFlowFile again = lost(runner()).send(moved, LoadRelationships.RETRY);
        CLUSTER.emulator().faults().clear();

        final MockFlowFile loaded = runner().send(again, LoadRelationships.SUCCESS);

        loaded.assertAttributeEquals("starrocks.status", "LABEL_FINISHED");
        assertThat(loaded.getAttribute("starrocks.warning")).contains("may be in the table twice");
        assertThat(count()).isEqualTo(2);
    }

    /** It was refused here, is committed by another node that does not know it, and comes back. */
    @Test
    void openAttemptOfAnotherNodeIsKnownAlthoughTheFlowFileWasHereBefore() throws Exception {
        final PutRunner here = runner();
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(Fault.tooManyVersions());
        final MockFlowFile refused = here.send(PutRunner.flowFile(ROW), LoadRelationships.RETRY);
        final MockFlowFile moved = lost(runner()).send(refused, LoadRelationships.RETRY);
        CLUSTER.emulator().faults().clear();
        CLUSTER.emulator().forgetLabels();

        here.send(moved, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "LOAD_HISTORY");

        assertThat(count()).isEqualTo(1);
    }

    /** One group is known, the others were not reached. */
    @ParameterizedTest
    @EnumSource
    void eachGroupHasItsOwnAttempts(final HistoryOfLoads history) throws Exception {
        final String keyed = CLUSTER.newTable(database,
                "CREATE TABLE {table} (id INT NOT NULL, a INT, b INT) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1");
        final PutRunner runner = runner().with("Table", keyed).with("Partial Update", "ROW").with("Update Columns", "FIELDS_PRESENT");
        final MockFlowFile flowFile = PutRunner.flowFile("[{\"id\":1,\"a\":1},{\"id\":2,\"b\":2}]");
        final MockFlowFile open = lost(runner).send(flowFile, LoadRelationships.RETRY);
        CLUSTER.emulator().faults().clear();
        CLUSTER.emulator().forgetLabels();
        if (history == HistoryOfLoads.DENIED) {
            CLUSTER.emulator().faults().on(RequestKind.SQL).inject(ACCESS_DENIED);
        }
        CLUSTER.emulator().requests().clear();

        final MockFlowFile loaded = runner.send(flowFile, LoadRelationships.SUCCESS);

        assertThat(CLUSTER.emulator().requests().to("get_load_state")).extracting(RecordedRequest::target).as("of the first group only").containsOnly(
                "/api/%s/get_load_state?label=%s".formatted(database, open.getAttribute("starrocks.label")));
        assertThat(loaded.getAttribute("starrocks.warning") != null).isEqualTo(history == HistoryOfLoads.DENIED);
        assertThat(CLUSTER.query("SELECT id, a, b FROM %s.%s ORDER BY id".formatted(database, keyed))).hasToString("[[1, 1, null], [2, null, 2]]");
    }

    @Test
    void rejectedRecordsOfALoadInTheHistoryAreDelivered() throws Exception {
        final PutRunner runner = runner();
        RecordWriters.add(runner.nifi, new JsonRecordSetWriter(), Map.of());
        runner.with("Rejected Record Writer", "writer");
        final MockFlowFile flowFile = PutRunner.flowFile("[{\"id\":1,\"name\":\"one\"},{\"id\":2,\"name\":\"too long\"}]");
        lost(runner).send(flowFile, LoadRelationships.RETRY);
        CLUSTER.emulator().faults().clear();
        CLUSTER.emulator().forgetLabels();

        runner.nifi.clearTransferState();
        runner.nifi.enqueue(flowFile);
        runner.nifi.run();

        runner.nifi.getFlowFilesForRelationship(LoadRelationships.SUCCESS).getFirst().assertAttributeEquals("starrocks.status", "LOAD_HISTORY");
        runner.nifi.assertTransferCount(LoadRelationships.REJECTED, 1);
        assertThat(count()).isEqualTo(1);
    }

    /** An older FlowFile with the same value of the property Label is in the history: the rows of this one must not be lost for it. */
    @Test
    void historyOfALabelOfTheUserIsNotTakenForThatOfTheFlowFile() throws Exception {
        final PutRunner runner = runner().with("Label", "${filename}");
        runner.send(ROW, Map.of("filename", "orders"), LoadRelationships.SUCCESS);
        CLUSTER.emulator().forgetLabels();
        runner.nifi.run(1, false, true);
        final MockFlowFile queued = PutRunner.flowFile("[{\"id\":2,\"name\":\"two\"}]");
        queued.putAttributes(Map.of("filename", "orders"));
        queued.setLastEnqueuedDate(Instant.now().minusSeconds(10).toEpochMilli());

        final MockFlowFile loaded = restarted(runner).with("Label", "${filename}").send(queued, LoadRelationships.SUCCESS);

        assertThat(loaded.getAttribute("starrocks.warning")).contains("may be in the table twice", "an older load with this label");
        assertThat(count()).isEqualTo(2);
    }

    @Test
    void rawContentIsRememberedToo() throws Exception {
        final PutRunner runner = runner().with("Content", "RAW").with("load.strip_outer_array", "true");
        final MockFlowFile flowFile = openAttempt(runner);
        CLUSTER.emulator().forgetLabels();

        runner.send(flowFile, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "LOAD_HISTORY");

        assertThat(count()).isEqualTo(1);
    }

    /** Whether the load history can be read. */
    enum HistoryOfLoads {
        READABLE, DENIED
    }

    /** An attempt that is committed, and whose outcome NiFi does not know. */
    private MockFlowFile openAttempt(final PutRunner runner) {
        final MockFlowFile flowFile = PutRunner.flowFile(ROW);
        lost(runner).send(flowFile, LoadRelationships.RETRY).assertAttributeEquals("starrocks.status", "UNKNOWN");
        CLUSTER.emulator().faults().clear();
        return flowFile;
    }

    /** The next load loses its reply, and no FE reports states from then on. */
    private static PutRunner lost(final PutRunner runner) {
        final Faults faults = CLUSTER.emulator().faults();
        final Fault silence = new Fault.Meanwhile(() -> faults.on(RequestKind.LOAD_STATE).inject(new Fault.Reply(500, "text/plain", "out of order")));
        faults.on(RequestKind.FE_STREAM_LOAD).times(1).inject(silence);
        faults.on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.ResetAfterCommit());
        faults.on(RequestKind.TRANSACTION_PREPARE).times(1).inject(silence);
        faults.on(RequestKind.FE_TRANSACTION).where("/commit").inject(new Fault.ResetAfterCommit());
        return runner;
    }

    private PutRunner runner() throws Exception {
        return PutRunner.create(CLUSTER, Map.of("Outcome Timeout", "500 ms"), database, table, new JsonTreeReader(), Map.of()).as(PROCESSOR);
    }

    /** The processor after a restart of NiFi, with the state that the one before has left. */
    private PutRunner restarted(final PutRunner before) throws Exception {
        final PutRunner restarted = runner();
        restarted.nifi.getStateManager().setState(before.nifi.getStateManager().getState(Scope.LOCAL).toMap(), Scope.LOCAL);
        return restarted;
    }

    private static Fault sqlFailure(final String message) {
        return new Fault.Reply(500, "application/x-ndjson; charset=utf-8", "{\"status\":\"FAILED\",\"code\":\"1\",\"msg\":\"%s\",\"message\":\"%s\"}"
                .formatted(message, message));
    }

    private static List<String> bulletins(final PutRunner runner) {
        return runner.nifi.getLogger().getWarnMessages().stream().map(LogMessage::getMsg).toList();
    }

    private static int requests(final String path) {
        return CLUSTER.emulator().requests().to(path).size();
    }

    private long count() {
        return CLUSTER.queryNumber("SELECT count(*) FROM %s.%s".formatted(database, table));
    }
}
