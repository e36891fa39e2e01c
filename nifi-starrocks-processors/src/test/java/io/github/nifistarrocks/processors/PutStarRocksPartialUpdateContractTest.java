package io.github.nifistarrocks.processors;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.emulator.transaction.TransactionState;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import org.apache.nifi.provenance.ProvenanceEventRecord;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Updates of some columns, and updates under a condition. */
class PutStarRocksPartialUpdateContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String ITEMS = """
            CREATE TABLE {table} (id INT NOT NULL, a INT, b INT, seq BIGINT, name VARCHAR(20), tags JSON)
            PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2""";

    private String database;
    private String table;

    @BeforeEach
    void createTable() {
        database = CLUSTER.newDatabase();
        table = CLUSTER.newTable(database, ITEMS);
        CLUSTER.execute("INSERT INTO %s.%s (id, a, b, seq) VALUES (1, 10, 10, 10), (2, 20, 20, 20)".formatted(database, table));
    }

    @AfterEach
    void clearFaults() {
        CLUSTER.emulator().faults().clear();
    }

    @ParameterizedTest
    @CsvSource({"ROW,JSON", "ROW,CSV", "COLUMN,JSON", "COLUMN,CSV", "AUTO,JSON", "AUTO,CSV"})
    void columnsOfTheSchemaAreUpdatedAndNoOthers(final String mode, final String format) throws InitializationException {
        final MockFlowFile sent = partial(mode).with("Format", format).send("[{\"id\":1,\"a\":11},{\"id\":3,\"a\":null}]", LoadRelationships.SUCCESS);

        assertThat(rows("id, a, b")).containsExactly(List.of(1, 11, 10), List.of(2, 20, 20), Arrays.asList(3, null, null));
        sent.assertAttributeNotExists("starrocks.loads");
    }

    @Test
    void fieldOfTheSchemaWithoutAValueIsSetToNull() throws InitializationException {
        partial("ROW").send("[{\"id\":1,\"a\":11,\"b\":11},{\"id\":2,\"a\":21}]", LoadRelationships.SUCCESS);

        assertThat(rows("id, a, b")).containsExactly(List.of(1, 11, 11), Arrays.asList(2, 21, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"JSON", "CSV"})
    void fieldsThatAreAbsentAreKeptAndNullsAreSet(final String format) throws InitializationException {
        CLUSTER.emulator().requests().clear();

        final MockFlowFile sent = present().with("Format", format).send("[{\"id\":1,\"a\":11},{\"id\":2,\"a\":null,\"b\":21},{\"id\":3,\"a\":31}]",
                LoadRelationships.SUCCESS);

        assertThat(rows("id, a, b")).containsExactly(List.of(1, 11, 10), Arrays.asList(2, null, 21), Arrays.asList(3, 31, null));
        sent.assertAttributeEquals("starrocks.loads", "2");
        sent.assertAttributeEquals("record.count", "3");
        sent.assertAttributeEquals("starrocks.rows.loaded", "3");
        assertThat(labels()).hasSize(2).doesNotHaveDuplicates().allSatisfy(label -> {
            assertThat(label).startsWith(sent.getAttribute("starrocks.label") + "-group-");
            assertThat(CLUSTER.emulator().labelState(database, label)).isEqualTo(TransactionState.VISIBLE);
        });
    }

    @Test
    void changesOfOneKeyWithDifferentFieldsKeepTheirOrder() throws InitializationException {
        final MockFlowFile sent = present().send("[{\"id\":1,\"a\":1,\"b\":1},{\"id\":1,\"a\":2},{\"id\":1,\"a\":3,\"b\":3}]", LoadRelationships.SUCCESS);

        assertThat(rows("id, a, b")).contains(List.of(1, 3, 3));
        sent.assertAttributeEquals("starrocks.loads", "3");
    }

    @Test
    void keysAreTheSameWhenTheirColumnStoresThemAlike() throws InitializationException {
        table = CLUSTER.newTable(database, "CREATE TABLE {table} (id DATE NOT NULL, a INT, b INT) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2");

        present().send("[{\"id\":\"2024-01-01\",\"a\":1,\"b\":1},{\"id\":\"20240101\",\"a\":2},{\"id\":\"2024-1-1\",\"a\":3,\"b\":3}]",
                LoadRelationships.SUCCESS);

        assertThat(rows("a, b")).containsExactly(List.of(3, 3));
    }

    @Test
    void supersededRowsNeedNoLoad() throws InitializationException {
        final String columns = IntStream.range(0, 130).mapToObj(i -> ", c%d INT".formatted(i)).collect(Collectors.joining());
        table = CLUSTER.newTable(database, "CREATE TABLE {table} (id INT NOT NULL%s) PRIMARY KEY(id) DISTRIBUTED BY HASH(id)".formatted(columns));
        final String records = IntStream.range(0, 130).mapToObj(last -> IntStream.rangeClosed(0, last).mapToObj(i -> "\"c%d\":%d".formatted(i, last))
                .collect(Collectors.joining(",", "{\"id\":1,", "}"))).collect(Collectors.joining(",", "[", "]"));

        final MockFlowFile sent = present().with("Duplicate Keys", "KEEP_LAST").send(records, LoadRelationships.SUCCESS);

        assertThat(rows("id, c0, c129")).containsExactly(List.of(1, 129, 129));
        sent.assertAttributeEquals("starrocks.rows.superseded", "129");
        sent.assertAttributeNotExists("starrocks.loads");
    }

    @Test
    void columnOfAnExpressionIsNotChangedByRowsWithoutItsFields() throws InitializationException {
        present().with("column.b", "a + 1").send("[{\"id\":1,\"a\":1},{\"id\":2,\"seq\":5}]", LoadRelationships.SUCCESS);

        assertThat(rows("id, a, b, seq")).containsExactly(List.of(1, 1, 2, 10L), List.of(2, 20, 20, 5L));
    }

    @Test
    void expressionThatCannotBeComputedForSomeRowsIsRefusedBeforeAnyLoad() throws InitializationException {
        assertFails(present().with("column.b", "a + seq"), "[{\"id\":1,\"a\":1,\"seq\":1},{\"id\":2,\"a\":2}]", "column `b`", "[a, seq]", "do not have [seq]");

        assertThat(rows("id, a, b")).containsExactly(List.of(1, 10, 10), List.of(2, 20, 20));
    }

    @Test
    void tryThatBreaksBetweenGroupsIsRepeatedWithoutChangingAnything() throws InitializationException {
        final MockFlowFile flowFile = PutRunner.flowFile("[{\"id\":1,\"a\":1,\"b\":1},{\"id\":1,\"a\":2}]");
        final PutRunner runner = present().with("Label", "groups");
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).after(1).times(1).inject(Fault.tooManyVersions());

        final MockFlowFile first = runner.send(flowFile, LoadRelationships.RETRY);

        assertThat(first.getAttribute("starrocks.error.message")).contains("1 of 2 loads of this FlowFile are committed");
        assertThat(rows("id, a, b")).contains(List.of(1, 1, 1));

        final MockFlowFile second = runner.send(first, LoadRelationships.SUCCESS);

        assertThat(rows("id, a, b")).containsExactly(List.of(1, 2, 1), List.of(2, 20, 20));
        second.assertAttributeEquals("starrocks.loads", "2");
        second.assertAttributeNotExists("starrocks.error.message");
        assertThat(second.getAttribute("starrocks.label")).isEqualTo(first.getAttribute("starrocks.label").replaceFirst("-group-.*$", ""));
    }

    @Test
    void deleteAmongPartialUpdatesRemovesTheRow() throws InitializationException {
        present().with("Operation Source", "RECORD_PATH").with("Operation Record Path", "/op").send("""
                [{"op":"u","id":1,"a":11},{"op":"d","id":2},{"op":"d","id":1},{"op":"c","id":1,"b":12}]""", LoadRelationships.SUCCESS);

        assertThat(rows("id, a, b")).containsExactly(Arrays.asList(1, null, 12));
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNIQUE", "DUPLICATE"})
    void partialUpdateNeedsAPrimaryKey(final String keys) throws InitializationException {
        table = CLUSTER.newTable(database, ITEMS.replace("PRIMARY", keys));

        assertFails(partial("ROW"), "{\"id\":1,\"a\":11}", database + "." + table, "not a PRIMARY KEY table", "partial updates");
    }

    @Test
    void partialUpdateNeedsTheKey() throws InitializationException {
        assertFails(partial("ROW"), "{\"a\":11}", "`id`", "key column", database + "." + table);
    }

    @Test
    void smallerValueOfTheConditionChangesNothing() throws InitializationException {
        runner().with("Merge Condition", "seq").send("[{\"id\":1,\"a\":11,\"seq\":9},{\"id\":2,\"a\":21,\"seq\":20},{\"id\":3,\"a\":31,\"seq\":1}]",
                LoadRelationships.SUCCESS);

        assertThat(rows("id, a, seq")).containsExactly(List.of(1, 10, 10L), List.of(2, 21, 20L), List.of(3, 31, 1L));
    }

    @Test
    void conditionIsSentAsTheTableSpellsIt() throws InitializationException {
        runner().with("Merge Condition", "SEQ").send("[{\"id\":1,\"a\":11,\"seq\":9}]", LoadRelationships.SUCCESS);

        assertThat(rows("id, a, seq")).contains(List.of(1, 10, 10L));
    }

    @Test
    void lateEventLosesAlsoAgainstAPreviousOneOfItsFlowFile() throws InitializationException {
        runner().with("Merge Condition", "seq").with("Operation Source", "MAXWELL").with("Delete Handling", "IGNORE").send("""
                {"type":"update","data":{"id":1,"a":12,"b":1,"seq":12}}
                {"type":"update","data":{"id":1,"a":11,"b":1,"seq":11}}
                """, LoadRelationships.SUCCESS);

        assertThat(rows("id, a, seq")).contains(List.of(1, 12, 12L));
    }

    @Test
    void conditionHoldsForPartialUpdatesToo() throws InitializationException {
        present().with("Merge Condition", "seq").send("[{\"id\":1,\"a\":12,\"seq\":12},{\"id\":1,\"b\":11,\"seq\":11},{\"id\":2,\"b\":22,\"seq\":22}]",
                LoadRelationships.SUCCESS);

        assertThat(rows("id, a, b, seq")).containsExactly(List.of(1, 12, 10, 12L), List.of(2, 20, 22, 22L));
    }

    @Test
    void partialUpdateWithoutTheColumnOfTheConditionIsRefused() throws InitializationException {
        assertFails(partial("ROW").with("Merge Condition", "seq"), "{\"id\":1,\"a\":11}", "Merge Condition", "[seq]", database + "." + table, "[id, a]");
    }

    @ParameterizedTest
    @CsvSource({"id,part of the key", "name,VARCHAR", "tags,JSON", "other,does not have"})
    void conditionHasToBeAComparableColumn(final String column, final String reason) throws InitializationException {
        assertFails(runner().with("Merge Condition", column), "{\"id\":1,\"a\":11,\"name\":\"n\"}", "[" + column + "]", reason, database + "." + table);
    }

    @Test
    void conditionNeedsAPrimaryKey() throws InitializationException {
        table = CLUSTER.newTable(database, ITEMS.replace("PRIMARY", "UNIQUE"));

        assertFails(runner().with("Merge Condition", "seq"), "{\"id\":1,\"a\":11,\"seq\":1}", "not a PRIMARY KEY table", "Merge Condition");
    }

    @Test
    void conditionDoesNotGoWithHardDeletes() throws InitializationException {
        final PutRunner runner = runner().with("Merge Condition", "seq").with("Operation Source", "MAXWELL");
        runner.nifi.assertNotValid();
        runner.with("Delete Handling", "SOFT").nifi.assertValid();
    }

    @Test
    void eachLoadIsReportedToProvenanceWithTheLabelThatStarRocksKnows() throws InitializationException {
        CLUSTER.emulator().requests().clear();
        final PutRunner runner = present();

        runner.send("[{\"id\":1,\"a\":11},{\"id\":2,\"b\":21}]", LoadRelationships.SUCCESS);

        assertThat(labels()).hasSize(2);
        assertThat(runner.nifi.getProvenanceEvents()).hasSize(2).extracting(ProvenanceEventRecord::getDetails)
                .allSatisfy(details -> assertThat(labels()).anySatisfy(label -> assertThat(details).contains(label)));
    }

    @Test
    void loadBeforeOneThatFailedIsReportedToProvenance() throws InitializationException {
        CLUSTER.emulator().requests().clear();
        final PutRunner runner = present();
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).after(1).times(1).inject(Fault.tooManyVersions());

        runner.send("[{\"id\":1,\"a\":11},{\"id\":2,\"b\":21}]", LoadRelationships.RETRY);

        assertThat(runner.nifi.getProvenanceEvents()).singleElement().extracting(ProvenanceEventRecord::getDetails).asString().contains(labels().getFirst());
    }

    /** As by a relationship retry that leads back to the processor. */
    @Test
    void nextAttemptThatFailsDoesNotReportTheFirstLoadAgain() throws InitializationException {
        CLUSTER.emulator().requests().clear();
        final PutRunner runner = present();
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).after(1).times(2).inject(Fault.tooManyVersions());
        final MockFlowFile retried = runner.send("[{\"id\":1,\"a\":11},{\"id\":2,\"b\":21}]", LoadRelationships.RETRY);

        runner.send(retried, LoadRelationships.RETRY);

        assertThat(runner.nifi.getProvenanceEvents()).extracting(ProvenanceEventRecord::getDetails).filteredOn(details -> details.contains(labels().getFirst()))
                .hasSize(1);
    }

    private void assertFails(final PutRunner runner, final String content, final String... message) {
        final MockFlowFile failed = runner.send(content, LoadRelationships.FAILURE);
        assertThat(failed.getAttribute("starrocks.error.message")).contains(message);
        failed.assertAttributeEquals("starrocks.error.reason", "INVALID_RECORD");
    }

    private PutRunner present() throws InitializationException {
        return partial("ROW").with("Update Columns", "FIELDS_PRESENT");
    }

    private PutRunner partial(final String mode) throws InitializationException {
        return runner().with("Partial Update", mode);
    }

    private PutRunner runner() throws InitializationException {
        return PutRunner.create(CLUSTER, database, table);
    }

    private static List<String> labels() {
        return CLUSTER.emulator().requests().to("/_stream_load").stream().filter(request -> request.server().startsWith("be"))
                .map(request -> request.header("label").orElseThrow()).toList();
    }

    private List<List<Object>> rows(final String columns) {
        return CLUSTER.query("SELECT %s FROM %s.%s ORDER BY id".formatted(columns, database, table));
    }
}
