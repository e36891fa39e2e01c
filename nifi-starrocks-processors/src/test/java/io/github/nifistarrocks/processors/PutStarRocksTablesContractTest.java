package io.github.nifistarrocks.processors;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.nifistarrocks.emulator.cluster.Election;
import io.github.nifistarrocks.emulator.cluster.StarRocksVersion;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.emulator.transaction.TransactionState;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Table Strategy = Record Path: the records of one FlowFile go into the tables that they name, all or none. */
@Timeout(240)
class PutStarRocksTablesContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();
    @RegisterExtension
    static final StarRocksCluster EARLY = StarRocksCluster.create(builder -> builder.version(StarRocksVersion.RECORDED_WITH_LABELS));
    @RegisterExtension
    static final StarRocksCluster BEFORE_4_0 = StarRocksCluster.create(builder -> builder.multiTableTransactions(false));

    private static final String PROCESSOR = "5b0f6d3c-0193-1000-8000-7d3c11aa0004";
    private static final String ROWS = "CREATE TABLE {table} (id INT NOT NULL, name VARCHAR(10)) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2";
    private static final String KEYED = "CREATE TABLE {table} (id INT NOT NULL, name VARCHAR(10)) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2";

    private final String database = CLUSTER.newDatabase();
    private final String orders = CLUSTER.newTable(database, ROWS);
    private final String items = CLUSTER.newTable(database, ROWS);

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
    void recordsGoIntoTheTablesThatTheyName(final String format) throws InitializationException {
        final MockFlowFile sent = runner().with("Format", format).with("Part Size", "100 B")
                .send(IntStream.range(0, 60).mapToObj(id -> record(id % 3 == 0 ? items : orders, id, "n" + id)).collect(Collectors.joining(",", "[", "]")),
                        LoadRelationships.SUCCESS);

        assertThat(rows(items)).isEqualTo(IntStream.range(0, 60).filter(id -> id % 3 == 0).mapToObj(id -> List.<Object>of(id, "n" + id)).toList());
        assertThat(rows(orders)).isEqualTo(IntStream.range(0, 60).filter(id -> id % 3 != 0).mapToObj(id -> List.<Object>of(id, "n" + id)).toList());
        assertThat(CLUSTER.emulator().requests().to("/api/transaction/load").stream().filter(request -> request.bodyBytes() > 0)).as("parts")
                .hasSizeGreaterThan(4);
        sent.assertAttributeEquals("starrocks.table", items + "," + orders);
        sent.assertAttributeEquals("starrocks.database", database);
        sent.assertAttributeEquals("starrocks.status", "SUCCESS");
        sent.assertAttributeEquals("record.count", "60");
        assertThat(sent.getAttribute("starrocks.label")).contains(sent.getAttribute("uuid"));
    }

    @Test
    void manyTablesAreOneTransaction() throws InitializationException {
        final List<String> tables = IntStream.range(0, 12).mapToObj(number -> CLUSTER.newTable(database, ROWS)).toList();

        final MockFlowFile sent = runner().send(tables.stream().map(table -> record(table, 1, "one")).collect(Collectors.joining("\n")),
                LoadRelationships.SUCCESS);

        assertThat(tables).allSatisfy(table -> assertThat(rows(table)).containsExactly(List.of(1, "one")));
        sent.assertAttributeEquals("starrocks.table", String.join(",", tables));
        assertThat(CLUSTER.emulator().requests().to("/api/transaction/commit").stream().filter(request -> request.server().equals("fe0"))).hasSize(1);
    }

    @Test
    void tablesWithDifferentColumnsTakeTheirOwnFields() throws InitializationException {
        final String prices = CLUSTER.newTable(database,
                "CREATE TABLE {table} (id INT, price DECIMAL(9,2)) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 1");
        final PutRunner runner = runner().with("Unknown Fields", "IGNORE");

        runner.send("[%s,{\"table\":\"%s\",\"id\":2,\"price\":9.5}]".formatted(record(orders, 1, "one"), prices), LoadRelationships.SUCCESS);

        assertThat(rows(orders)).containsExactly(List.of(1, "one"));
        assertThat(CLUSTER.query("SELECT id, price FROM %s.%s".formatted(database, prices))).hasToString("[[2, 9.50]]");
    }

    @Test
    void rowThatOneTableRefusesKeepsTheOthersOut() throws InitializationException {
        final MockFlowFile sent = runner().send(
                "[%s,%s,%s]".formatted(record(orders, 1, "one"), record(items, 2, "two"), record(items, 3, "far too long a name")),
                LoadRelationships.FAILURE);

        sent.assertAttributeEquals("starrocks.status", "REJECTED");
        assertThat(sent.getAttribute("starrocks.error.rows")).contains("far too long a name");
        assertThat(rows(orders)).isEmpty();
        assertThat(rows(items)).isEmpty();
        assertThat(CLUSTER.emulator().labelState(database, sent.getAttribute("starrocks.label"))).isEqualTo(TransactionState.ABORTED);
    }

    @Test
    void tableThatDoesNotExistKeepsAllOutBeforeAnythingIsSent() throws InitializationException {
        final MockFlowFile sent = runner().send("[%s,%s]".formatted(record(orders, 1, "one"), record("nosuch", 2, "two")), LoadRelationships.FAILURE);

        sent.assertAttributeEquals("starrocks.error.reason", "NOT_FOUND");
        assertThat(sent.getAttribute("starrocks.error.message")).contains("nosuch", database);
        assertNothingBegun();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"id\":2}", "{\"id\":2,\"table\":null}", "{\"id\":2,\"table\":\"\"}", "{\"id\":2,\"table\":\"  \"}"})
    void recordThatNamesNoTableKeepsAllOut(final String nameless) throws InitializationException {
        final MockFlowFile sent = runner().send("[%s,%s]".formatted(record(orders, 1, "one"), nameless), LoadRelationships.FAILURE);

        sent.assertAttributeEquals("starrocks.error.reason", "INVALID_RECORD");
        assertThat(sent.getAttribute("starrocks.error.message")).startsWith("Record 2 names no table").contains("[/table]");
        assertNothingBegun();
    }

    /** A proxy would resolve it to another table. */
    @ParameterizedTest
    @ValueSource(strings = {"..", "../other", "a/b"})
    void recordThatNamesAPathKeepsAllOut(final String path) throws InitializationException {
        final MockFlowFile sent = runner().send("[%s,%s]".formatted(record(orders, 1, "one"), record(path, 2, "two")), LoadRelationships.FAILURE);

        sent.assertAttributeEquals("starrocks.error.reason", "INVALID_RECORD");
        assertThat(sent.getAttribute("starrocks.error.message")).startsWith("Record 2 names the table [%s], which no request can name".formatted(path));
        assertNothingBegun();
    }

    @Test
    void recordThatNamesTwoTablesKeepsAllOut() throws InitializationException {
        final MockFlowFile sent = runner().with("Table Record Path", "/tables[*]").with("Unknown Fields", "IGNORE")
                .send("[{\"id\":1,\"tables\":[\"%s\",\"%s\"]}]".formatted(orders, items), LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message")).startsWith("Record 1 names").contains(orders, items);
        assertNothingBegun();
    }

    @Test
    void tableOfAnotherDatabaseCannotBeNamed() throws InitializationException {
        final String other = CLUSTER.newDatabase();
        final String there = CLUSTER.newTable(other, ROWS);

        final MockFlowFile sent = runner().send("[%s]".formatted(record(other + "." + there, 1, "one")), LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message")).contains(other + "." + there);
        assertThat(CLUSTER.queryNumber("SELECT count(*) FROM %s.%s".formatted(other, there))).isZero();
        assertNothingBegun();
    }

    @Test
    void flowFileWithoutRecordsIsEmpty() throws InitializationException {
        runner().send("[]", LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "EMPTY");

        assertNothingBegun();
    }

    @Test
    void serverBefore40IsRefusedWithTheReason() throws InitializationException {
        final String there = BEFORE_4_0.newDatabase();
        final String one = BEFORE_4_0.newTable(there, ROWS);
        final String other = BEFORE_4_0.newTable(there, ROWS);
        final PutRunner runner = byPath(PutRunner.create(BEFORE_4_0, there, "unused"), "/table");

        final MockFlowFile sent = runner.send("[%s,%s]".formatted(record(one, 1, "one"), record(other, 2, "two")), LoadRelationships.FAILURE);

        sent.assertAttributeEquals("starrocks.status", "FAILED");
        sent.assertAttributeEquals("starrocks.error.reason", "REQUEST_REFUSED");
        assertThat(sent.getAttribute("starrocks.error.message")).contains("4.0", "Two-Phase Commit");
        assertThat(BEFORE_4_0.queryNumber("SELECT count(*) FROM %s.%s".formatted(there, one))).isZero();
    }

    @Test
    void changeEventsOfSeveralTablesAreAppliedTogether() throws InitializationException {
        final String customers = CLUSTER.newTable(database, KEYED);
        final String addresses = CLUSTER.newTable(database, KEYED);
        CLUSTER.execute(
                "INSERT INTO %1$s.%2$s VALUES (1, 'old'), (2, 'gone'); INSERT INTO %1$s.%3$s VALUES (7, 'old');".formatted(database, customers, addresses));
        final PutRunner runner = byPath(PutRunner.create(CLUSTER, database, "unused"), "/source/table").with("Operation Source", "DEBEZIUM");

        final MockFlowFile sent = runner.send("""
                {"op":"u","before":{"id":1,"name":"old"},"after":{"id":1,"name":"newer"},"source":{"table":"%1$s"}}
                {"op":"c","before":null,"after":{"id":8,"name":"eight"},"source":{"table":"%2$s"}}
                {"op":"u","before":{"id":1,"name":"newer"},"after":{"id":1,"name":"newest"},"source":{"table":"%1$s"}}
                {"op":"d","before":{"id":2,"name":"gone"},"after":null,"source":{"table":"%1$s"}}
                {"op":"d","before":{"id":7,"name":"old"},"after":null,"source":{"table":"%2$s"}}
                {"op":"c","before":null,"after":{"id":7,"name":"again"},"source":{"table":"%2$s"}}
                """.formatted(customers, addresses), LoadRelationships.SUCCESS);

        assertThat(rows(customers)).containsExactly(List.of(1, "newest"));
        assertThat(rows(addresses)).containsExactly(List.of(7, "again"), List.of(8, "eight"));
        sent.assertAttributeEquals("starrocks.rows.superseded", "2");
        sent.assertAttributeEquals("record.count", "4");
    }

    @Test
    void deleteThatOneOfTheTablesCannotTakeKeepsAllOut() throws InitializationException {
        final String customers = CLUSTER.newTable(database, KEYED);
        final PutRunner runner = byPath(PutRunner.create(CLUSTER, database, "unused"), "/source/table").with("Operation Source", "DEBEZIUM");

        final MockFlowFile sent = runner.send("""
                {"op":"c","before":null,"after":{"id":1,"name":"one"},"source":{"table":"%s"}}
                {"op":"d","before":{"id":2,"name":"two"},"after":null,"source":{"table":"%s"}}
                """.formatted(customers, orders), LoadRelationships.FAILURE);

        assertThat(sent.getAttribute("starrocks.error.message")).contains(orders, "not a PRIMARY KEY table");
        assertNothingBegun();
    }

    @Test
    void lostReplyToTheCommitIsSettledByTheLabel() throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/commit").times(1).inject(new Fault.ResetAfterCommit());

        runner().send("[%s,%s]".formatted(record(orders, 1, "one"), record(items, 2, "two")), LoadRelationships.SUCCESS);

        assertEachOnce();
    }

    @Test
    void commitThatNobodyHeardOfIsNotRepeated() throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/commit").inject(new Fault.ResetAfterCommit());
        // The states of this attempt and the five after it are asked for before the begin.
        CLUSTER.emulator().faults().on(RequestKind.LOAD_STATE).where("fe0 ").after(6).inject(new Fault.Reply(500, "text/plain", "out of order"));
        final PutRunner first = byPath(PutRunner.create(CLUSTER, Map.of("Outcome Timeout", "1 sec"), database, "unused", new JsonTreeReader(), Map.of()),
                "/table");
        final MockFlowFile unknown = first.as(PROCESSOR).send(PutRunner.flowFile("[%s,%s]".formatted(record(orders, 1, "one"), record(items, 2, "two"))),
                LoadRelationships.RETRY);
        unknown.assertAttributeEquals("starrocks.status", "UNKNOWN");
        CLUSTER.emulator().faults().clear();

        runner().as(PROCESSOR).send(unknown, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "LABEL_FINISHED");

        assertEachOnce();
    }

    @Test
    void partThatIsLostKeepsAllOutAndTheRepetitionLoadsOnce() throws InitializationException {
        CLUSTER.emulator().faults().on(RequestKind.TRANSACTION_LOAD).after(1).times(1).inject(new Fault.ResetAfterCommit());
        final PutRunner runner = runner();
        final MockFlowFile interrupted = runner.send(PutRunner.flowFile("[%s,%s]".formatted(record(orders, 1, "one"), record(items, 2, "two"))),
                LoadRelationships.RETRY);
        assertThat(rows(orders)).isEmpty();

        runner.send(interrupted, LoadRelationships.SUCCESS).assertAttributeNotExists("starrocks.warning");

        assertEachOnce();
    }

    /** The early version does not show how it has ended. */
    @Test
    void attemptThatThisProcessorHasEndedIsNoWarning() throws InitializationException {
        final String early = EARLY.newDatabase();
        final String table = EARLY.newTable(early, ROWS);
        final PutRunner runner = byPath(PutRunner.create(EARLY, early, "unused"), "/table");
        final MockFlowFile interrupted = interrupted(EARLY, runner, PutRunner.flowFile(record(table, 1, "one")));

        runner.send(interrupted, LoadRelationships.SUCCESS).assertAttributeNotExists("starrocks.warning");

        assertThat(EARLY.queryNumber("SELECT count(*) FROM %s.%s".formatted(early, table))).isEqualTo(1);
    }

    @Test
    void attemptThatThisProcessorHasEndedIsNoWarningAfterARestartOfNifi() throws Exception {
        final String early = EARLY.newDatabase();
        final String table = EARLY.newTable(early, ROWS);
        final PutRunner first = byPath(PutRunner.create(EARLY, early, "unused"), "/table").as(PROCESSOR);
        final MockFlowFile interrupted = interrupted(EARLY, first, PutRunner.flowFile(record(table, 1, "one")));
        final PutRunner restarted = byPath(PutRunner.create(EARLY, early, "unused"), "/table").as(PROCESSOR);
        restarted.nifi.getStateManager().setState(first.nifi.getStateManager().getState(Scope.LOCAL).toMap(), Scope.LOCAL);

        restarted.send(interrupted, LoadRelationships.SUCCESS).assertAttributeNotExists("starrocks.warning");
    }

    @Test
    void attemptOfAnotherNodeWhoseEndTheFrontendDoesNotShowIsAWarning() throws InitializationException {
        final String early = EARLY.newDatabase();
        final String table = EARLY.newTable(early, ROWS);
        final MockFlowFile interrupted = interrupted(EARLY, byPath(PutRunner.create(EARLY, early, "unused"), "/table").as(PROCESSOR),
                PutRunner.flowFile(record(table, 1, "one")));
        final PutRunner other = byPath(PutRunner.create(EARLY, early, "unused"), "/table").as(PROCESSOR);

        final MockFlowFile sent = other.send(interrupted, LoadRelationships.SUCCESS);

        assertThat(sent.getAttribute("starrocks.warning")).contains("it is not known how a previous attempt has ended", "Compare the rows", "Two-Phase Commit");
        assertThat(other.nifi.getLogger().getWarnMessages()).anySatisfy(warning -> assertThat(warning.getMsg()).contains("it is not known how"));
        assertThat(EARLY.queryNumber("SELECT count(*) FROM %s.%s".formatted(early, table))).isEqualTo(1);
    }

    /** Before the third attempt StarRocks forgets the one that may be committed. */
    @Test
    void doubtAboutAnAttemptStaysWhenTheNextOneIsRefused() throws InitializationException {
        final MockFlowFile queued = PutRunner.flowFile(record(orders, 1, "one"));
        interrupted(CLUSTER, runner().as(PROCESSOR), queued);
        CLUSTER.emulator().forgetLabels();
        final PutRunner other = runner().as(PROCESSOR);
        interrupted(CLUSTER, other, queued);
        CLUSTER.emulator().forgetLabels();
        CLUSTER.emulator().cleanMultiTableTasks();

        assertThat(other.send(queued, LoadRelationships.SUCCESS).getAttribute("starrocks.warning")).contains("may be in the table twice");
    }

    /** Its transaction is not committed. */
    private static MockFlowFile interrupted(final StarRocksCluster cluster, final PutRunner runner, final MockFlowFile flowFile) {
        cluster.emulator().faults().on(RequestKind.TRANSACTION_LOAD).times(1).inject(new Fault.ResetAfterCommit());
        return runner.send(flowFile, LoadRelationships.RETRY);
    }

    /** A new leader does not know how it has ended. */
    @ParameterizedTest
    @EnumSource
    void commitThatIsForgottenWithItsLeaderIsAWarningOnAnotherNode(final Election election) throws InitializationException {
        final MockFlowFile queued = PutRunner.flowFile("[%s,%s]".formatted(record(orders, 1, "one"), record(items, 2, "two")));
        runner().as(PROCESSOR).send(queued, LoadRelationships.SUCCESS);
        CLUSTER.emulator().electLeader(0, election);
        CLUSTER.emulator().forgetLabels();

        final MockFlowFile sent = runner().as(PROCESSOR).send(queued, LoadRelationships.SUCCESS);

        assertThat(sent.getAttribute("starrocks.warning")).contains("it is not known how a previous attempt has ended");
        assertThat(rows(orders)).hasSize(2);
    }

    /** NiFi has not stored the success of the second attempt, and another node takes the FlowFile. */
    @Test
    void committedAttemptIsAWarningWhileAnotherOneMayBeCommitted() throws InitializationException {
        final String early = EARLY.newDatabase();
        final String table = EARLY.newTable(early, ROWS);
        final MockFlowFile queued = PutRunner.flowFile(record(table, 1, "one"));
        EARLY.emulator().faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/commit").inject(new Fault.ResetAfterCommit());
        // The states of this attempt and the five after it are asked for before the begin.
        EARLY.emulator().faults().on(RequestKind.LOAD_STATE).where("fe0 ").after(6).inject(new Fault.Reply(500, "text/plain", "out of order"));
        byPath(PutRunner.create(EARLY, Map.of("Outcome Timeout", "1 sec"), early, "unused", new JsonTreeReader(), Map.of()), "/table").as(PROCESSOR)
                .send(queued, LoadRelationships.RETRY).assertAttributeEquals("starrocks.status", "UNKNOWN");
        EARLY.emulator().faults().clear();
        EARLY.emulator().forgetLabels();
        final PutRunner second = byPath(PutRunner.create(EARLY, early, "unused"), "/table").as(PROCESSOR);
        assertThat(second.send(queued, LoadRelationships.SUCCESS).getAttribute("starrocks.warning")).contains("it is not known how");

        final PutRunner third = byPath(PutRunner.create(EARLY, early, "unused"), "/table").as(PROCESSOR);
        final MockFlowFile found = third.send(queued, LoadRelationships.SUCCESS);

        found.assertAttributeEquals("starrocks.status", "LABEL_FINISHED");
        assertThat(found.getAttribute("starrocks.warning")).contains("it is not known how", "Compare the rows");
        assertThat(EARLY.queryNumber("SELECT count(*) FROM %s.%s".formatted(early, table))).isEqualTo(2);
    }

    @Test
    void rowsThatMayBeFilteredAreWarnedOf() throws InitializationException {
        final PutRunner runner = runner().with("Max Filter Ratio", "0.9");
        runner.send("[%s,%s]".formatted(record(orders, 1, "one"), record(orders, 2, "longer than ten")), LoadRelationships.SUCCESS);

        assertThat(rows(orders)).containsExactly(List.of(1, "one"));
        assertThat(runner.nifi.getLogger().getWarnMessages()).anySatisfy(warning -> assertThat(warning.getMsg()).contains("may have filtered rows"));
    }

    private void assertEachOnce() {
        assertThat(rows(orders)).containsExactly(List.of(1, "one"));
        assertThat(rows(items)).containsExactly(List.of(2, "two"));
    }

    private void assertNothingBegun() {
        assertThat(CLUSTER.emulator().requests().to("/api/transaction/")).isEmpty();
        assertThat(rows(orders)).isEmpty();
        assertThat(rows(items)).isEmpty();
    }

    @Test
    void valueThatIsUnavailableNeedsOneMoreTransaction() throws InitializationException {
        final String customers = CLUSTER.newTable(database, KEYED);
        final String keyed = CLUSTER.newTable(database, KEYED);
        CLUSTER.execute("INSERT INTO %s.%s (id, name) VALUES (1, 'long')".formatted(database, customers));
        final PutRunner runner = byPath(PutRunner.create(CLUSTER, database, "unused"), "/source/table").with("Operation Source", "DEBEZIUM");
        final String events = """
                {"op":"c","before":null,"after":{"id":2,"name":"two"},"source":{"table":"%1$s"}}
                {"op":"c","before":null,"after":{"id":8,"name":"eight"},"source":{"table":"%2$s"}}
                {"op":"u","before":null,"after":{"id":1,"name":"__debezium_unavailable_value"},"source":{"table":"%1$s"}}
                """.formatted(customers, keyed);
        CLUSTER.emulator().faults().on(RequestKind.TRANSACTION_LOAD).after(2).times(1).inject(Fault.tooManyVersions());
        final MockFlowFile first = runner.send(PutRunner.flowFile(events), LoadRelationships.RETRY);
        assertThat(first.getAttribute("starrocks.error.message")).contains("1 of 2 loads of this FlowFile are committed");

        final MockFlowFile sent = runner.send(first, LoadRelationships.SUCCESS);

        assertThat(rows(customers)).containsExactly(List.of(1, "long"), List.of(2, "two"));
        assertThat(rows(keyed)).containsExactly(List.of(8, "eight"));
        sent.assertAttributeEquals("starrocks.table", customers + "," + keyed);
        sent.assertAttributeEquals("starrocks.loads", "2");
    }

    @Test
    void columnThatAppearsMidwayIsNullInThePreviousRows() throws InitializationException {
        final PutRunner runner = byPath(PutRunner.create(CLUSTER, database, "unused"), "/source/table").with("Operation Source", "DEBEZIUM")
                .with("Delete Handling", "IGNORE");

        runner.send("""
                {"op":"c","before":null,"after":{"id":1},"source":{"table":"%1$s"}}
                {"op":"c","before":null,"after":{"id":2,"name":"two"},"source":{"table":"%1$s"}}
                {"op":"c","before":null,"after":{"id":8,"name":"eight"},"source":{"table":"%2$s"}}
                """.formatted(orders, items), LoadRelationships.SUCCESS).assertAttributeNotExists("starrocks.loads");

        assertThat(rows(orders)).hasToString("[[1, null], [2, two]]");
        assertThat(rows(items)).containsExactly(List.of(8, "eight"));
    }

    private PutRunner runner() throws InitializationException {
        return byPath(PutRunner.create(CLUSTER, database, "unused"), "/table");
    }

    private static PutRunner byPath(final PutRunner runner, final String path) {
        return runner.with("Delivery Strategy", "TRANSACTION").with("Table Strategy", "RECORD_PATH").with("Table Record Path", path);
    }

    private static String record(final String table, final int id, final String name) {
        return "{\"table\":\"%s\",\"id\":%d,\"name\":\"%s\"}".formatted(table, id, name);
    }

    private List<List<Object>> rows(final String table) {
        return CLUSTER.query("SELECT id, name FROM %s.%s ORDER BY id".formatted(database, table));
    }
}
