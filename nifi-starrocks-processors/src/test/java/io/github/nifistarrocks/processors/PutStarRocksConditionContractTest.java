package io.github.nifistarrocks.processors;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.load.LoadRelationships;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** {@code load.where} selects the rows that are written, and never drops a delete. */
@Timeout(240)
class PutStarRocksConditionContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final String ORDERS = """
            CREATE TABLE {table} (id BIGINT NOT NULL, amount INT, _cdc_deleted BOOLEAN) %s KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2""";

    private final String database = CLUSTER.newDatabase();
    private String table;

    @BeforeEach
    void createTable() {
        table = CLUSTER.newTable(database, ORDERS.formatted("PRIMARY"));
        CLUSTER.execute("INSERT INTO %s.%s (id, amount) VALUES (1, 10), (2, 20)".formatted(database, table));
    }

    @AfterEach
    void clearFaults() {
        CLUSTER.emulator().faults().clear();
    }

    @ParameterizedTest
    @ValueSource(strings = {"SINGLE_LOAD", "TRANSACTION"})
    void deleteThatHasOnlyItsKeyIsApplied(final String strategy) throws Exception {
        final MockFlowFile sent = events().with("Delivery Strategy", strategy)
                .send("[{\"op\":\"d\",\"id\":1},{\"op\":\"c\",\"id\":3,\"amount\":-1},{\"op\":\"c\",\"id\":4,\"amount\":4}]", LoadRelationships.SUCCESS);

        assertThat(rows("id, amount")).containsExactly(List.of(2L, 20), List.of(4L, 4));
        sent.assertAttributeEquals("starrocks.rows.unselected", "1");
    }

    @Test
    void markOfADeleteThatHasOnlyItsKeyIsApplied() throws Exception {
        events().with("Delete Handling", "SOFT").with("load.where", "NOT _cdc_deleted").send("[{\"op\":\"d\",\"id\":1}]", LoadRelationships.SUCCESS);

        assertThat(rows("id, amount, _cdc_deleted")).containsExactly(List.of(1L, 10, true), Arrays.asList(2L, 20, null));
    }

    @Test
    void deleteByAnOperationFieldOfTheUserIsApplied() throws Exception {
        PutRunner.create(CLUSTER, database, table).with("load.where", "amount > 0").send("[{\"id\":1,\"__op\":1}]", LoadRelationships.SUCCESS);

        assertThat(rows("id")).containsExactly(List.of(2L));
    }

    @Test
    void conditionOnRowsWithoutDeletesIsSentUnchanged() throws Exception {
        CLUSTER.emulator().requests().clear();

        PutRunner.create(CLUSTER, database, table).with("load.where", "amount > 0").send("[{\"id\":3,\"amount\":3},{\"id\":4,\"amount\":0}]",
                LoadRelationships.SUCCESS);

        assertThat(rows("id")).containsExactly(List.of(1L), List.of(2L), List.of(3L));
        assertThat(CLUSTER.emulator().requests().to("/_stream_load")).allSatisfy(load -> assertThat(load.header("where")).contains("amount > 0"));
    }

    /** Without the privilege to see the columns the processor does not know that the table has no PRIMARY KEY. */
    @Test
    void deleteIsNeverAppendedAsARow() throws Exception {
        table = CLUSTER.newTable(database, ORDERS.formatted("DUPLICATE"));
        CLUSTER.emulator().faults().on(RequestKind.SCHEMA).inject(new Fault.Reply(401, "text/plain", "Access denied"));

        final PutRunner runner = PutRunner.create(CLUSTER, database, table).with("Operation Source", "ATTRIBUTE").with("Operation Attribute", "op")
                .with("Unknown Fields", "IGNORE").with("Key Columns", "id");
        runner.nifi.enqueue("[{\"id\":1}]", Map.of("op", "delete"));
        runner.nifi.run();

        runner.nifi.assertTransferCount(LoadRelationships.SUCCESS, 0);
        assertThat(rows("id")).isEmpty();
    }

    @Test
    void deleteIsAppliedWhereTheKeyIsNotReported() throws Exception {
        CLUSTER.emulator().faults().on(RequestKind.SCHEMA).inject(new Fault.Reply(401, "text/plain", "Access denied"));

        PutRunner.create(CLUSTER, database, table).with("Operation Source", "ATTRIBUTE").with("Operation Attribute", "op").with("Unknown Fields", "IGNORE")
                .with("Key Columns", "id").send("[{\"id\":1}]", Map.of("op", "delete"), LoadRelationships.SUCCESS);

        assertThat(rows("id")).containsExactly(List.of(2L));
    }

    private PutRunner events() throws Exception {
        return PutRunner.create(CLUSTER, database, table).with("Operation Source", "RECORD_PATH").with("Operation Record Path", "/op")
                .with("field.op", "").with("load.where", "amount > 0");
    }

    private List<List<Object>> rows(final String columns) {
        return CLUSTER.query("SELECT %s FROM %s.%s ORDER BY id".formatted(columns, database, table));
    }
}
