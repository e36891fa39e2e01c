package io.github.nifistarrocks.processors;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is loaded while the columns of the table are not reported, and after the table was created again. */
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
        final PutRunner runner = photos();
        final MockFlowFile first = send(runner, event(1), LoadRelationships.RETRY);
        assertThat(first.getAttribute("starrocks.error.message")).contains("<html>login", database + "." + table);
        CLUSTER.emulator().faults().clear();

        send(runner, event(1), LoadRelationships.SUCCESS).assertAttributeNotExists("starrocks.warning");

        assertThat(photo(1)).containsExactly(1, 2);
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

    @Test
    void oneRefusalDoesNotLast() throws Exception {
        CLUSTER.emulator().faults().on(RequestKind.SCHEMA).inject(new Fault.Reply(401, "text/plain", "Access denied"));
        final PutRunner runner = photos();
        send(runner, event(1), LoadRelationships.SUCCESS);
        CLUSTER.emulator().faults().clear();
        passOneSecond();

        final MockFlowFile sent = send(runner, event(2), LoadRelationships.SUCCESS);

        assertThat(photo(2)).containsExactly(1, 2);
        sent.assertAttributeNotExists("starrocks.warning");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 401})
    void columnsThatAreKnownAreUsedWhenAFieldWithoutAColumnRequestsThemAgain(final int status) throws Exception {
        final PutRunner runner = photos();
        send(runner, event(1), LoadRelationships.SUCCESS);
        CLUSTER.emulator().faults().on(RequestKind.SCHEMA).inject(new Fault.Reply(status, "text/html", "<html>login</html>"));

        final MockFlowFile sent = send(runner, event(2).replace("\"id\"", "\"extra\":7,\"id\""), LoadRelationships.SUCCESS);

        assertThat(photo(2)).containsExactly(1, 2);
        sent.assertAttributeNotExists("starrocks.warning");
    }

    @Test
    void rowsOfEachKeyArriveAfterTheTableIsCreatedAgainWithAnotherKey() throws Exception {
        final String keyed = CLUSTER.newTable(database, ddl("PRIMARY", "id INT NOT NULL, code INT NOT NULL"));
        final PutRunner runner = debezium(keyed);
        send(runner, keyed(1, 1), LoadRelationships.SUCCESS);
        createAgain(keyed, "PRIMARY", "code INT NOT NULL, id INT NOT NULL");

        send(runner, keyed(1, 1) + keyed(1, 2), LoadRelationships.SUCCESS);

        assertThat(CLUSTER.query("SELECT code, id FROM %s.%s ORDER BY code".formatted(database, keyed))).containsExactly(List.of(1, 1), List.of(2, 1));
    }

    @Test
    void fieldOfAColumnThatIsRenamedFails() throws Exception {
        final String renamed = CLUSTER.newTable(database, ddl("DUPLICATE", "id INT NOT NULL, name VARCHAR(10)"));
        final PutRunner runner = PutRunner.create(CLUSTER, database, renamed);
        send(runner, "{\"id\":1,\"name\":\"one\"}", LoadRelationships.SUCCESS);
        createAgain(renamed, "DUPLICATE", "id INT NOT NULL, title VARCHAR(10)");

        final MockFlowFile failed = send(runner, "{\"id\":2,\"name\":\"two\"}", LoadRelationships.FAILURE);

        assertThat(failed.getAttribute("starrocks.error.message")).contains("Field [name] goes to no column");
        assertThat(CLUSTER.queryNumber("SELECT count(*) FROM %s.%s".formatted(database, renamed))).isZero();
    }

    @Test
    void deleteIsNotAppendedAfterTheTableIsCreatedAgainWithoutAPrimaryKey() throws Exception {
        final String deleted = CLUSTER.newTable(database, ddl("PRIMARY", "id INT NOT NULL, name VARCHAR(10)"));
        final PutRunner runner = debezium(deleted).with("Delete Handling", "HARD");
        final String delete = "{\"op\":\"d\",\"before\":{\"id\":1,\"name\":\"one\"},\"after\":null}";
        send(runner, delete, LoadRelationships.SUCCESS);
        createAgain(deleted, "DUPLICATE", "id INT NOT NULL, name VARCHAR(10)");

        final MockFlowFile failed = send(runner, delete, LoadRelationships.FAILURE);

        assertThat(failed.getAttribute("starrocks.error.message")).contains("not a PRIMARY KEY table");
        assertThat(CLUSTER.queryNumber("SELECT count(*) FROM %s.%s".formatted(database, deleted))).isZero();
    }

    private PutRunner photos() throws Exception {
        return debezium(table).with("Duplicate Keys", "KEEP_ALL");
    }

    private PutRunner debezium(final String target) throws Exception {
        return PutRunner.create(CLUSTER, database, target).with("Operation Source", "DEBEZIUM").with("Delete Handling", "IGNORE")
                .with("Unknown Fields", "IGNORE");
    }

    /** @param columns of which the first is the key */
    private static String ddl(final String model, final String columns) {
        final String key = columns.substring(0, columns.indexOf(' '));
        return "CREATE TABLE {table} (%s) %s KEY(%s) DISTRIBUTED BY HASH(%s) BUCKETS 1".formatted(columns, model, key, key);
    }

    private void createAgain(final String name, final String model, final String columns) {
        final String id = database + "." + name;
        CLUSTER.execute("DROP TABLE %s; %s;".formatted(id, ddl(model, columns).replace("{table}", id)));
        passOneSecond();
    }

    /** For so long the columns of a table are used without another request. */
    private static void passOneSecond() {
        final long start = System.nanoTime();
        while (System.nanoTime() - start < Duration.ofSeconds(1).toNanos()) {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    private byte[] photo(final int id) {
        return (byte[]) CLUSTER.query("SELECT photo FROM %s.%s WHERE id = %d".formatted(database, table, id)).getFirst().getFirst();
    }

    private static String event(final int id) {
        return "{\"op\":\"c\",\"before\":null,\"after\":{\"id\":%d,\"photo\":\"AQI=\"}}".formatted(id);
    }

    private static String keyed(final int id, final int code) {
        return "{\"op\":\"c\",\"before\":null,\"after\":{\"id\":%d,\"code\":%d}}".formatted(id, code);
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
