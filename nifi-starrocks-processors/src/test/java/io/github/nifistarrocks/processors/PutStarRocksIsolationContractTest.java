package io.github.nifistarrocks.processors;

import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.record.RecordSchema;
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

import static io.github.nifistarrocks.processors.IsolationFlow.good;
import static io.github.nifistarrocks.processors.IsolationFlow.late;
import static io.github.nifistarrocks.processors.IsolationFlow.tooLong;
import static io.github.nifistarrocks.processors.IsolationFlow.unlucky;
import static org.assertj.core.api.Assertions.assertThat;

/** Invalid records are rejected, the others are loaded once. The table is a DUPLICATE KEY one, which shows every row that is loaded twice. */
@Timeout(240)
class PutStarRocksIsolationContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private IsolationFlow isolating;

    @BeforeEach
    void create() throws Exception {
        isolating = IsolationFlow.create(CLUSTER);
        CLUSTER.emulator().requests().clear();
    }

    @AfterEach
    void nothingIsOpen() {
        CLUSTER.emulator().faults().clear();
        isolating.assertNothingIsOpen();
    }

    @ParameterizedTest
    @CsvSource({"JSON,SINGLE_LOAD", "JSON,TRANSACTION", "CSV,SINGLE_LOAD", "CSV,TRANSACTION"})
    void eachInvalidRecordIsRejectedWithItsReason(final String format, final String strategy) throws Exception {
        isolating.with("Format", format).with("Delivery Strategy", strategy).send(array(good(1), late(2), good(3), tooLong(4), unlucky(5), good(6)));

        final MockFlowFile success = isolating.only("success");
        success.assertAttributeEquals("starrocks.records.rejected", "3");
        success.assertAttributeEquals("record.count", "3");
        final MockFlowFile rejected = isolating.only("rejected");
        rejected.assertAttributeEquals("record.count", "3");
        rejected.assertAttributeEquals("starrocks.status", "REJECTED");
        assertThat(isolating.rejected().keySet()).containsExactly(2, 4, 5);
        assertThat(isolating.rejected().get(2)).contains(IsolationFlow.OUT_OF_PARTITIONS);
        assertThat(isolating.rejected().get(4)).contains("name", "longer than ten", "VARCHAR");
        assertThat(isolating.rejected().get(5)).contains(IsolationFlow.NULL_LEVEL);
        assertThat(isolating.loaded()).containsExactly(1, 3, 6);
    }

    /** The longest text fits only without the characters that a trial load would have to put around it. */
    @ParameterizedTest
    @CsvSource({"JSON,SINGLE_LOAD", "JSON,TRANSACTION", "CSV,SINGLE_LOAD", "CSV,TRANSACTION"})
    void trialLoadsJudgeTextOfAnyCharactersAsTheLoadDoes(final String format, final String strategy) throws Exception {
        CLUSTER.emulator().faults().on(RequestKind.ERROR_LOG).inject(new Fault.ResetBeforeBody());
        final String quoted = IsolationFlow.record(1, "2024-01-01", "say \\\"hi^\\\"\\n", 1);
        final String late = IsolationFlow.record(2, "2031-01-01", "\\n^\\\"", 1);

        isolating.with("Format", format).with("Delivery Strategy", strategy).send(array(quoted, late, good(3), quoted, unlucky(5), quoted));

        assertThat(isolating.rejected()).containsOnlyKeys(2, 5);
        assertThat(isolating.loaded()).containsExactly(1, 1, 1, 3);
        assertThat(CLUSTER.query("SELECT DISTINCT name FROM %s.%s WHERE id = 1".formatted(isolating.database, isolating.table)))
                .containsExactly(List.of("say \"hi^\"\n"));
        assertThat(CLUSTER.emulator().requests().to("/api/transaction/load")).as("trial loads").isNotEmpty();
    }

    @Test
    void rejectedChangesAreNotCountedAsSuperseded() throws Exception {
        isolating = IsolationFlow.create(CLUSTER, "PRIMARY");
        isolating.with("Operation Source", "RECORD_PATH").with("Operation Record Path", "/op")
                .send("[%s]".formatted(Stream.of(good(1), tooLong(2), unlucky(3), good(4)).map(row -> row.replaceFirst("\\{", "{\"op\":\"c\","))
                        .collect(Collectors.joining(","))));

        final MockFlowFile success = isolating.only("success");
        success.assertAttributeEquals("starrocks.records.rejected", "2");
        success.assertAttributeEquals("record.count", "2");
        success.assertAttributeNotExists("starrocks.rows.superseded");
    }

    @Test
    void withoutInvalidRecordsThereIsOneLoadAndNoTrialLoad() {
        isolating.send(array(good(1), good(2)));

        final MockFlowFile success = isolating.only("success");
        success.assertAttributeNotExists("starrocks.trial.loads");
        success.assertAttributeNotExists("starrocks.records.rejected");
        isolating.runner.nifi.assertTransferCount("rejected", 0);
        assertThat(isolating.loaded()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 25, 50})
    void oneInvalidRecordIsFoundWhereverItIs(final int bad) throws Exception {
        isolating.send(IntStream.rangeClosed(1, 50).mapToObj(id -> id == bad ? unlucky(id) : good(id)).collect(Collectors.joining(",", "[", "]")));

        assertThat(isolating.rejected()).containsOnlyKeys(bad);
        assertThat(isolating.loaded()).hasSize(49).doesNotContain(bad);
    }

    @ParameterizedTest
    @CsvSource({"1,SINGLE_LOAD", "1,TRANSACTION", "3,SINGLE_LOAD", "120,SINGLE_LOAD", "120,TRANSACTION"})
    void whenAllAreInvalidAllAreRejectedAndNothingIsLoaded(final int count, final String strategy) throws Exception {
        isolating.with("Delivery Strategy", strategy).send(IsolationFlow.records(count, 1));

        isolating.only("success").assertAttributeEquals("starrocks.status", "EMPTY");
        isolating.only("success").assertAttributeEquals("record.count", "0");
        assertThat(isolating.rejected()).hasSize(count).allSatisfy((id, reason) -> assertThat(reason).contains(IsolationFlow.OUT_OF_PARTITIONS));
        assertThat(isolating.loaded()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SINGLE_LOAD", "TRANSACTION"})
    void manyThatAreAllInvalidNeedFewTrialLoads(final String strategy) throws Exception {
        isolating.with("Delivery Strategy", strategy).send(IsolationFlow.records(2_000, 1));

        assertThat(isolating.rejected()).hasSize(2_000).allSatisfy((id, reason) -> assertThat(reason).contains(IsolationFlow.OUT_OF_PARTITIONS));
        assertThat(Integer.parseInt(isolating.only("success").getAttribute("starrocks.trial.loads"))).isLessThan(80);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SINGLE_LOAD", "TRANSACTION"})
    void moreThanALogHoldsAreFoundByFewTrialLoads(final String strategy) throws Exception {
        isolating.with("Delivery Strategy", strategy).send(IsolationFlow.records(2_000, 10, IsolationFlow::unlucky));

        assertThat(isolating.rejected()).hasSize(200);
        assertThat(isolating.loaded()).hasSize(1_800).doesNotHaveDuplicates();
        assertThat(Integer.parseInt(isolating.only("success").getAttribute("starrocks.trial.loads"))).isLessThan(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"SINGLE_LOAD", "TRANSACTION"})
    void recordsOfWhichTheLogShowsOneCostOneTrialLoadEach(final String strategy) throws Exception {
        isolating.with("Delivery Strategy", strategy).send(IsolationFlow.records(1_000, 10));

        assertThat(isolating.rejected()).hasSize(100);
        assertThat(isolating.loaded()).hasSize(900).doesNotHaveDuplicates();
        assertThat(Integer.parseInt(isolating.only("success").getAttribute("starrocks.trial.loads"))).isLessThan(120);
    }

    @Test
    void equalRecordsAreKeptOrRejectedTogether() throws Exception {
        isolating.send(array(good(1), good(1), unlucky(2), good(3), unlucky(2), good(1)));

        assertThat(isolating.only("rejected").getAttribute("record.count")).isEqualTo("2");
        assertThat(isolating.loaded()).containsExactly(1, 1, 1, 3);
    }

    @Test
    void validRecordThatMatchesAPrintedInvalidRowIsLoaded() throws Exception {
        final String bad = IsolationFlow.record(7, "2031-01-01", "same", 1);
        final String same = IsolationFlow.record(7, "2024-01-01", "same", 1);

        isolating.send(array(good(1), same, bad, same, good(2)));

        assertThat(isolating.rejected()).containsOnlyKeys(7);
        assertThat(isolating.only("rejected").getContent()).contains("2031-01-01").doesNotContain("2024-01-01");
        assertThat(isolating.loaded()).containsExactly(1, 2, 7, 7);
    }

    /** A refused transaction is reported without counts, so one trial load counts the invalid rows. */
    @ParameterizedTest
    @CsvSource({"JSON,SINGLE_LOAD,", "JSON,TRANSACTION,1", "CSV,SINGLE_LOAD,", "CSV,TRANSACTION,1"})
    void printedRowsThatLeadToAllInvalidRecordsNeedNoVerification(final String format, final String strategy, final String trialLoads) throws Exception {
        isolating.with("Format", format).with("Delivery Strategy", strategy).send(array(good(1), unlucky(2), good(3), unlucky(4), good(5), tooLong(6)));

        assertThat(isolating.only("success").getAttribute("starrocks.trial.loads")).isEqualTo(trialLoads);
        isolating.only("success").assertAttributeEquals("starrocks.loads", "2");
        assertThat(isolating.rejected()).containsOnlyKeys(2, 4, 6);
        assertThat(isolating.loaded()).containsExactly(1, 3, 5);
    }

    /** One of two invalid rows is printed, and two records match it. */
    @Test
    void presumedRecordsAreLoadedIfTheyAreValid() throws Exception {
        final String valid = IsolationFlow.record(7, "2024-01-01", "same", 1);
        final String invalid = IsolationFlow.record(7, "2031-01-01", "same", 1);

        isolating.send(array(valid, invalid, late(8), good(1), good(2), good(3), good(4), good(5)));

        assertThat(isolating.rejected()).containsOnlyKeys(7, 8);
        assertThat(isolating.only("rejected").getContent()).contains("2031-01-01").doesNotContain("2024-01-01");
        assertThat(isolating.loaded()).containsExactly(1, 2, 3, 4, 5, 7);
    }

    @Test
    void recordsAreFoundByCountsAloneWhenTheLogCannotBeRead() throws Exception {
        CLUSTER.emulator().faults().on(RequestKind.ERROR_LOG).inject(new Fault.ResetBeforeBody());

        isolating.send(IsolationFlow.records(60, 17));

        assertThat(isolating.rejected()).containsOnlyKeys(17, 34, 51);
        assertThat(isolating.loaded()).hasSize(57);
    }

    @Test
    void rowsThatAConditionSkipsAreValid() throws Exception {
        isolating.with("load.where", "id > 3").send(array(good(1), good(2), late(4), good(3), unlucky(5), good(6)));

        assertThat(isolating.rejected()).containsOnlyKeys(4, 5);
        assertThat(isolating.loaded()).containsExactly(6);
    }

    @Test
    void trialsAreSentInPartsAsTransactionsAre() throws Exception {
        final MockFlowFile flowFile = PutRunner.flowFile(IsolationFlow.records(500, 50));
        isolating.with("Delivery Strategy", "TRANSACTION").with("Part Size", "1 KB").send(flowFile);
        assertThat(isolating.rejected()).hasSize(10);
        CLUSTER.emulator().requests().clear();

        isolating.send(flowFile);

        assertThat(isolating.rejected()).hasSize(10);
        assertThat(isolating.loaded()).hasSize(490);
        assertThat(CLUSTER.emulator().requests().to("/api/transaction/load")).filteredOn(request -> request.server().startsWith("be"))
                .as("parts of the trial of everything").hasSizeGreaterThan(10).allSatisfy(part -> assertThat(part.bodyBytes()).isLessThan(1_200));
    }

    @Test
    void tooFewTrialLoadsAreReportedAndNothingIsLoaded() {
        isolating.with("Maximum Trial Loads", "2").send(IsolationFlow.records(2_000, 4));

        final MockFlowFile failure = isolating.only("failure");
        failure.assertAttributeEquals("starrocks.error.reason", "REJECTED_ROWS");
        assertThat(failure.getAttribute("starrocks.error.message")).contains("Nothing was loaded", "could not be isolated",
                "invalid records were found by 2 trial loads",
                "Maximum Trial Loads");
        failure.assertAttributeNotExists("starrocks.records.rejected");
        isolating.runner.nifi.assertTransferCount("rejected", 0);
        assertThat(isolating.loaded()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SINGLE_LOAD", "TRANSACTION"})
    void rowsOfAPreviousAttemptAreNotLoadedAgainAndTheRejectedAreStillDelivered(final String strategy) throws Exception {
        final MockFlowFile flowFile = PutRunner.flowFile(IsolationFlow.records(300, 4));
        isolating.with("Delivery Strategy", strategy).send(flowFile);

        isolating.send(flowFile);

        assertThat(isolating.only("success").getAttribute("starrocks.status")).isIn("LABEL_FINISHED", "LABEL_STATE");
        assertThat(isolating.rejected()).hasSize(75);
        assertThat(isolating.loaded()).hasSize(225).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SINGLE_LOAD", "TRANSACTION"})
    void rejectedRecordsThatCannotBeFoundAgainNeedIntervention(final String strategy) throws Exception {
        final MockFlowFile flowFile = PutRunner.flowFile(IsolationFlow.records(2_000, 4, IsolationFlow::unlucky));
        isolating.with("Delivery Strategy", strategy).send(flowFile);

        isolating.with("Maximum Trial Loads", "2").send(flowFile);
        assertThat(isolating.only("failure").getAttribute("starrocks.error.message"))
                .contains("is committed", "Which records were filtered could not be determined",
                        "Maximum Trial Loads", "which loads nothing twice")
                .doesNotContain("Nothing was loaded");

        isolating.with("Maximum Trial Loads", "500").send(flowFile);
        assertThat(isolating.rejected()).hasSize(500);
        assertThat(isolating.loaded()).hasSize(1_500).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @EnumSource(value = RequestKind.class, names = {"FE_TRANSACTION", "TRANSACTION_BEGIN", "TRANSACTION_LOAD", "TRANSACTION_PREPARE", "TRANSACTION_ROLLBACK",
            "BE_STREAM_LOAD", "FE_STREAM_LOAD", "LOAD_STATE", "ERROR_LOG"})
    void replyLostInTheSearchCostsAtMostAnAttempt(final RequestKind step) throws Exception {
        CLUSTER.emulator().faults().on(step).after(1).times(1).inject(new Fault.ResetAfterCommit());
        final MockFlowFile flowFile = PutRunner.flowFile(IsolationFlow.records(200, 2));
        isolating.send(flowFile);

        for (int again = 0; again < 3 && !isolating.runner.nifi.getFlowFilesForRelationship("retry").isEmpty(); again++) {
            isolating.assertNothingIsOpen();
            isolating.send(flowFile);
        }

        assertThat(isolating.rejected()).hasSize(100);
        assertThat(isolating.loaded()).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void pressureInTheSearchIsRetried() throws Exception {
        CLUSTER.emulator().faults().on(RequestKind.TRANSACTION_PREPARE).after(2).times(1).inject(Fault.memoryLimit());
        final MockFlowFile flowFile = PutRunner.flowFile(IsolationFlow.records(400, 2));
        isolating.send(flowFile);

        isolating.only("retry").assertAttributeEquals("starrocks.error.reason", "MEMORY");
        isolating.runner.nifi.assertTransferCount("rejected", 0);
        assertThat(isolating.loaded()).isEmpty();

        isolating.send(flowFile);

        assertThat(isolating.rejected()).hasSize(200);
        assertThat(isolating.loaded()).hasSize(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"begin", "load", "prepare", "rollback"})
    void stoppedInTheSearchTheFlowFileStaysInTheQueue(final String step) throws Exception {
        final FaultRule rule = CLUSTER.emulator().faults().on(RequestKind.FE_TRANSACTION).where("/api/transaction/" + step).after(1).times(1)
                .inject(new Fault.DelayReply(Duration.ofMinutes(5)));
        final MockFlowFile flowFile = PutRunner.flowFile(IsolationFlow.records(300, 2));
        isolating.runner.nifi.enqueue(flowFile);

        ProcessorStop.whileBlocked(isolating.runner.nifi, () -> rule.hits() == 1);

        assertThat(isolating.runner.nifi.getQueueSize().getObjectCount()).isEqualTo(1);
        isolating.assertNothingIsOpen();
        assertThat(isolating.loaded()).isEmpty();
        CLUSTER.emulator().faults().clear();
        isolating.trigger();
        assertThat(isolating.rejected()).hasSize(150);
        assertThat(isolating.loaded()).hasSize(150);
    }

    @Test
    void valuesThatCannotBeWrittenAreFoundInOneReading() throws Exception {
        // A lone surrogate in a field that only an expression uses: no check of columns sees it.
        final String records = IntStream.rangeClosed(1, 100)
                .mapToObj(id -> "{\"id\":%d,\"day\":\"2024-01-01\",\"name\":\"n\",\"score\":\"%s\"}".formatted(id, id % 2 == 0 ? "\\ud800" : "1"))
                .collect(Collectors.joining(",", "[", "]"));

        isolating.send(records);

        assertThat(isolating.rejected()).hasSize(50).allSatisfy((id, reason) -> assertThat(reason).contains("score"));
        assertThat(isolating.loaded()).hasSize(50);
        assertThat(CLUSTER.emulator().requests().to("_stream_load")).hasSizeLessThan(8);
    }

    @Test
    void unknownOperationsAreRejectedRecordsUnderIsolation() throws Exception {
        isolating = IsolationFlow.create(CLUSTER, "PRIMARY").with("Operation Source", "RECORD_PATH").with("Operation Record Path", "/op").with("field.op", "");

        isolating.send(array(op(good(1), "insert"), op(good(2), "explode"), op(late(3), "insert"), op(good(4), "upsert")));

        assertThat(isolating.rejected()).containsOnlyKeys(2, 3);
        assertThat(isolating.rejected().get(2)).contains("explode");
        assertThat(isolating.loaded()).containsExactly(1, 4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whenTheLastChangeOfAKeyIsInvalidTheOneBeforeItCounts(final boolean seenByTheClient) throws Exception {
        isolating = IsolationFlow.create(CLUSTER, "PRIMARY").with("Operation Source", "RECORD_PATH").with("Operation Record Path", "/op").with("field.op", "");

        isolating.send(array(op(good(1), "insert"), op(good(2), "insert"), op(seenByTheClient ? tooLong(1) : unlucky(1), "update"),
                op(good(3), "insert"), op(good(3), "delete")));

        assertThat(isolating.rejected()).containsOnlyKeys(1);
        assertThat(isolating.loaded()).containsExactly(1, 2);
    }

    @Test
    void recordThatWasRejectedBeforeIsRejectedAgainWithTheNewReason() throws Exception {
        final String rejectedBefore = late(2).replace("}", ",\"starrocks_error\":\"an old reason\",\"starrocks_row\":\"an old row\"}");

        isolating.with("Unknown Fields", "IGNORE").send(array(good(1), rejectedBefore));

        assertThat(isolating.rejected()).containsOnlyKeys(2);
        assertThat(isolating.only("rejected").getContent()).contains(IsolationFlow.OUT_OF_PARTITIONS).doesNotContain("an old");
        assertThat(isolating.loaded()).containsExactly(1);
    }

    @Test
    void rejectedRecordsHaveNoAttributesOfAPreviousAttempt() throws Exception {
        final MockFlowFile flowFile = PutRunner.flowFile(array(good(1), late(2)));
        flowFile.putAttributes(Map.of("starrocks.error.message", "of an earlier try", "starrocks.transaction.id", "7"));

        isolating.send(flowFile);

        final MockFlowFile rejected = isolating.only("rejected");
        rejected.assertAttributeNotExists("starrocks.error.message");
        rejected.assertAttributeNotExists("starrocks.transaction.id");
    }

    @Test
    void rejectedRecordsThatCannotBeWrittenFailTheFlowFileWhoseValidRowsAreLoaded() throws Exception {
        final BrokenWriter broken = new BrokenWriter();
        isolating.runner.nifi.addControllerService("broken", broken);
        isolating.runner.nifi.enableControllerService(broken);
        isolating.with("Rejected Record Writer", "broken").runner.nifi.enqueue(array(good(1), late(2)));

        isolating.trigger();

        assertThat(isolating.only("failure").getAttribute("starrocks.error.message")).contains("The valid records are loaded",
                "the rejected ones cannot be written by the Rejected Record Writer", "under its label", "the 1 rejected records");
        assertThat(isolating.loaded()).containsExactly(1);
    }

    /** Nothing commits the valid rows before the FlowFile is sent again, so it must not be dropped. */
    @Test
    void rejectedRecordsThatCannotBeWrittenInTwoPhasesLeaveTheValidRowsPrepared() throws Exception {
        final BrokenWriter broken = new BrokenWriter();
        isolating.runner.nifi.addControllerService("broken", broken);
        isolating.runner.nifi.enableControllerService(broken);
        isolating.with("Rejected Record Writer", "broken").with("Delivery Strategy", "TWO_PHASE").runner.nifi.enqueue(array(good(1), late(2)));

        isolating.trigger();

        final MockFlowFile failed = isolating.only("failure");
        assertThat(failed.getAttribute("starrocks.error.message")).contains("are prepared for", "not loaded yet", "send the FlowFile again");
        assertThat(isolating.loaded()).isEmpty();
        isolating.with("Rejected Record Writer", "writer").send(failed);
        isolating.trigger();
        assertThat(isolating.loaded()).containsExactly(1);
    }

    @Test
    void columnThatHasGrownMeanwhileRejectsNoRecordThatFitsNow() throws Exception {
        isolating.send(array(good(1), tooLong(2)));
        assertThat(isolating.rejected()).containsOnlyKeys(2);
        final String table = "%s.%s".formatted(isolating.database, isolating.table);
        CLUSTER.emulator()
                .execute("DROP TABLE %1$s; CREATE TABLE %1$s (id INT NOT NULL, day DATE NOT NULL, name VARCHAR(100), level INT NOT NULL) ".formatted(table)
                        + "DUPLICATE KEY(id, day) DISTRIBUTED BY HASH(id) BUCKETS 2");

        isolating.send(array(tooLong(2)));

        isolating.runner.nifi.assertTransferCount("rejected", 0);
        assertThat(isolating.loaded()).containsExactly(2);
    }

    @Test
    void badRecordThatMovesARowToAnotherKeyLeavesItWhereItIs() throws Exception {
        isolating = IsolationFlow.create(CLUSTER, "PRIMARY").with("Operation Source", "DEBEZIUM");
        isolating.send(array(event("c", "null", good(1)), event("c", "null", good(2))));

        isolating.send(array(event("u", good(1), tooLong(3)), event("d", good(2), "null"), event("c", "null", good(4))));

        assertThat(isolating.only("rejected").getAttribute("record.count")).isEqualTo("1");
        assertThat(isolating.loaded()).containsExactly(1, 4);
    }

    @Test
    void messageOfSeveralRowsIsLoadedAsAWholeOrRejectedAsAWhole() throws Exception {
        isolating = IsolationFlow.create(CLUSTER, "PRIMARY").with("Operation Source", "CANAL");

        isolating.send(array("{\"type\":\"INSERT\",\"data\":[%s,%s]}".formatted(good(1), tooLong(2)), "{\"type\":\"INSERT\",\"data\":[%s,%s]}"
                .formatted(good(3), good(4))));

        assertThat(isolating.only("rejected").getAttribute("record.count")).isEqualTo("1");
        assertThat(isolating.loaded()).containsExactly(3, 4);
    }

    @Test
    void changeWithFewerColumnsThanTheInvalidOneThatSupersededItIsNotSentInItsColumns() throws Exception {
        isolating = IsolationFlow.create(CLUSTER, "PRIMARY").with("Operation Source", "DEBEZIUM");
        isolating.send(array(event("c", "null", good(1)), event("c", "null", good(2))));

        isolating.send(array(event("u", "null", IsolationFlow.record(1, "2024-01-01", "__debezium_unavailable_value", 2)), event("u", "null", unlucky(1)),
                event("c", "null", good(3))));

        assertThat(isolating.only("failure").getAttribute("starrocks.error.message")).contains("have another set of columns");
        assertThat(CLUSTER.query("SELECT name FROM %s.%s ORDER BY id".formatted(isolating.database, isolating.table))).containsExactly(List.of("n1"),
                List.of("n2"));
    }

    @Test
    void changeWithoutAKeyIsRejectedAndDoesNotStopTheOthers() throws Exception {
        isolating = IsolationFlow.create(CLUSTER, "PRIMARY").with("Operation Source", "RECORD_PATH").with("Operation Record Path", "/op").with("field.op", "");

        isolating.send(array(op(good(1), "insert"), "{\"id\":7,\"day\":null,\"name\":\"x\",\"score\":1,\"op\":\"insert\"}", op(good(2), "insert")));

        assertThat(isolating.rejected()).containsOnlyKeys(7);
        assertThat(isolating.rejected().get(7)).contains("day", "record 2");
        assertThat(isolating.loaded()).containsExactly(1, 2);
    }

    private static String array(final String... records) {
        return List.of(records).toString();
    }

    private static String event(final String op, final String before, final String after) {
        return "{\"op\":\"%s\",\"before\":%s,\"after\":%s}".formatted(op, before, after);
    }

    private static String op(final String record, final String operation) {
        return record.substring(0, record.length() - 1) + ",\"op\":\"" + operation + "\"}";
    }

    private static final class BrokenWriter extends JsonRecordSetWriter {

        @Override
        public RecordSetWriter createWriter(final ComponentLog logger, final RecordSchema schema, final OutputStream out, final Map<String, String> variables) {
            throw new IllegalStateException("broken");
        }
    }
}
