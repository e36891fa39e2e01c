package io.github.nifistarrocks.processors;

import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import org.apache.nifi.json.JsonTreeReader;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What change events do to a table, and what is said when they cannot. */
class PutStarRocksChangesContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String CUSTOMERS = """
            CREATE TABLE {table} (id BIGINT NOT NULL, name VARCHAR(50), note STRING, _cdc_deleted BOOLEAN, gone_at DATETIME)
            PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2""";

    private String database;
    private String table;

    @BeforeEach
    void createTable() {
        database = CLUSTER.newDatabase();
        table = CLUSTER.newTable(database, CUSTOMERS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"JSON", "CSV"})
    void deletesAndUpsertsGoInOneLoad(final String format) throws InitializationException {
        CLUSTER.execute("INSERT INTO %s.%s (id, name) VALUES (1, 'one'), (2, 'two')".formatted(database, table));

        final MockFlowFile sent = debezium().with("Format", format).send("""
                {"op":"d","before":{"id":1,"name":"one","note":null},"after":null}
                {"op":"u","before":{"id":2,"name":"two","note":null},"after":{"id":2,"name":"TWO","note":"n"}}
                {"op":"c","before":null,"after":{"id":3,"name":"three","note":null}}
                {"op":"u","before":null,"after":{"id":3,"name":"drei","note":null}}
                """, LoadRelationships.SUCCESS);

        assertThat(rows("id, name, note")).containsExactly(Arrays.asList(2L, "TWO", "n"), Arrays.asList(3L, "drei", null));
        sent.assertAttributeEquals("record.count", "3");
        sent.assertAttributeEquals("starrocks.rows.superseded", "1");
        sent.assertAttributeNotExists("starrocks.loads");
        assertThat(sent.getAttribute("starrocks.label")).doesNotContain("-group-");
    }

    @Test
    void changedKeyDeletesTheOldRow() throws InitializationException {
        CLUSTER.execute("INSERT INTO %s.%s (id, name) VALUES (1, 'one')".formatted(database, table));

        debezium().send("{\"op\":\"u\",\"before\":{\"id\":1,\"name\":\"one\",\"note\":null},\"after\":{\"id\":9,\"name\":\"one\",\"note\":null}}",
                LoadRelationships.SUCCESS);

        assertThat(rows("id, name")).containsExactly(List.of(9L, "one"));
    }

    @Test
    void unavailableValueIsKeptAlsoWhenItIsTheOnlyEvent() throws InitializationException {
        CLUSTER.execute("INSERT INTO %s.%s (id, name, note) VALUES (1, 'one', 'long')".formatted(database, table));

        debezium().send("{\"op\":\"u\",\"before\":null,\"after\":{\"id\":1,\"name\":\"uno\",\"note\":\"__debezium_unavailable_value\"}}",
                LoadRelationships.SUCCESS);

        assertThat(rows("id, name, note")).containsExactly(List.of(1L, "uno", "long"));
    }

    @Test
    void rowsWithDifferentColumnsAreLoadedInSequence() throws InitializationException {
        final MockFlowFile sent = debezium().send("""
                {"op":"c","before":null,"after":{"id":1,"name":"one","note":"long"}}
                {"op":"u","before":null,"after":{"id":1,"name":"uno","note":"__debezium_unavailable_value"}}
                {"op":"c","before":null,"after":{"id":2,"name":"two","note":null}}
                """, LoadRelationships.SUCCESS);

        assertThat(rows("id, name, note")).containsExactly(List.of(1L, "uno", "long"), Arrays.asList(2L, "two", null));
        sent.assertAttributeEquals("starrocks.loads", "2");
        sent.assertAttributeEquals("record.count", "3");
    }

    @ParameterizedTest
    @CsvSource({"true,2026-08-04T08:53:20", "false,"})
    void softDeleteMarksTheRowAndItsTime(final boolean timed, final LocalDateTime expected) throws InitializationException {
        final PutRunner runner = debezium().with("Delete Handling", "SOFT").with("Time Zone", "UTC");
        if (timed) {
            runner.with("Deleted Time Column", "gone_at");
        }

        runner.send("""
                {"op":"c","before":null,"after":{"id":1,"name":"one","note":"n"},"ts_ms":1785833600000}
                {"op":"c","before":null,"after":{"id":2,"name":"two","note":"n"},"ts_ms":1785833600000}
                {"op":"d","before":{"id":1,"name":"one","note":"n"},"after":null,"ts_ms":1785833600000}
                """, LoadRelationships.SUCCESS);

        assertThat(rows("id, name, _cdc_deleted, gone_at")).containsExactly(Arrays.asList(1L, "one", true, expected), Arrays.asList(2L, "two", false, null));
    }

    @Test
    void softDeleteWithOnlyTheKeyKeepsTheOtherColumns() throws InitializationException {
        CLUSTER.execute("INSERT INTO %s.%s (id, name, note) VALUES (1, 'one', 'long')".formatted(database, table));

        debezium().with("Delete Handling", "SOFT").send("{\"op\":\"d\",\"before\":{\"id\":1},\"after\":null}", LoadRelationships.SUCCESS);

        assertThat(rows("id, name, note, _cdc_deleted")).containsExactly(List.of(1L, "one", "long", true));
    }

    @Test
    void softDeleteWorksWithoutAPrimaryKey() throws InitializationException {
        table = CLUSTER.newTable(database, CUSTOMERS.replace("PRIMARY", "UNIQUE"));

        debezium().with("Delete Handling", "SOFT").send("""
                {"op":"c","before":null,"after":{"id":1,"name":"one","note":"n"}}
                {"op":"d","before":{"id":1,"name":"one","note":"n"},"after":null}
                """, LoadRelationships.SUCCESS);

        assertThat(rows("id, name, _cdc_deleted")).containsExactly(List.of(1L, "one", true));
    }

    @Test
    void ignoredDeletesAreCounted() throws InitializationException {
        CLUSTER.execute("INSERT INTO %s.%s (id, name) VALUES (1, 'one')".formatted(database, table));

        final MockFlowFile sent = debezium().with("Delete Handling", "IGNORE").send("{\"op\":\"d\",\"before\":{\"id\":1,\"name\":\"one\"},\"after\":null}{}",
                LoadRelationships.SUCCESS);

        assertThat(rows("id, name")).containsExactly(List.of(1L, "one"));
        sent.assertAttributeEquals("starrocks.status", "EMPTY");
        sent.assertAttributeEquals("starrocks.records.ignored", "2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNIQUE", "DUPLICATE"})
    void hardDeleteNeedsAPrimaryKey(final String keys) throws InitializationException {
        table = CLUSTER.newTable(database, CUSTOMERS.replace("PRIMARY", keys));

        assertFails(debezium(), "{\"op\":\"d\",\"before\":{\"id\":1,\"name\":\"one\",\"note\":null},\"after\":null}", database + "." + table,
                "not a PRIMARY KEY table", "Hard Delete", "Soft Delete");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNIQUE", "DUPLICATE"})
    void unavailableValueNeedsAPrimaryKey(final String keys) throws InitializationException {
        table = CLUSTER.newTable(database, CUSTOMERS.replace("PRIMARY", keys));

        assertFails(debezium().with("Delete Handling", "IGNORE"),
                "{\"op\":\"u\",\"before\":null,\"after\":{\"id\":1,\"name\":\"uno\",\"note\":\"__debezium_unavailable_value\"}}", database + "." + table,
                "not a PRIMARY KEY table", "only some of the columns");
    }

    @Test
    void unknownOperationIsNamed() throws InitializationException {
        assertFails(debezium(), """
                {"op":"c","before":null,"after":{"id":1,"name":"one","note":null}}
                {"op":"x","before":null,"after":{"id":1,"name":"one","note":null}}
                """, "operation [x]", "field [op]", "record 2", "x=upsert|delete|ignore");
        assertThat(rows("id")).isEmpty();
    }

    @Test
    void unknownOperationCanBeGivenAMeaning() throws InitializationException {
        debezium().with("Operation Values", "x=upsert").send("{\"op\":\"x\",\"before\":null,\"after\":{\"id\":1,\"name\":\"one\",\"note\":null}}",
                LoadRelationships.SUCCESS);

        assertThat(rows("id")).containsExactly(List.of(1L));
    }

    @Test
    void operationOfTheAttributeIsMissing() throws InitializationException {
        assertFails(runner().with("Operation Source", "ATTRIBUTE"), "{\"id\":1}", "attribute [cdc.event.type]", "missing or empty");
    }

    @Test
    void operationOfTheAttributeCountsForAllRecords() throws InitializationException {
        CLUSTER.execute("INSERT INTO %s.%s (id, name) VALUES (1, 'one'), (2, 'two'), (3, 'three')".formatted(database, table));

        runner().with("Operation Source", "ATTRIBUTE").with("Operation Attribute", "statement.type").send("[{\"id\":1},{\"id\":3}]",
                Map.of("statement.type", "DELETE"), LoadRelationships.SUCCESS);

        assertThat(rows("id")).containsExactly(List.of(2L));
    }

    @Test
    void keyThatTheServerDoesNotReportHasToBeNamed() throws InitializationException {
        CLUSTER.execute("CREATE USER 'writer' IDENTIFIED BY 'w'; GRANT INSERT ON TABLE %s.%s TO 'writer'".formatted(database, table));
        final String event = "{\"op\":\"c\",\"before\":null,\"after\":{\"id\":1,\"name\":\"one\",\"note\":null}}";
        final PutRunner runner = PutRunner.create(CLUSTER, Map.of("Username", "writer", "Password", "w"), database, table,
                new JsonTreeReader(), Map.of()).with("Operation Source", "DEBEZIUM").with("Unknown Fields", "IGNORE");

        assertFails(runner, event, database + "." + table, "Grant SELECT", "Key Columns", "Keep All");

        runner.with("Key Columns", "id").send(event + event.replace("one", "two"), LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.rows.superseded",
                "1");
        assertThat(rows("id, name")).containsExactly(List.of(1L, "two"));
    }

    @Test
    void columnThatAppearsMidwayIsNullInThePreviousRowsOfADuplicateKeyTable() throws InitializationException {
        table = CLUSTER.newTable(database, CUSTOMERS.replace("PRIMARY", "DUPLICATE"));

        debezium().with("Delete Handling", "IGNORE").send("""
                {"op":"c","before":null,"after":{"id":1,"name":"one"}}
                {"op":"c","before":null,"after":{"id":2,"name":"two","note":"n"}}
                {"op":"u","before":null,"after":{"id":1,"name":"uno","note":null}}
                """, LoadRelationships.SUCCESS);

        assertThat(rows("id, name, note")).containsExactlyInAnyOrder(Arrays.asList(1L, "one", null), List.of(2L, "two", "n"), Arrays.asList(1L, "uno", null));
    }

    private void assertFails(final PutRunner runner, final String content, final String... message) throws InitializationException {
        final MockFlowFile failed = runner.send(content, LoadRelationships.FAILURE);
        assertThat(failed.getAttribute("starrocks.error.message")).contains(message);
        failed.assertAttributeEquals("starrocks.error.reason", "INVALID_RECORD");
    }

    private PutRunner debezium() throws InitializationException {
        return runner().with("Operation Source", "DEBEZIUM");
    }

    private PutRunner runner() throws InitializationException {
        return PutRunner.create(CLUSTER, database, table);
    }

    private List<List<Object>> rows(final String columns) {
        return CLUSTER.query("SELECT %s FROM %s.%s ORDER BY id".formatted(columns, database, table));
    }
}
