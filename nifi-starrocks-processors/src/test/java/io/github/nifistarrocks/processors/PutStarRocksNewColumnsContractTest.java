package io.github.nifistarrocks.processors;

import java.util.Arrays;
import java.util.List;

import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Columns that are added to a table while the processor runs and has looked at the table a moment ago. */
@Timeout(240)
class PutStarRocksNewColumnsContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private String database;
    private String table;
    private boolean running;

    @BeforeEach
    void createTable() {
        database = CLUSTER.newDatabase();
        table = CLUSTER.newTable(database, "CREATE TABLE {table} (id BIGINT NOT NULL, name VARCHAR(50)) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"photo VARBINARY; \"AQI=\"; [1, 2]", "born DATE; 20000; 2024-10-04", "seen DATETIME; 0; 1970-01-01T00:00"})
    void valueOfANewColumnIsDecoded(final String column, final String value, final String expected) throws Exception {
        final PutRunner runner = runner("DEBEZIUM");
        send(runner, event(1, ""), LoadRelationships.SUCCESS);
        addColumn(column);

        final String name = column.substring(0, column.indexOf(' '));
        send(runner, event(2, ",\"%s\":%s".formatted(name, value)), LoadRelationships.SUCCESS);

        final Object held = rows(name).getFirst().getFirst();
        assertThat(held instanceof final byte[] bytes ? Arrays.toString(bytes) : held.toString()).isEqualTo(expected);
    }

    @Test
    void bitsForANewColumnAreANumber() throws Exception {
        final PutRunner runner = runner("DEBEZIUM");
        final String event = """
                {"schema":{"type":"struct","fields":[{"type":"struct","field":"after","fields":[{"type":"int64","field":"id"},{"type":"string","field":"name"},
                 {"type":"bytes","name":"io.debezium.data.Bits","parameters":{"length":"3"},"field":"flags"}]}]},
                 "payload":{"op":"c","before":null,"after":{"id":%d,"name":"one"%s}}}""";
        send(runner, event.formatted(1, ""), LoadRelationships.SUCCESS);
        addColumn("flags BIGINT");

        send(runner, event.formatted(2, ",\"flags\":\"BQ==\""), LoadRelationships.SUCCESS);

        assertThat(rows("id, flags")).containsExactly(List.of(2L, 5L));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DEBEZIUM", "NONE"})
    void newColumnIsFilledWhereUnknownFieldsAreIgnored(final String source) throws Exception {
        final PutRunner runner = runner(source).with("Unknown Fields", "IGNORE");
        final String more = ",\"extra\":\"x\"";
        send(runner, source.equals("NONE") ? row(1, "") : event(1, ""), LoadRelationships.SUCCESS);
        addColumn("extra STRING");

        send(runner, source.equals("NONE") ? row(2, more) : event(2, more), LoadRelationships.SUCCESS);

        assertThat(rows("id, extra")).containsExactly(List.of(2L, "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"DEBEZIUM", "NONE"})
    void fieldThatNoColumnHasIsLookedForOnce(final String source) throws Exception {
        final PutRunner runner = runner(source).with("Unknown Fields", "IGNORE");
        final String more = ",\"extra\":\"x\"";
        send(runner, source.equals("NONE") ? row(1, more) : event(1, more), LoadRelationships.SUCCESS);
        CLUSTER.emulator().requests().clear();

        send(runner, source.equals("NONE") ? row(2, more) : event(2, more), LoadRelationships.SUCCESS);

        assertThat(CLUSTER.emulator().requests().to("/schema")).as("at most the request of a FlowFile after a second").hasSizeLessThanOrEqualTo(1);
        assertThat(rows("id")).hasSize(2);
    }

    private static String row(final int id, final String more) {
        return "{\"id\":%d,\"name\":\"one\"%s}".formatted(id, more);
    }

    private static String event(final int id, final String more) {
        return "{\"op\":\"c\",\"before\":null,\"after\":%s}".formatted(row(id, more));
    }

    private PutRunner runner(final String source) throws Exception {
        return PutRunner.create(CLUSTER, database, table).with("Operation Source", source);
    }

    /** Without stopping the processor in between, which would forget the tables. */
    private MockFlowFile send(final PutRunner runner, final String content, final Relationship expected) {
        runner.nifi.clearTransferState();
        runner.nifi.enqueue(content);
        runner.nifi.run(1, false, !running);
        running = true;
        assertThat(runner.nifi.getFlowFilesForRelationship(expected)).as("errors %s", runner.nifi.getLogger().getErrorMessages()).hasSize(1);
        return runner.nifi.getFlowFilesForRelationship(expected).getFirst();
    }

    /** The emulator has no ALTER TABLE. */
    private void addColumn(final String column) {
        CLUSTER.execute("DROP TABLE %s.%s".formatted(database, table));
        CLUSTER.execute("CREATE TABLE %s.%s (id BIGINT NOT NULL, name VARCHAR(50), %s) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2".formatted(database,
                table, column));
    }

    private List<List<Object>> rows(final String columns) {
        return CLUSTER.query("SELECT %s FROM %s.%s ORDER BY 1".formatted(columns, database, table));
    }
}
