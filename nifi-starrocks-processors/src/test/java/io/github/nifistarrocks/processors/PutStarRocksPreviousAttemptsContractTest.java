package io.github.nifistarrocks.processors;

import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import org.apache.nifi.json.JsonRecordSetWriter;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the message says of rows that are in the table already, if nothing more of a FlowFile can be loaded. */
@Timeout(240)
class PutStarRocksPreviousAttemptsContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String ITEMS = """
            CREATE TABLE {table} (id INT NOT NULL, a INT, b INT, seq BIGINT, name VARCHAR(5)) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2""";

    private final String database = CLUSTER.newDatabase();
    private final String table = CLUSTER.newTable(database, ITEMS);

    @AfterEach
    void clearFaults() {
        CLUSTER.emulator().faults().clear();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"false; {\"id\":2,\"b\":1.5}", "true; {\"id\":2,\"name\":\"too long\"}"})
    void recordOfALaterGroupThatCannotBeWrittenKeepsAllGroupsOut(final String check, final String bad) throws Exception {
        final MockFlowFile failed = fieldsPresent(table).with("Check Records", check).send("[{\"id\":1,\"a\":11},%s]".formatted(bad),
                LoadRelationships.FAILURE);

        assertThat(ids(table)).isEmpty();
        assertThat(failed.getAttribute("starrocks.error.message")).contains("ecord 2").doesNotContain("is committed");
    }

    @Test
    void committedGroupsOfAPreviousAttemptAreNotReportedAsNotCommitted() throws Exception {
        final PutRunner runner = fieldsPresent(table).with("Label", database + "-groups");
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).after(1).times(1).inject(Fault.tooManyVersions());
        final MockFlowFile first = runner.send(PutRunner.flowFile("[{\"id\":1,\"a\":11},{\"id\":2,\"b\":22}]"), LoadRelationships.RETRY);
        assertThat(ids(table)).containsExactly(1);

        final MockFlowFile failed = runner.with("Merge Condition", "name").send(first, LoadRelationships.FAILURE);

        assertThat(failed.getAttribute("starrocks.error.message")).contains("at least the first, under label [%s-groups-".formatted(database))
                .contains("], is committed")
                .doesNotContain("has not been committed");
    }

    @Test
    void groupsWhoseLabelsAreFoldedAreKnownToo() throws Exception {
        final String longName = "t".repeat(64) + "_long_name";
        CLUSTER.execute(ITEMS.replace("{table}", database + "." + longName));
        final PutRunner runner = fieldsPresent(longName);
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(Fault.tooManyVersions());
        final MockFlowFile first = runner.send(PutRunner.flowFile("[{\"id\":1,\"a\":11},{\"id\":2,\"b\":22}]"), LoadRelationships.RETRY);

        final MockFlowFile failed = runner.with("Merge Condition", "name").send(first, LoadRelationships.FAILURE);

        assertThat(failed.getAttribute("starrocks.error.message")).contains("previous attempt").contains("is not committed");
    }

    @Test
    void runningAttemptIsNotReportedAsNotCommitted() throws Exception {
        final PutRunner runner = PutRunner.create(CLUSTER, database, table).with("Label", database + "-running");
        CLUSTER.emulator().faults().on(RequestKind.LOAD_STATE)
                .inject(new Fault.Reply(200, "application/json", "{\"state\":\"PREPARED\",\"status\":\"OK\",\"msg\":\"\"}"));

        final MockFlowFile failed = runner.send("[{\"id\":1,\"a\":1.5}]", LoadRelationships.FAILURE);

        assertThat(failed.getAttribute("starrocks.error.message")).contains("is not finished, its state is PREPARED");
    }

    @Test
    void attemptAfterACrashThatCannotWriteARecordAnyMoreReportsThatItsRowsAreLoaded() throws Exception {
        final MockFlowFile flowFile = PutRunner.flowFile("[{\"id\":1,\"a\":1.5}]");
        PutRunner.create(CLUSTER, database, table).as("node").with("field.a", "name").send(flowFile, LoadRelationships.SUCCESS);
        final PutRunner again = PutRunner.create(CLUSTER, database, table).as("node");
        RecordWriters.add(again.nifi, new JsonRecordSetWriter(), Map.of());

        final MockFlowFile failed = again.with("Rejected Record Writer", "writer").with("Isolate Invalid Records", "false").with("Max Filter Ratio", "0.5")
                .send(flowFile, LoadRelationships.FAILURE);

        assertThat(ids(table)).containsExactly(1);
        assertThat(failed.getAttribute("starrocks.error.message")).contains("is committed", "under the same label",
                "Which records were filtered could not be determined");
    }

    private PutRunner fieldsPresent(final String name) throws Exception {
        return PutRunner.create(CLUSTER, database, name).with("Partial Update", "ROW").with("Update Columns", "FIELDS_PRESENT");
    }

    private List<Integer> ids(final String name) {
        return CLUSTER.query("SELECT id FROM %s.%s ORDER BY id".formatted(database, name)).stream().map(row -> ((Number) row.getFirst()).intValue()).toList();
    }
}
