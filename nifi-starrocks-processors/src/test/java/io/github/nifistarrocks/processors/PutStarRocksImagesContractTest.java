package io.github.nifistarrocks.processors;

import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import org.apache.nifi.json.JsonTreeReader;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What old and new images of a row leave untold, and what a reader's inferred schema adds to them. */
@Timeout(240)
class PutStarRocksImagesContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private String database;
    private String table;

    @BeforeEach
    void createTable() {
        database = CLUSTER.newDatabase();
        table = CLUSTER.newTable(database, """
                CREATE TABLE {table} (id BIGINT NOT NULL, name VARCHAR(50), note STRING, _cdc_deleted BOOLEAN) PRIMARY KEY(id) \
                DISTRIBUTED BY HASH(id) BUCKETS 2""");
    }

    @Test
    void changedKeyIsSeenInImagesThatTheReadersSchemaCallsMaps() throws Exception {
        CLUSTER.execute("INSERT INTO %s.%s (id, name) VALUES (1, 'one')".formatted(database, table));
        PutRunner.create(CLUSTER, database, table, new JsonTreeReader(), Map.of("schema-access-strategy", "schema-text-property", "schema-text", """
                {"type":"record","name":"e","fields":[{"name":"op","type":"string"},
                 {"name":"before","type":["null",{"type":"map","values":["null","string"]}]},
                 {"name":"after","type":["null",{"type":"map","values":["null","string"]}]}]}""")).with("Operation Source", "DEBEZIUM").send("""
                {"op":"u","before":{"ID":"1","name":"one"},"after":{"ID":"9","name":"one"}}
                """, LoadRelationships.SUCCESS);

        assertThat(rows("id, name")).containsExactly(List.of(9L, "one"));
    }

    @Test
    void unknownValueIsNotTakenFromAnOldImageThatLeavesItOut() throws Exception {
        table = CLUSTER.newTable(database,
                """
                CREATE TABLE {table} (id BIGINT NOT NULL, region VARCHAR(5) NOT NULL, note STRING) PRIMARY KEY(id, region) DISTRIBUTED BY HASH(id) BUCKETS 2""");
        CLUSTER.execute("INSERT INTO %s.%s (id, region, note) VALUES (1, 'a', 'long')".formatted(database, table));

        runner("DEBEZIUM").send("""
                {"op":"u","before":{"id":1,"region":"a","note":null},"after":{"id":1,"region":"b","note":"__debezium_unavailable_value"}}
                """, LoadRelationships.FAILURE).assertAttributeEquals("starrocks.error.reason", "INVALID_RECORD");

        assertThat(rows("id, region, note")).containsExactly(List.of(1L, "a", "long"));
    }

    @Test
    void oldImageOfAnotherIndexThanTheKeyIsNoChangeOfTheKey() throws Exception {
        table = CLUSTER.newTable(database, "CREATE TABLE {table} (id BIGINT NOT NULL, ext BIGINT) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2");
        CLUSTER.execute("INSERT INTO %s.%s (id, ext) VALUES (1, 5)".formatted(database, table));

        runner("DEBEZIUM").send("""
                {"op":"u","before":{"id":null,"ext":5},"after":{"id":1,"ext":6}}
                """, LoadRelationships.SUCCESS);

        assertThat(rows("id, ext")).containsExactly(List.of(1L, 6L));
    }

    @Test
    void flatRecordOfANewRowWithAnUnknownValueIsRefused() throws Exception {
        CLUSTER.execute("INSERT INTO %s.%s (id, name, note) VALUES (1, 'one', 'long')".formatted(database, table));

        runner("RECORD_PATH").with("Operation Record Path", "/__op").send("""
                {"id":1,"name":"one","note":"long","__op":"d"}
                {"id":9,"name":"one","note":"__debezium_unavailable_value","__op":"c"}
                """, LoadRelationships.FAILURE).assertAttributeEquals("starrocks.error.reason", "INVALID_RECORD");

        assertThat(rows("id, note")).containsExactly(List.of(1L, "long"));
    }

    @Test
    void flatRecordOfASoftlyDeletedRowKeepsAnUnknownValue() throws Exception {
        CLUSTER.execute("INSERT INTO %s.%s (id, name, note) VALUES (1, 'one', 'long')".formatted(database, table));

        runner("RECORD_PATH").with("Operation Record Path", "/__deleted").with("Delete Handling", "SOFT").send("""
                {"id":1,"name":"one","note":"__debezium_unavailable_value","__deleted":"true"}
                """, LoadRelationships.SUCCESS);

        assertThat(rows("id, name, note, _cdc_deleted")).containsExactly(List.of(1L, "one", "long", true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"RECORD_PATH", "NONE"})
    void valuesOfSeveralTablesAreNotFittedIntoOneType(final String source) throws Exception {
        table = CLUSTER.newTable(database, """
                CREATE TABLE {table} (id BIGINT NOT NULL, code VARCHAR(10), n BIGINT) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2""");
        final String other = CLUSTER.newTable(database, """
                CREATE TABLE {table} (id BIGINT NOT NULL, code BIGINT, n DOUBLE) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2""");

        final PutRunner runner = runner(source).with("Table Strategy", "RECORD_PATH").with("Table Record Path", "/__table").with("Unknown Fields", "IGNORE")
                .with("Delivery Strategy", "TRANSACTION");
        (source.equals("NONE") ? runner : runner.with("Operation Record Path", "/operation")).send("""
                {"operation":"c","__table":"%s","id":1,"code":"0012","n":9007199254740993}
                {"operation":"c","__table":"%s","id":2,"code":7,"n":1.5}
                """.formatted(table, other), LoadRelationships.SUCCESS);

        assertThat(rows("id, code, n")).containsExactly(List.of(1L, "0012", 9007199254740993L));
    }

    @Test
    void changesOfOneInstantInTwoZonesAreChangesOfOneKey() throws Exception {
        table = CLUSTER.newTable(database, """
                CREATE TABLE {table} (at DATETIME NOT NULL, note STRING, name STRING) PRIMARY KEY(at) DISTRIBUTED BY HASH(at) BUCKETS 2""");

        runner("DEBEZIUM").with("Time Zone", "UTC").send("""
                {"op":"c","before":null,"after":{"at":"2026-01-01T10:00:00+02:00","note":"a","name":"A"}}
                {"op":"u","before":null,"after":{"at":"2026-01-01T08:00:00Z","note":"__debezium_unavailable_value","name":"B"}}
                {"op":"u","before":null,"after":{"at":"2026-01-01T10:00:00+02:00","note":"b","name":"C"}}
                """, LoadRelationships.SUCCESS);

        assertThat(rows("at, note, name").toString()).isEqualTo("[[2026-01-01T08:00, b, C]]");
    }

    @Test
    void jsonObjectGetsNoMembersOfOthers() throws Exception {
        table = CLUSTER.newTable(database, "CREATE TABLE {table} (id BIGINT NOT NULL, doc JSON) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2");

        runner("MAXWELL").send("""
                {"type":"insert","ts":1754300000,"data":{"id":1,"doc":{"a":1,"c":null}}}
                {"type":"insert","ts":1754300000,"data":{"id":2,"doc":{}}}
                """, LoadRelationships.SUCCESS);

        assertThat(rows("id, doc").toString()).isEqualTo("[[1, {\"a\": 1, \"c\": null}], [2, {}]]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"JSON", "CSV"})
    void mapGetsNoEntriesOfOthers(final String format) throws Exception {
        table = CLUSTER.newTable(database, """
                CREATE TABLE {table} (id BIGINT NOT NULL, tags MAP<VARCHAR(10), VARCHAR(10)>) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2""");

        runner("NONE").with("Format", format).send("""
                {"id":1,"tags":{"a":"1"}}
                {"id":2,"tags":{"b":"2"}}
                """, LoadRelationships.SUCCESS);

        assertThat(rows("id, tags").toString()).isEqualTo("[[1, {\"a\":\"1\"}], [2, {\"b\":\"2\"}]]");
    }

    @Test
    void heartbeatWithTheMetadataOfConsumeKafkaIsIgnored() throws Exception {
        runner("DEBEZIUM").send("""
                {"ts_ms":1754300000000,"kafkaMetadata":{"topic":"__debezium-heartbeat.shop","offset":3}}
                {"op":"c","before":null,"after":{"id":1,"name":"one"},"kafkaMetadata":{"topic":"shop.orders","offset":4}}
                """, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.records.ignored", "1");

        assertThat(rows("id, name")).containsExactly(List.of(1L, "one"));
    }

    @Test
    void timeWithAZoneGivesADateColumnItsDate() throws Exception {
        table = CLUSTER.newTable(database, "CREATE TABLE {table} (id BIGINT NOT NULL, day DATE) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2");

        runner("DEBEZIUM").with("Time Zone", "UTC").send("""
                {"op":"c","before":null,"after":{"id":1,"day":"2026-08-05T00:30:00+02:00"}}
                """, LoadRelationships.SUCCESS);

        assertThat(rows("id, day").toString()).isEqualTo("[[1, 2026-08-04]]");
    }

    private PutRunner runner(final String source) throws Exception {
        return PutRunner.create(CLUSTER, database, table).with("Operation Source", source);
    }

    private List<List<Object>> rows(final String columns) {
        return CLUSTER.query("SELECT %s FROM %s.%s ORDER BY 1".formatted(columns, database, table));
    }
}
