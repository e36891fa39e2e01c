package io.github.nifistarrocks.processors;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.Faults;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.frontend.EmulatorFrontend;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.emulator.transaction.TransactionState;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import io.github.nifistarrocks.processors.load.prepared.PreparedMark;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The two triggers of Two-Phase Commit, and every state in which the second one may find the label. */
@Timeout(240)
class PutStarRocksTwoPhaseContractTest {

    private static final AtomicReference<Instant> NOW = new AtomicReference<>(Instant.now());

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create(settings -> settings.labelLimits(1, Duration.ofDays(3)).clock(NOW::get));

    private static final String ROWS = "[{\"id\":1,\"name\":\"a\"},{\"id\":2,\"name\":\"b\"}]";

    private final String database = CLUSTER.newDatabase();
    private final String table = CLUSTER.newTable(database,
            "CREATE TABLE {table} (id INT NOT NULL, name VARCHAR(5)) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2");

    @AfterEach
    void clearFaults() {
        CLUSTER.emulator().faults().clear();
        NOW.set(Instant.now());
    }

    @Test
    void flowFileIsMarkedGivenBackAndCommitted() throws Exception {
        final PutRunner runner = twoPhase();
        final MockFlowFile marked = prepare(runner, PutRunner.flowFile(ROWS));

        marked.assertAttributeEquals("starrocks.status", "PREPARED");
        marked.assertAttributeEquals(PreparedMark.TABLE, table);
        marked.assertAttributeEquals(PreparedMark.TIMEOUT, "86400");
        assertThat(marked.isPenalized()).isFalse();
        assertThat(rows()).isEqualTo(2);
        final MockFlowFile loaded = runner.send(marked, LoadRelationships.SUCCESS);
        loaded.assertAttributeEquals("starrocks.status", "SUCCESS");
        loaded.assertAttributeEquals("starrocks.rows.loaded", "2");
        loaded.assertAttributeEquals("record.count", "2");
        assertThat(loaded.getAttributes()).doesNotContainKeys(PreparedMark.ATTRIBUTES.toArray(String[]::new));
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void nothingIsCommittedBeforeTheMarkIsStored() throws Exception {
        final MockFlowFile marked = preparedOnly();

        assertThat(rows()).isZero();
        assertThat(state(marked)).isEqualTo(TransactionState.PREPARED);
        twoPhase().send(marked, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "SUCCESS");
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void lostMarkIsWrittenAgainWithoutASecondLoad() throws Exception {
        final MockFlowFile flowFile = PutRunner.flowFile(ROWS);
        final MockFlowFile first = preparedOnly(flowFile);
        final int uploads = uploads();

        final MockFlowFile again = prepare(twoPhase(), flowFile);

        assertThat(uploads()).isEqualTo(uploads);
        again.assertAttributeEquals(PreparedMark.LABEL, first.getAttribute(PreparedMark.LABEL));
        again.assertAttributeEquals(PreparedMark.TIMEOUT, "0");
        twoPhase().send(again, LoadRelationships.SUCCESS);
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void unmarkedFlowFileWhoseLabelIsCommittedIsNotLoadedAgain() throws Exception {
        final MockFlowFile flowFile = PutRunner.flowFile(ROWS);
        prepare(twoPhase(), flowFile);

        twoPhase().send(flowFile, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "LABEL_FINISHED");
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void sweepBetweenCommitAndSuccessLosesAndDoublesNothing() throws Exception {
        final MockFlowFile marked = prepare(twoPhase(), PutRunner.flowFile(ROWS));
        sweep();
        assertThat(state(marked)).isEqualTo(TransactionState.UNKNOWN);

        twoPhase().send(marked, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "LABEL_FORGOTTEN");
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void sweepBetweenPrepareAndCommitLosesAndDoublesNothing() throws Exception {
        final MockFlowFile marked = preparedOnly();
        sweep();

        twoPhase().send(marked, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "SUCCESS");
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void unknownLabelAfterThePreparedTimeoutNeedsAPerson() throws Exception {
        final MockFlowFile marked = prepare(twoPhase(), PutRunner.flowFile(ROWS));
        sweep();
        marked.putAttributes(Map.of(PreparedMark.TIME, Long.toString(Instant.now().minus(Duration.ofDays(2)).toEpochMilli())));

        final MockFlowFile failed = twoPhase().send(marked, LoadRelationships.FAILURE);

        failed.assertAttributeEquals("starrocks.error.reason", "UNKNOWN_OUTCOME");
        assertThat(failed.getAttribute("starrocks.error.message")).contains(marked.getAttribute(PreparedMark.LABEL), database + "." + table,
                "Look for its rows in the table", "remove its attributes starrocks.prepared.*");
        assertThat(failed.getAttributes()).containsKeys(PreparedMark.ATTRIBUTES.toArray(String[]::new));
    }

    @Test
    void unknownLabelOfOtherFrontendsNeedsAPerson() throws Exception {
        final MockFlowFile marked = prepare(twoPhase(), PutRunner.flowFile(ROWS));
        sweep();
        marked.putAttributes(Map.of(PreparedMark.FRONTENDS, "another-cluster"));

        twoPhase().send(marked, LoadRelationships.FAILURE).assertAttributeEquals("starrocks.error.reason", "UNKNOWN_OUTCOME");
    }

    @Test
    void abortedTransactionIsLoadedAgain() throws Exception {
        final PutRunner runner = twoPhase();
        final MockFlowFile marked = preparedOnly();
        NOW.updateAndGet(time -> time.plus(Duration.ofDays(1)).plusSeconds(1));

        final MockFlowFile unmarked = prepare(runner, marked);
        assertThat(unmarked.getAttributes()).doesNotContainKeys(PreparedMark.ATTRIBUTES.toArray(String[]::new));
        assertThat(rows()).isZero();
        runner.send(prepare(runner, unmarked), LoadRelationships.SUCCESS);
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void flowFileWaitsInItsQueueWithItsMarkWhileNoFrontendReplies() throws Exception {
        final MockFlowFile marked = preparedOnly();
        CLUSTER.emulator().faults().on(RequestKind.LOAD_STATE).inject(new Fault.ResetBeforeBody());
        final MockFlowFile waiting = prepare(impatient(), marked);
        CLUSTER.emulator().faults().clear();

        waiting.assertAttributeEquals("starrocks.error.reason", "UNKNOWN_OUTCOME");
        assertThat(waiting.isPenalized()).as("later FlowFiles would pass it").isFalse();
        final MockFlowFile loaded = twoPhase().send(waiting, LoadRelationships.SUCCESS);
        loaded.assertAttributeNotExists("starrocks.error.reason");
        loaded.assertAttributeNotExists("starrocks.error.message");
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void otherTablesDoNotWaitForACommitThatDoesNotSucceed() throws Exception {
        final String other = otherTable();
        final MockFlowFile marked = preparedOnly();
        otherLoadUnderTheLabelOf(marked);
        final MockFlowFile later = PutRunner.flowFile(ROWS);
        marked.putAttributes(Map.of("to", table));
        later.putAttributes(Map.of("to", other));
        final TestRunner queue = impatient("${to}").nifi;
        queue.enqueue(marked, later);

        runUntil(queue, () -> rows(other) == 2);

        assertThat(rows()).isZero();
        CLUSTER.emulator().faults().clear();
        runUntil(queue, () -> queue.getFlowFilesForRelationship(LoadRelationships.SUCCESS).size() == 2);
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void flowFilesOfTheTableWaitForACommitThatDoesNotSucceed() throws Exception {
        final MockFlowFile marked = preparedOnly();
        final FaultRule other = otherLoadUnderTheLabelOf(marked);
        final TestRunner queue = impatient().nifi;
        queue.enqueue(marked, PutRunner.flowFile("[{\"id\":3,\"name\":\"c\"}]"));

        runUntil(queue, () -> other.hits() >= 3);

        assertThat(rows()).isZero();
        CLUSTER.emulator().faults().clear();
        runUntil(queue, () -> queue.getFlowFilesForRelationship(LoadRelationships.SUCCESS).size() == 2);
        assertThat(queue.getFlowFilesForRelationship(LoadRelationships.SUCCESS)).extracting(MockFlowFile::getId).first().isEqualTo(marked.getId());
    }

    /** As from a leader that is cut off from the other FEs. */
    @Test
    void labelThatIsNotKnownBeforeACommitWasSentIsNotCommitted() throws Exception {
        CLUSTER.emulator().faults().on(RequestKind.LOAD_STATE).inject(state("UNKNOWN"));
        final TestRunner queue = impatient().nifi;
        queue.enqueue(PutRunner.flowFile(ROWS));
        queue.run(1, false, true);

        queue.run(1, false, false);

        queue.assertTransferCount(LoadRelationships.SUCCESS, 0);
        assertThat(queue.getQueueSize().getObjectCount()).isEqualTo(1);
        CLUSTER.emulator().faults().clear();
        runUntil(queue, () -> !queue.getFlowFilesForRelationship(LoadRelationships.SUCCESS).isEmpty());
        assertThat(rows()).isEqualTo(2);
    }

    private static FaultRule otherLoadUnderTheLabelOf(final MockFlowFile marked) {
        return CLUSTER.emulator().faults().on(RequestKind.LOAD_STATE).where(marked.getAttribute(PreparedMark.LABEL)).inject(state("PREPARE"));
    }

    private static Fault state(final String state) {
        return new Fault.Reply(200, "application/json", "{\"state\":\"%s\",\"status\":\"OK\",\"reason\":\"\"}".formatted(state));
    }

    /** A held table is released after a while. */
    private static void runUntil(final TestRunner queue, final BooleanSupplier end) {
        final long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        boolean first = true;
        while (!end.getAsBoolean()) {
            assertThat(System.nanoTime()).as("errors %s", queue.getLogger().getErrorMessages()).isLessThan(deadline);
            queue.run(1, false, first);
            first = false;
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    @Test
    void refusedLoginKeepsTheMarkAndIsNotRepeatedAtOnce() throws Exception {
        final MockFlowFile marked = preparedOnly();
        // fe-recordings, 157.
        final FaultRule denied = CLUSTER.emulator().faults().on(RequestKind.LOAD_STATE).inject(new Fault.Reply(401, "text/html",
                "{\"status\":\"FAILED\",\"code\":\"1\",\"msg\":\"Access denied for load_user@127.0.0.1\"}"));

        final MockFlowFile waiting = prepare(twoPhase(), marked);

        assertThat(denied.hits()).isEqualTo(1);
        assertThat(waiting.getAttribute("starrocks.error.message")).contains("Access denied");
        assertThat(PreparedMark.isOn(waiting)).isTrue();
        CLUSTER.emulator().faults().clear();
        twoPhase().send(waiting, LoadRelationships.SUCCESS);
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void unclearCommitIsRepeated() throws Exception {
        CLUSTER.emulator().faults().on(RequestKind.FE_TRANSACTION).where("/commit").times(3).inject(new Fault.ResetAfterCommit());
        final MockFlowFile marked = prepare(twoPhase(), PutRunner.flowFile(ROWS));

        twoPhase().send(marked, LoadRelationships.SUCCESS);
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void markWinsOverChangedProperties() throws Exception {
        final String other = CLUSTER.newTable(database, "CREATE TABLE {table} (id INT NOT NULL) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1");
        final MockFlowFile marked = preparedOnly();

        final MockFlowFile loaded = PutRunner.create(CLUSTER, database, other).with("Label", "another").send(marked, LoadRelationships.SUCCESS);

        loaded.assertAttributeEquals("starrocks.table", table);
        assertThat(rows()).isEqualTo(2);
        assertThat(CLUSTER.query("SELECT id FROM %s.%s".formatted(database, other))).isEmpty();
    }

    @Test
    void copyOfAMarkedFlowFileLoadsNothing() throws Exception {
        final MockFlowFile marked = preparedOnly();
        final MockFlowFile copy = PutRunner.flowFile(ROWS);
        copy.putAttributes(Map.of("uuid", "00000000-0000-0000-0000-000000000001"));
        PreparedMark.ATTRIBUTES.forEach(name -> copy.putAttributes(Map.of(name, marked.getAttribute(name))));

        twoPhase().send(marked, LoadRelationships.SUCCESS);
        twoPhase().send(copy, LoadRelationships.SUCCESS);
        assertThat(rows()).isEqualTo(2);
    }

    /** As MergeRecord leaves it that keeps all unique attributes: the rows of the other FlowFile are not prepared. */
    @Test
    void markOnMergedContentIsNeitherLoadedNorCommitted() throws Exception {
        final MockFlowFile marked = preparedOnly();
        final MockFlowFile merged = PutRunner.flowFile(ROWS.replace("]", ",{\"id\":3,\"name\":\"c\"}]"));
        PreparedMark.ATTRIBUTES.forEach(name -> merged.putAttributes(Map.of(name, marked.getAttribute(name))));

        final MockFlowFile failed = twoPhase().send(merged, LoadRelationships.FAILURE);

        failed.assertAttributeEquals("starrocks.error.reason", "INVALID_MARK");
        assertThat(failed.getAttribute("starrocks.error.message")).contains(PreparedMark.SIZE, "merged or changed");
        assertThat(rows()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"starrocks.prepared.label,no label!", "starrocks.prepared.time,soon", "starrocks.prepared.time,99999999999999999",
            "starrocks.prepared.timeout,-1",
            "starrocks.prepared.database,' '", "starrocks.prepared.frontends,''"})
    void invalidMarkIsNeitherLoadedNorCommitted(final String attribute, final String value) throws Exception {
        final MockFlowFile marked = preparedOnly();
        marked.putAttributes(Map.of(attribute, value));

        final MockFlowFile failed = twoPhase().send(marked, LoadRelationships.FAILURE);

        failed.assertAttributeEquals("starrocks.error.reason", "INVALID_MARK");
        assertThat(failed.getAttribute("starrocks.error.message")).contains(attribute);
        assertThat(rows()).isZero();
    }

    @Test
    void markedFlowFileIsTakenBeforeOthersAfterAStart() throws Exception {
        final MockFlowFile marked = preparedOnly();
        final PutRunner restarted = twoPhase();
        restarted.nifi.enqueue(PutRunner.flowFile("[{\"id\":3,\"name\":\"c\"}]"), marked);

        restarted.nifi.run();

        assertThat(restarted.nifi.getFlowFilesForRelationship(LoadRelationships.SUCCESS)).extracting(MockFlowFile::getId).containsExactly(marked.getId());
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void flowFileWhoseCommitFailedIsNotOvertaken() throws Exception {
        final String keyed = keyed();
        final TestRunner queue = impatient(keyed).nifi;
        queue.enqueue(PutRunner.flowFile("[{\"id\":1,\"a\":1,\"b\":1}]"), PutRunner.flowFile("[{\"id\":1,\"a\":2,\"b\":2}]"));
        final FaultRule lost = CLUSTER.emulator().faults().on(RequestKind.FE_TRANSACTION).where("/commit").inject(new Fault.ResetBeforeBody());
        queue.run(1, false, true);
        CLUSTER.emulator().faults().drop(lost);
        assertThat(CLUSTER.query("SELECT a FROM %s.%s".formatted(database, keyed))).isEmpty();

        queue.run(1, false, false);

        assertThat(CLUSTER.query("SELECT a FROM %s.%s".formatted(database, keyed))).containsExactly(List.of(1));
        queue.run(2, false, false);
        queue.assertTransferCount(LoadRelationships.SUCCESS, 2);
        assertThat(CLUSTER.query("SELECT a FROM %s.%s".formatted(database, keyed))).containsExactly(List.of(2));
    }

    @Test
    void flowFileIsCommittedBeforeTheNextOneIsPrepared() throws Exception {
        final TestRunner queue = twoPhase().nifi;
        queue.enqueue(PutRunner.flowFile(ROWS), PutRunner.flowFile(ROWS));

        queue.run(1, false, true);

        assertThat(rows()).isEqualTo(2);
        queue.assertTransferCount(LoadRelationships.SUCCESS, 0);
        queue.run(3, false, false);
        queue.assertTransferCount(LoadRelationships.SUCCESS, 2);
        assertThat(rows()).isEqualTo(4);
    }

    @Test
    void commitDoesNotWaitForATableInBackOff() throws Exception {
        final MockFlowFile marked = preparedOnly();
        final PutRunner slow = PutRunner.create(CLUSTER, Map.of("Maximum Back-Off", "10 min"), database, table, new JsonTreeReader(), Map.of())
                .with("Delivery Strategy", "TWO_PHASE");
        CLUSTER.emulator().faults().on(RequestKind.TRANSACTION_BEGIN).times(1)
                .inject(new Fault.LoadRefused("current running txns on db 1 is 1000, larger than limit 1000"));
        slow.send(PutRunner.flowFile(ROWS), LoadRelationships.RETRY).assertAttributeEquals("starrocks.error.reason", "TOO_MANY_TRANSACTIONS");

        slow.send(marked, LoadRelationships.SUCCESS);
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void refusedRowsGoToFailureWithoutAMark() throws Exception {
        final MockFlowFile failed = twoPhase().with("Check Records", "false").send("[{\"id\":1,\"name\":\"too long\"}]", LoadRelationships.FAILURE);

        failed.assertAttributeEquals("starrocks.error.reason", "REJECTED_ROWS");
        assertThat(PreparedMark.isOn(failed)).isFalse();
        assertThat(rows()).isZero();
    }

    @Test
    void rawContentIsLoadedInTwoPhases() throws Exception {
        final PutRunner raw = twoPhase().with("Content", "RAW").with("load.strip_outer_array", "true");

        raw.send(prepare(raw, PutRunner.flowFile(ROWS)), LoadRelationships.SUCCESS);
        assertThat(rows()).isEqualTo(2);
    }

    @Test
    void flowFileWithoutRowsNeedsNoMark() throws Exception {
        twoPhase().send("[]", LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "EMPTY");
    }

    @Test
    void groupsOfChangesArePreparedTogetherAndCommittedInOrder() throws Exception {
        final String keyed = keyed();
        final PutRunner runner = groups(keyed);
        final MockFlowFile marked = prepare(runner, PutRunner.flowFile("[{\"id\":1,\"a\":11},{\"id\":2,\"b\":22}]"));

        assertThat(marked.getAttribute(PreparedMark.LABEL).split(",")).hasSize(2);
        runner.send(marked, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.loads", "2");
        assertThat(CLUSTER.query("SELECT id FROM %s.%s ORDER BY id".formatted(database, keyed))).hasSize(2);
    }

    @Test
    void failingGroupRollsThePreparedOnesBack() throws Exception {
        final String keyed = keyed();
        final MockFlowFile failed = groups(keyed).send("[{\"id\":1,\"a\":11},{\"id\":2,\"b\":\"many\"}]", LoadRelationships.FAILURE);

        assertThat(PreparedMark.isOn(failed)).isFalse();
        assertThat(CLUSTER.query("SELECT id FROM %s.%s".formatted(database, keyed))).isEmpty();
        assertThat(CLUSTER.emulator().requests().to("/api/transaction/rollback")).isNotEmpty();
    }

    @Test
    void eachOfSeveralTablesIsPreparedAndCommitted() throws Exception {
        final String other = otherTable();
        final PutRunner runner = tables();
        final MockFlowFile marked = prepare(runner, severalTables(other));

        assertThat(marked.getAttribute(PreparedMark.TABLE).split(",")).containsExactlyInAnyOrder(table, other);
        assertThat(marked.getAttribute(PreparedMark.LABEL).split(",")).doesNotHaveDuplicates().hasSize(2);
        final MockFlowFile loaded = runner.send(marked, LoadRelationships.SUCCESS);
        assertThat(loaded.getAttribute("starrocks.table").split(",")).containsExactlyInAnyOrder(table, other);
        loaded.assertAttributeEquals("starrocks.loads", "2");
        loaded.assertAttributeEquals("starrocks.rows.loaded", "3");
        assertThat(rows()).isEqualTo(2);
        assertThat(rows(other)).isEqualTo(1);
    }

    @Test
    void noTableIsCommittedBeforeAllArePrepared() throws Exception {
        final String other = otherTable();
        final MockFlowFile flowFile = severalTables(other);
        CLUSTER.emulator().faults().on(RequestKind.TRANSACTION_BEGIN).after(1).times(1).inject(new Fault.LoadRefused("too many tablet versions"));

        final MockFlowFile waiting = tables().send(flowFile, LoadRelationships.RETRY);

        assertThat(PreparedMark.isOn(waiting)).isFalse();
        assertThat(rows() + rows(other)).isZero();
        CLUSTER.emulator().faults().clear();
        tables().send(prepare(tables(), waiting), LoadRelationships.SUCCESS);
        assertThat(rows() + rows(other)).isEqualTo(3);
    }

    @Test
    void severalTablesWithALostMarkAreNotLoadedTwice() throws Exception {
        final String other = otherTable();
        final MockFlowFile flowFile = severalTables(other);
        final FaultRule lost = CLUSTER.emulator().faults().on(RequestKind.FE_TRANSACTION).where("/commit").inject(new Fault.ResetBeforeBody());
        prepare(impatientTables(), flowFile);
        CLUSTER.emulator().faults().drop(lost);
        final int uploads = uploads();

        final MockFlowFile marked = prepare(tables(), flowFile);

        assertThat(uploads()).isEqualTo(uploads);
        tables().send(marked, LoadRelationships.SUCCESS);
        assertThat(rows() + rows(other)).isEqualTo(3);
    }

    /** A second load would double the rows of the committed one as soon as its label is forgotten. */
    @Test
    void abortOfOneTableAfterTheCommitOfAnotherNeedsAPerson() throws Exception {
        final String other = otherTable();
        CLUSTER.emulator().faults().on(RequestKind.FE_TRANSACTION).where("/commit").inject(new Fault.ResetBeforeBody());
        final MockFlowFile prepared = prepare(impatientTables(), severalTables(other));
        final List<String> labels = List.of(prepared.getAttribute(PreparedMark.LABEL).split(","));
        CLUSTER.emulator().faults().clear();
        CLUSTER.emulator().faults().on(RequestKind.FE_TRANSACTION).where(labels.getLast()).inject(new Fault.ResetBeforeBody());
        final MockFlowFile marked = prepare(impatientTables(), prepared);
        CLUSTER.emulator().faults().clear();
        assertThat(labels).map(name -> CLUSTER.emulator().labelState(database, name)).containsExactly(TransactionState.VISIBLE, TransactionState.PREPARED);
        sweep();
        NOW.updateAndGet(time -> time.plus(Duration.ofDays(1)).plusSeconds(1));
        assertThat(labels).map(name -> CLUSTER.emulator().labelState(database, name)).containsExactly(TransactionState.UNKNOWN, TransactionState.ABORTED);

        final MockFlowFile failed = tables().send(marked, LoadRelationships.FAILURE);

        failed.assertAttributeEquals("starrocks.error.reason", "ABORTED");
        assertThat(failed.getAttribute("starrocks.error.message")).contains("1 of 2 loads of the FlowFile are committed",
                labels.getLast(), "Send only the records of the aborted loads again");
        assertThat(PreparedMark.isOn(failed)).isTrue();
    }

    @Test
    void unknownLabelsOfSeveralTablesNeedAPersonThatLooksAtEach() throws Exception {
        final MockFlowFile marked = prepare(tables(), severalTables(otherTable()));
        sweep();
        marked.putAttributes(Map.of(PreparedMark.FRONTENDS, "another-cluster"));

        final MockFlowFile failed = tables().send(marked, LoadRelationships.FAILURE);

        failed.assertAttributeEquals("starrocks.error.reason", "UNKNOWN_OUTCOME");
        assertThat(failed.getAttribute("starrocks.error.message")).contains("has 2 loads", "send only the records whose rows are missing");
    }

    /** The transaction over both tables may be committed: it is found by an attempt of its own kind only. */
    @Test
    void openAttemptByOneTransactionIsSettledAfterAChangeOfTheStrategy() throws Exception {
        final String other = otherTable();
        final PutRunner runner = impatientTables().with("Delivery Strategy", "TRANSACTION");
        final Faults faults = CLUSTER.emulator().faults();
        final FaultRule lost = faults.on(RequestKind.FE_TRANSACTION).where("/commit").inject(new Fault.ResetAfterCommit());
        faults.on(RequestKind.FE_TRANSACTION).where("/transaction/load").times(1)
                .inject(new Fault.Meanwhile(() -> faults.on(RequestKind.LOAD_STATE).inject(new Fault.ResetBeforeBody())));
        final MockFlowFile open = runner.send(severalTables(other), LoadRelationships.RETRY);
        CLUSTER.emulator().faults().clear();
        assertThat(lost.hits()).isPositive();

        runner.with("Delivery Strategy", "TWO_PHASE").send(open, LoadRelationships.SUCCESS);

        assertThat(rows() + rows(other)).isEqualTo(3);
    }

    @Test
    void namesOfTablesWithACommaAreKeptApartInTheMark() throws Exception {
        final PreparedMark mark = new PreparedMark(List.of(new LoadOutcome.Transaction(new TableId("db", "a,b%2C"), "one"),
                new LoadOutcome.Transaction(new TableId("db", "c"), "two")), Instant.now(), Duration.ofDays(1), Set.of("fe"));
        final MockFlowFile flowFile = PutRunner.flowFile(ROWS);
        flowFile.putAttributes(mark.attributes(flowFile.getSize()));

        assertThat(PreparedMark.read(flowFile)).isEqualTo(mark);
    }

    @Test
    void markWithFewerTablesThanLabelsIsInvalid() throws Exception {
        final String other = otherTable();
        final String third = otherTable();
        final MockFlowFile marked = prepare(tables(), PutRunner.flowFile("""
                [{"table":"%s","id":1,"name":"a"},{"table":"%s","id":2,"name":"b"},{"table":"%s","id":3,"name":"c"}]""".formatted(table, other, third)));
        marked.putAttributes(Map.of(PreparedMark.TABLE, table + "," + other));

        final MockFlowFile failed = tables().send(marked, LoadRelationships.FAILURE);

        failed.assertAttributeEquals("starrocks.error.reason", "INVALID_MARK");
        assertThat(failed.getAttribute("starrocks.error.message")).contains("one table for each of the 3 labels");
    }

    @Test
    void headersThatATransactionIgnoresAreRefusedForRawContent() throws Exception {
        final PutRunner runner = twoPhase().with("Content", "RAW").with("Format", "CSV");
        runner.nifi.assertValid();

        runner.with("load.enclose", "\"").nifi.assertNotValid();
    }

    private String otherTable() {
        return CLUSTER.newTable(database, "CREATE TABLE {table} (id INT NOT NULL, name VARCHAR(5)) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2");
    }

    /** Two rows for the table, and one for the other. */
    private MockFlowFile severalTables(final String other) {
        return PutRunner.flowFile("""
                [{"table":"%s","id":1,"name":"a"},{"table":"%s","id":2,"name":"b"},{"table":"%s","id":3,"name":"c"}]""".formatted(table, other, table));
    }

    private PutRunner tables() throws Exception {
        return twoPhase().with("Table Strategy", "RECORD_PATH").with("Table Record Path", "/table");
    }

    private PutRunner impatientTables() throws Exception {
        return impatient().with("Table Strategy", "RECORD_PATH").with("Table Record Path", "/table");
    }

    private String keyed() {
        return CLUSTER.newTable(database, "CREATE TABLE {table} (id INT NOT NULL, a INT, b INT) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2");
    }

    private PutRunner groups(final String name) throws Exception {
        return PutRunner.create(CLUSTER, database, name).as("node").with("Delivery Strategy", "TWO_PHASE").with("Partial Update", "ROW").with("Update Columns",
                "FIELDS_PRESENT");
    }

    /** A processor of the same flow, as after a restart of NiFi: it remembers nothing. */
    private PutRunner twoPhase() throws Exception {
        return PutRunner.create(CLUSTER, database, table).as("node").with("Delivery Strategy", "TWO_PHASE");
    }

    private PutRunner impatient() throws Exception {
        return impatient(table);
    }

    private PutRunner impatient(final String name) throws Exception {
        return PutRunner.create(CLUSTER, Map.of("Outcome Timeout", "300 ms", "Response Timeout", "1 sec"), database, name,
                new JsonTreeReader(), Map.of()).as("node").with("Delivery Strategy", "TWO_PHASE");
    }

    /** Runs the processor once, and returns the FlowFile that it has given back to the queue. */
    private MockFlowFile prepare(final PutRunner runner, final MockFlowFile flowFile) {
        runner.nifi.clearTransferState();
        runner.nifi.enqueue(flowFile);
        runner.nifi.run();
        assertThat(runner.nifi.getQueueSize().getObjectCount()).as("errors %s", runner.nifi.getLogger().getErrorMessages()).isEqualTo(1);
        return takeBack(runner);
    }

    /** The queue of the runner can only be read by a session. */
    private static MockFlowFile takeBack(final PutRunner runner) {
        final MockFlowFile queued = (MockFlowFile) runner.nifi.getProcessSessionFactory().createSession().get();
        return new MockFlowFile(queued.getId(), queued);
    }

    private MockFlowFile preparedOnly() throws Exception {
        return preparedOnly(PutRunner.flowFile(ROWS));
    }

    /** The mark is stored, and the commit does not reach StarRocks. */
    private MockFlowFile preparedOnly(final MockFlowFile flowFile) throws Exception {
        final FaultRule lost = CLUSTER.emulator().faults().on(RequestKind.FE_TRANSACTION).where("/commit").inject(new Fault.ResetBeforeBody());
        final MockFlowFile marked = prepare(impatient(), flowFile);
        CLUSTER.emulator().faults().drop(lost);
        assertThat(lost.hits()).isPositive();
        return marked;
    }

    private void sweep() throws Exception {
        final String other = CLUSTER.newTable(database, "CREATE TABLE {table} (id INT NOT NULL) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1");
        for (int i = 0; i < 2; i++) {
            PutRunner.create(CLUSTER, database, other).send("[{\"id\":1}]", LoadRelationships.SUCCESS);
        }
        CLUSTER.emulator().frontends().forEach(EmulatorFrontend::sweepLabels);
    }

    private static int uploads() {
        return CLUSTER.emulator().requests().to("/api/transaction/load").size();
    }

    private TransactionState state(final MockFlowFile marked) {
        return CLUSTER.emulator().labelState(database, marked.getAttribute(PreparedMark.LABEL));
    }

    private long rows() {
        return rows(table);
    }

    private long rows(final String name) {
        final List<List<Object>> counted = CLUSTER.query("SELECT count(*) FROM %s.%s".formatted(database, name));
        return ((Number) counted.getFirst().getFirst()).longValue();
    }
}
