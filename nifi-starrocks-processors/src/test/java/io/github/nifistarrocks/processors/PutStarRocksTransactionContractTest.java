package io.github.nifistarrocks.processors;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.nifistarrocks.emulator.RecordedRequest;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.emulator.transaction.TransactionState;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Delivery Strategy = Transaction: a FlowFile in several parts, all or nothing, whatever a try before it has left behind. */
@Timeout(240)
class PutStarRocksTransactionContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String PROCESSOR = "5b0f6d3c-0193-1000-8000-7d3c11aa0001";
    private static final int RECORDS = 300;
    private static final Fault LONG_DELAY = new Fault.Delay(Duration.ofMinutes(5));

    private final String database = CLUSTER.newDatabase();
    private final String table = CLUSTER.newTable(database,
            "CREATE TABLE {table} (id INT NOT NULL, name VARCHAR(40)) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2");

    @BeforeEach
    void forgetRequests() {
        CLUSTER.emulator().requests().clear();
    }

    @AfterEach
    void clearFaults() {
        CLUSTER.emulator().faults().clear();
    }

    static Stream<Arguments> forms() {
        return Stream.of("JSON", "CSV").flatMap(format -> Stream.of("NONE", "GZIP", "LZ4_FRAME", "ZSTD").map(compression -> Arguments.of(format, compression)));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void manyPartsBecomeVisibleTogether(final String format, final String compression) throws InitializationException {
        final MockFlowFile sent = runner().with("Part Size", "1 KB").with("Format", format).with("Compression", compression).send(records(RECORDS),
                LoadRelationships.SUCCESS);

        assertEachRowOnce();
        assertThat(parts()).as("parts that a BE was sent").hasSizeGreaterThan(3);
        assertThat(parts()).extracting(part -> part.header("label").orElse("")).containsOnly(sent.getAttribute("starrocks.label"));
        sent.assertAttributeEquals("starrocks.status", "SUCCESS");
        sent.assertAttributeEquals("starrocks.rows.loaded", Integer.toString(RECORDS));
        sent.assertAttributeEquals("starrocks.rows.total", Integer.toString(RECORDS));
        sent.assertAttributeEquals("record.count", Integer.toString(RECORDS));
        sent.assertAttributeNotExists("starrocks.loads");
        assertThat(sent.getAttribute("starrocks.transaction.id")).matches("\\d+");
    }

    @ParameterizedTest
    @MethodSource("forms")
    void textOfAnyCharactersArrivesAsItIs(final String format, final String compression) throws InitializationException {
        runner().with("Part Size", "1 B").with("Format", format).with("Compression", compression).send("""
                {"id":1,"name":"say \\"hi\\""}
                {"id":2,"name":"two\\nlines\\r\\n"}
                {"id":3,"name":"^caret^\\" \\\\ \\t, "}
                {"id":4,"name":"\\u0001\\u001f \\u0016\\u0018"}
                {"id":5,"name":""}
                """, LoadRelationships.SUCCESS);

        assertThat(CLUSTER.query("SELECT name FROM %s.%s ORDER BY id".formatted(database, table))).containsExactly(List.of("say \"hi\""),
                List.of("two\nlines\r\n"), List.of("^caret^\" \\ \t, "), List.of("\u0001\u001f \u0016\u0018"), List.of(""));
    }

    @Test
    void flowFileSmallerThanAPartIsOnePart() throws InitializationException {
        runner().send(records(RECORDS), LoadRelationships.SUCCESS);

        assertEachRowOnce();
        assertThat(parts()).hasSize(1);
    }

    @Test
    void flowFileWithoutRecordsBeginsNoTransaction() throws InitializationException {
        runner().send("[]", LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "EMPTY");

        assertThat(CLUSTER.emulator().requests().to("/api/transaction/")).isEmpty();
    }

    @Test
    void rowOfTheLastPartThatTheServerRefusesKeepsAllOut() throws InitializationException {
        final String tooLong = "x".repeat(41);

        final MockFlowFile sent = runner().with("Part Size", "1 KB").send(recordsAnd("{\"id\":1000,\"name\":\"%s\"}".formatted(tooLong)),
                LoadRelationships.FAILURE);

        assertThat(parts()).hasSizeGreaterThan(3);
        assertThat(count()).isZero();
        sent.assertAttributeEquals("starrocks.status", "REJECTED");
        sent.assertAttributeEquals("starrocks.error.reason", "REJECTED_ROWS");
        assertThat(sent.getAttribute("starrocks.error.rows")).contains(tooLong);
        assertThat(stateOf(sent)).isEqualTo(TransactionState.ABORTED);
    }

    @Test
    void recordOfTheLastPartThatCannotBeWrittenKeepsAllOut() throws InitializationException {
        final MockFlowFile sent = runner().with("Part Size", "1 KB").with("Format", "CSV").send(recordsAnd("{\"id\":1000,\"name\":\"\\\\N\"}"),
                LoadRelationships.FAILURE);

        assertThat(parts()).hasSizeGreaterThan(3);
        assertThat(count()).isZero();
        sent.assertAttributeEquals("starrocks.error.reason", "INVALID_RECORD");
        assertThat(sent.getAttribute("starrocks.error.message")).startsWith("Field [name] of record %d cannot be loaded: ".formatted(RECORDS + 1));
        assertThat(CLUSTER.emulator().labelState(database, labelOfParts())).isEqualTo(TransactionState.ABORTED);
    }

    @Test
    void readerThatFailsInTheLastPartKeepsAllOut() throws InitializationException {
        final PutRunner runner = PutRunner.create(CLUSTER, database, table, new JsonTreeReader(), Map.of("schema-access-strategy", "schema-text-property",
                "schema-text", """
                        {"type":"record","name":"event","fields":[{"name":"id","type":"long"},{"name":"name","type":"string"}]}"""))
                .with("Delivery Strategy", "TRANSACTION").with("Part Size", "1 KB");

        final MockFlowFile sent = runner.send(recordsAnd("{\"id\":oops}"), LoadRelationships.FAILURE);

        assertThat(parts()).hasSizeGreaterThan(3);
        assertThat(count()).isZero();
        sent.assertAttributeEquals("starrocks.error.reason", "INVALID_RECORD");
        assertThat(sent.getAttribute("starrocks.error.message")).startsWith("Record %d cannot be read: ".formatted(RECORDS + 1));
        assertThat(CLUSTER.emulator().labelState(database, labelOfParts())).isEqualTo(TransactionState.ABORTED);
    }

    @Test
    void refusalAtPrepareKeepsAllOut() throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.TRANSACTION_PREPARE).times(1).inject(Fault.tooManyVersions());
        final PutRunner runner = runner().with("Part Size", "1 KB");

        final MockFlowFile sent = runner.send(records(RECORDS), LoadRelationships.RETRY);

        assertThat(count()).isZero();
        sent.assertAttributeEquals("starrocks.error.reason", "TOO_MANY_VERSIONS");
        assertThat(stateOf(sent)).isEqualTo(TransactionState.ABORTED);
        runner.send(sent, LoadRelationships.SUCCESS);
        assertEachRowOnce();
    }

    @Test
    void lostPartIsSentWithAllOthersAgainWhateverThePartSizeIsThen() throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.TRANSACTION_LOAD).after(3).times(1).inject(new Fault.ResetAfterCommit());
        final PutRunner runner = runner().with("Part Size", "1 KB");
        final MockFlowFile first = runner.send(records(RECORDS), LoadRelationships.RETRY);
        assertThat(count()).isZero();
        first.assertAttributeEquals("starrocks.error.reason", "INTERRUPTED");

        final MockFlowFile second = runner.with("Part Size", "3 KB").send(first, LoadRelationships.SUCCESS);

        second.assertAttributeEquals("starrocks.label", first.getAttribute("starrocks.label"));
        assertEachRowOnce();
    }

    @Test
    void committedTransactionIsNotLoadedAgainWithAnotherPartSize() throws InitializationException {
        final MockFlowFile unknown = impatient().with("Part Size", "1 KB").send(loseTheCommit(records(RECORDS)), LoadRelationships.RETRY);
        unknown.assertAttributeEquals("starrocks.status", "UNKNOWN");
        CLUSTER.emulator().faults().clear();

        runner().with("Part Size", "2 KB").send(unknown, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "LABEL_FINISHED");

        assertEachRowOnce();
    }

    @Test
    void transactionLeftOpenByACrashIsClearedByTheOtherNode() throws Exception {
        final MockFlowFile flowFile = PutRunner.flowFile(records(RECORDS));
        leaveOpen(flowFile);
        assertThat(CLUSTER.emulator().labelState(database, labelOfParts())).isEqualTo(TransactionState.PREPARE);

        final MockFlowFile sent = runner().with("Part Size", "2 KB").send(flowFile, LoadRelationships.SUCCESS);

        sent.assertAttributeEquals("starrocks.label", labelOfParts());
        sent.assertAttributeEquals("starrocks.status", "SUCCESS");
        assertEachRowOnce();
    }

    @Test
    void transactionLeftPreparedByACrashIsCommittedByTheOtherNode() throws Exception {
        final MockFlowFile flowFile = PutRunner.flowFile(records(RECORDS));
        leavePrepared(flowFile);
        CLUSTER.emulator().requests().clear();

        final MockFlowFile sent = runner().send(flowFile, LoadRelationships.SUCCESS);

        assertThat(parts()).as("rows that were sent again").isEmpty();
        sent.assertAttributeNotExists("starrocks.rows.loaded");
        assertEachRowOnce();
    }

    @Test
    void singleLoadEditedToTransactionAfterALostReplyIsNotLoadedTwice() throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.ResetAfterCommit());
        CLUSTER.emulator().faults().on(RequestKind.LOAD_STATE).inject(new Fault.Reply(500, "text/plain", "out of order"));
        final MockFlowFile unknown = impatient().with("Delivery Strategy", "SINGLE_LOAD").send(PutRunner.flowFile(records(RECORDS)), LoadRelationships.RETRY);
        unknown.assertAttributeEquals("starrocks.status", "UNKNOWN");
        CLUSTER.emulator().faults().clear();

        runner().send(unknown, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "LABEL_FINISHED");

        assertEachRowOnce();
    }

    @Test
    void transactionEditedToSingleLoadAfterALostReplyIsNotLoadedTwice() throws InitializationException {
        final MockFlowFile unknown = impatient().send(loseTheCommit(records(RECORDS)), LoadRelationships.RETRY);
        CLUSTER.emulator().faults().clear();

        runner().with("Delivery Strategy", "SINGLE_LOAD").send(unknown, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "LABEL_FINISHED");

        assertEachRowOnce();
    }

    @Test
    void transactionLeftPreparedIsCommittedBySingleLoadToo() throws Exception {
        final MockFlowFile flowFile = PutRunner.flowFile(records(RECORDS));
        leavePrepared(flowFile);

        runner(Map.of("Outcome Timeout", "2 sec")).with("Delivery Strategy", "SINGLE_LOAD").send(flowFile, LoadRelationships.SUCCESS);

        assertEachRowOnce();
    }

    @Test
    void transactionLeftOpenKeepsSingleLoadWaitingUntilATransactionClearsIt() throws Exception {
        final MockFlowFile flowFile = PutRunner.flowFile(records(RECORDS));
        leaveOpen(flowFile);

        final MockFlowFile unknown = impatient().with("Delivery Strategy", "SINGLE_LOAD").send(flowFile, LoadRelationships.RETRY);
        unknown.assertAttributeEquals("starrocks.status", "UNKNOWN");
        assertThat(count()).isZero();

        runner().send(unknown, LoadRelationships.SUCCESS);

        assertEachRowOnce();
    }

    @Test
    void tryThatNiFiForgetsIsSettledByTheLabel() throws InitializationException {
        final MockFlowFile flowFile = PutRunner.flowFile(records(RECORDS));
        runner().with("Part Size", "1 KB").send(flowFile, LoadRelationships.SUCCESS);

        runner().with("Part Size", "4 KB").send(flowFile, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "LABEL_FINISHED");

        assertEachRowOnce();
    }

    /** Stops a processor between two parts and lets no rollback through, as when NiFi dies. */
    private void leaveOpen(final MockFlowFile flowFile) throws Exception {
        CLUSTER.emulator().faults().on(RequestKind.FE_TRANSACTION).where("/rollback").inject(new Fault.ResetBeforeBody());
        CLUSTER.emulator().faults().on(RequestKind.CANCEL).inject(new Fault.ResetBeforeBody());
        stopAt(flowFile, CLUSTER.emulator().faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/load").after(3).times(1).inject(LONG_DELAY));
    }

    private void leavePrepared(final MockFlowFile flowFile) throws Exception {
        CLUSTER.emulator().faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/commit").inject(new Fault.ResetBeforeBody());
        stopAt(flowFile, CLUSTER.emulator().faults().on(RequestKind.LOAD_STATE).where("fe0 ").after(1).times(1).inject(LONG_DELAY));
        assertThat(CLUSTER.emulator().labelState(database, labelOfParts())).isEqualTo(TransactionState.PREPARED);
    }

    private void stopAt(final MockFlowFile flowFile, final FaultRule blocking) throws Exception {
        final PutRunner dying = runner().with("Part Size", "1 KB");
        dying.nifi.enqueue(flowFile);
        ProcessorStop.whileBlocked(dying.nifi, () -> blocking.hits() == 1);
        dying.nifi.assertTransferCount(LoadRelationships.SUCCESS, 0);
        CLUSTER.emulator().faults().clear();
    }

    /** The commit takes effect, and nobody hears of it. */
    private MockFlowFile loseTheCommit(final String content) {
        CLUSTER.emulator().faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/commit").inject(new Fault.ResetAfterCommit());
        CLUSTER.emulator().faults().on(RequestKind.LOAD_STATE).where("fe0 ").after(1).inject(new Fault.Reply(500, "text/plain", "out of order"));
        return PutRunner.flowFile(content);
    }

    private PutRunner runner() throws InitializationException {
        return runner(Map.of());
    }

    /** For a try of which nobody is to learn what became of it. */
    private PutRunner impatient() throws InitializationException {
        return runner(Map.of("Outcome Timeout", "500 ms"));
    }

    private PutRunner runner(final Map<String, String> connection) throws InitializationException {
        return PutRunner.create(CLUSTER, connection, database, table, new JsonTreeReader(), Map.of()).as(PROCESSOR).with("Delivery Strategy", "TRANSACTION");
    }

    /** Requests with rows that a BE has taken. */
    private static List<RecordedRequest> parts() {
        return CLUSTER.emulator().requests().to("/api/transaction/load").stream().filter(request -> request.bodyBytes() > 0).toList();
    }

    private static String labelOfParts() {
        final List<String> labels = CLUSTER.emulator().requests().to("/api/transaction/").stream().flatMap(part -> part.header("label").stream()).distinct()
                .toList();
        assertThat(labels).hasSize(1);
        return labels.getFirst();
    }

    private TransactionState stateOf(final MockFlowFile sent) {
        return CLUSTER.emulator().labelState(database, sent.getAttribute("starrocks.label"));
    }

    private static String records(final int count) {
        return IntStream.range(0, count).mapToObj("{\"id\":%1$d,\"name\":\"name of %1$d\"}"::formatted).collect(Collectors.joining("\n"));
    }

    private static String recordsAnd(final String last) {
        return records(RECORDS) + "\n" + last;
    }

    private void assertEachRowOnce() {
        assertThat(CLUSTER.query("SELECT id, name FROM %s.%s ORDER BY id".formatted(database, table)))
                .isEqualTo(IntStream.range(0, RECORDS).mapToObj(id -> List.<Object>of(id, "name of " + id)).toList());
    }

    private long count() {
        return CLUSTER.queryNumber("SELECT count(*) FROM %s.%s".formatted(database, table));
    }
}
