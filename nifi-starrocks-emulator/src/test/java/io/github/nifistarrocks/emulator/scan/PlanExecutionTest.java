package io.github.nifistarrocks.emulator.scan;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.starrocks.shade.org.apache.thrift.TException;
import com.starrocks.thrift.TScanOpenResult;
import com.starrocks.thrift.TStatusCode;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.TableDefinition;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.catalog.type.TypeKind;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** All scanners of one plan at one BE share a context (CORRECTIONS 13). */
class PlanExecutionTest {

    private final ScanCluster cluster = new ScanCluster();
    private Table table;
    private String plan;
    private ScanClient client;

    @BeforeEach
    void loadTable() {
        table = cluster.create(TableDefinition.duplicate(new TableName("demo", "t"), List.of(Column.of("id", ColumnType.of(TypeKind.INT)))).withBuckets(2, "id")
                .withReplicas(3));
        cluster.load(table, IntStream.range(0, 100).mapToObj(id -> new Object[] {id}).toList());
        plan = plan();
        client = cluster.connect(0);
    }

    @AfterEach
    void closeAll() {
        client.close();
        cluster.close();
    }

    @Test
    void failingScannerCancelsTheOthersOfItsPlan() throws TException {
        final String first = open(client, plan, 0).getContext_id();
        final String second = open(client, plan, 1).getContext_id();
        failNext();

        assertThat(client.next(first, 0).getStatus().getError_msgs()).containsExactly("disk is broken");
        assertThat(client.next(second, 0).getStatus().getStatus_code()).isEqualTo(TStatusCode.CANCELLED);
        assertThat(client.next(second, 0).getStatus().getError_msgs()).containsExactly("Set cancelled by MemoryScratchSinkOperator");
    }

    @Test
    void furtherScannersOfThePlanAreRefusedUntilAllAreClosed() throws TException {
        final String first = open(client, plan, 0).getContext_id();
        final String second = open(client, plan, 1).getContext_id();
        failNext();
        client.next(first, 0);

        final TScanOpenResult refused = open(client, plan, 0);
        assertThat(refused.getStatus().getError_msgs()).containsExactly("disk is broken");

        client.closeScanner(first);
        client.closeScanner(refused.getContext_id());
        assertThat(open(client, plan, 0).getStatus().getStatus_code()).isEqualTo(TStatusCode.INTERNAL_ERROR);
        client.closeScanner(second);
        assertThat(open(client, plan, 0).getStatus().getStatus_code()).isEqualTo(TStatusCode.OK);
    }

    @Test
    void otherPlansAndOtherBackendsGoOn() throws TException {
        final String first = open(client, plan, 0).getContext_id();
        final String ofOtherPlan = open(client, plan(), 0).getContext_id();
        try (ScanClient otherBackend = cluster.connect(1)) {
            final String elsewhere = open(otherBackend, plan, 0).getContext_id();
            failNext();
            client.next(first, 0);

            assertThat(client.next(ofOtherPlan, 0).isSetRows()).isTrue();
            assertThat(otherBackend.next(elsewhere, 0).isSetRows()).isTrue();
            assertThat(open(otherBackend, plan, 1).getStatus().getStatus_code()).isEqualTo(TStatusCode.OK);
        }
    }

    @Test
    void queryTimeoutCountsFromTheLatestOpenOfThePlan() throws TException {
        final String first = open(client, plan, 0).getContext_id();
        cluster.pass(Duration.ofSeconds(50));
        open(client, plan, 1);
        cluster.pass(Duration.ofSeconds(50));

        assertThat(client.next(first, 0).getStatus().getStatus_code()).isEqualTo(TStatusCode.OK);
        cluster.pass(Duration.ofSeconds(11));
        assertThat(client.next(first, 10).getStatus().getStatus_code()).isEqualTo(TStatusCode.TIMEOUT);
    }

    private void failNext() {
        cluster.faults().on(RequestKind.GET_NEXT).times(1).inject(new Fault.ScannerFails("disk is broken"));
    }

    private String plan() {
        final JsonNode reply = cluster.plan(table, "select id from demo.t");
        return reply.get("opaqued_query_plan").asText();
    }

    private TScanOpenResult open(final ScanClient backend, final String opaquePlan, final int tablet) throws TException {
        return backend.open(opaquePlan, List.of(table.tablets().get(tablet).id()), 10);
    }
}
