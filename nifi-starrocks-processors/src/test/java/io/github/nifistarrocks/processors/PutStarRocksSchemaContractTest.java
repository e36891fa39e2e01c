package io.github.nifistarrocks.processors;

import java.util.List;

import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import org.apache.nifi.processor.Relationship;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** What is loaded while the columns of the table are not reported. */
@Timeout(240)
class PutStarRocksSchemaContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private final String database = CLUSTER.newDatabase();
    private final String table = CLUSTER.newTable(database,
            "CREATE TABLE {table} (id BIGINT NOT NULL, photo VARBINARY) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2");
    private boolean running;

    @AfterEach
    void clearFaults() {
        CLUSTER.emulator().faults().clear();
    }

    @Test
    void brokenReplyIsRetriedInsteadOfLoadingWithoutTypes() throws Exception {
        CLUSTER.emulator().faults().on(RequestKind.SCHEMA).inject(new Fault.Reply(200, "text/html", "<html>login</html>"));
        final PutRunner runner = PutRunner.create(CLUSTER, database, table).with("Operation Source", "DEBEZIUM").with("Delete Handling", "IGNORE")
                .with("Unknown Fields", "IGNORE");
        final MockFlowFile first = send(runner, event(1), LoadRelationships.RETRY);
        assertThat(first.getAttribute("starrocks.error.message")).contains("<html>login", database + "." + table);
        CLUSTER.emulator().faults().clear();

        send(runner, event(1), LoadRelationships.SUCCESS).assertAttributeNotExists("starrocks.warning");

        assertThat((byte[]) CLUSTER.query("SELECT photo FROM %s.%s".formatted(database, table)).getFirst().getFirst()).containsExactly(1, 2);
    }

    @Test
    void loadWithoutKnownColumnsIsWarnedOfOnceInABulletin() throws Exception {
        CLUSTER.emulator().faults().on(RequestKind.SCHEMA).inject(new Fault.Reply(401, "text/plain", "Access denied"));
        final PutRunner runner = PutRunner.create(CLUSTER, database, table).with("Unknown Fields", "IGNORE");

        final List<MockFlowFile> sent = List.of(send(runner, "{\"id\":1}", LoadRelationships.SUCCESS), send(runner, "{\"id\":2}", LoadRelationships.SUCCESS));

        assertThat(sent).allSatisfy(flowFile -> assertThat(flowFile.getAttribute("starrocks.warning")).contains("without knowledge of its columns",
                database + "." + table, "Grant SELECT"));
        assertThat(runner.nifi.getLogger().getWarnMessages()).singleElement().asString().contains("without knowledge of its columns");
    }

    private static String event(final int id) {
        return "{\"op\":\"c\",\"before\":null,\"after\":{\"id\":%d,\"photo\":\"AQI=\"}}".formatted(id);
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
}
