package io.github.nifistarrocks.processors;

import java.util.List;

import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Success counts only if StarRocks counted the rows that were sent. */
@Timeout(240)
class PutStarRocksRowCountContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String TWO_ROWS = "[{\"id\":1,\"name\":\"one\"},{\"id\":2,\"name\":\"two\"}]";
    /** The first JSON document and a part of the second, which a BE drops without an error. */
    private static final int ONE_ROW = 30;

    private final String database = CLUSTER.newDatabase();
    private final String table = CLUSTER.newTable(database,
            "CREATE TABLE {table} (id INT NOT NULL, name VARCHAR(10)) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2");

    @AfterEach
    void clearFaults() {
        CLUSTER.emulator().faults().clear();
    }

    @ParameterizedTest
    @CsvSource({"SINGLE_LOAD,BE_STREAM_LOAD", "TRANSACTION,TRANSACTION_LOAD", "TWO_PHASE,TRANSACTION_LOAD"})
    void fewerRowsThanWereSentAreAnErrorThatSaysSo(final String strategy, final RequestKind request) throws Exception {
        CLUSTER.emulator().faults().on(request).times(1).inject(new Fault.BodyEndsEarly(ONE_ROW));
        final PutRunner runner = PutRunner.create(CLUSTER, database, table).with("Delivery Strategy", strategy);

        final MockFlowFile sent = runner.send(TWO_ROWS, LoadRelationships.FAILURE);

        assertThat(ids()).containsExactly(1);
        sent.assertAttributeEquals("starrocks.status", "COMMITTED_COUNT_DIFFERS");
        sent.assertAttributeEquals("starrocks.error.reason", "ROW_COUNT_DIFFERS");
        sent.assertAttributeEquals("starrocks.rows.loaded", "1");
        assertThat(sent.getAttribute("starrocks.error.message")).contains("is committed", "2 rows were sent, and 1 were counted",
                sent.getAttribute("starrocks.label"), database + "." + table);
        assertThat(runner.nifi.getLogger().getErrorMessages()).singleElement().asString().contains("2 rows were sent");

        runner.send(sent, LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.status", "LABEL_FINISHED");
        assertThat(ids()).as("never loaded again").containsExactly(1);
    }

    /** The next attempt finds the first load finished, and its rows are not counted again. */
    @Test
    void fewerRowsInALoadBeforeOneThatFailedAreReported() throws Exception {
        final String keyed = CLUSTER.newTable(database,
                "CREATE TABLE {table} (id INT NOT NULL, name VARCHAR(10), note VARCHAR(10)) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2");
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.BodyEndsEarly(ONE_ROW));
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).after(1).times(1).inject(Fault.tooManyVersions());
        final PutRunner runner = PutRunner.create(CLUSTER, database, keyed).with("Partial Update", "ROW").with("Update Columns", "FIELDS_PRESENT");

        runner.send(TWO_ROWS.replace("]", ",{\"id\":3,\"note\":\"three\"}]"), LoadRelationships.RETRY);

        assertThat(runner.nifi.getLogger().getErrorMessages()).singleElement().asString().contains("2 rows were sent, and 1 were counted");
    }

    @ParameterizedTest
    @CsvSource({"0.5,''", "0,id > 1"})
    void filteredAndUnselectedRowsAreCountedToo(final String ratio, final String condition) throws Exception {
        PutRunner.create(CLUSTER, database, table).with("Max Filter Ratio", ratio).with("load.where", condition)
                .send(TWO_ROWS.replace("one", condition.isEmpty() ? "far too long a name" : "one"), LoadRelationships.SUCCESS);

        assertThat(ids()).containsExactly(2);
    }

    @Test
    void rowsOfRawContentAreNotKnown() throws Exception {
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.BodyEndsEarly(6));

        PutRunner.create(CLUSTER, database, table).with("Content", "RAW").with("Format", "CSV").with("load.column_separator", ",")
                .send("1,one\n2,two\n", LoadRelationships.SUCCESS).assertAttributeEquals("starrocks.rows.loaded", "1");
    }

    private List<Integer> ids() {
        return CLUSTER.query("SELECT id FROM %s.%s ORDER BY id".formatted(database, table)).stream().map(row -> ((Number) row.getFirst()).intValue()).toList();
    }
}
