package io.github.nifistarrocks.emulator.scan;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.starrocks.shade.org.apache.thrift.TException;
import com.starrocks.thrift.TScanBatchResult;
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

        assertCancelled(client.next(first, 0));
        assertCancelled(client.next(second, 0));
        assertCancelled(client.next(second, 0));
    }

    @Test
    void onlyTheNextOpeningOfThePlanReportsTheCause() throws TException {
        final String first = open(client, plan, 0).getContext_id();
        open(client, plan, 1);
        failNext();
        client.next(first, 0);

        final TScanOpenResult refused = open(client, plan, 0);

        assertThat(refused.getStatus().getStatus_code()).isEqualTo(TStatusCode.INTERNAL_ERROR);
        assertThat(refused.getStatus().getError_msgs()).containsExactly("disk is broken: BE:10001");
        assertThat(open(client, plan, 0).getStatus().getStatus_code()).isEqualTo(TStatusCode.OK);
    }

    @Test
    void failureIsForgottenWithTheTimeOfTheQuery() throws TException {
        final String first = open(client, plan, 0).getContext_id();
        open(client, plan, 1);
        failNext();
        client.next(first, 0);
        cluster.pass(Duration.ofSeconds(61));

        assertThat(open(client, plan, 0).getStatus().getStatus_code()).isEqualTo(TStatusCode.OK);
    }

    @Test
    void failureOfTheOnlyScannerIsForgottenAtOnce() throws TException {
        final String only = open(client, plan, 0).getContext_id();
        failNext();

        assertCancelled(client.next(only, 0));
        assertThat(open(client, plan, 0).getStatus().getStatus_code()).isEqualTo(TStatusCode.OK);
    }

    @Test
    void scannerThatWasReadToItsEndIsNotCancelled() throws TException {
        final String first = open(client, plan, 0).getContext_id();
        final long rows = readToEnd(first);
        final String second = open(client, plan, 1).getContext_id();
        failNext();
        client.next(second, 0);

        assertThat(client.next(first, rows).isEos()).isTrue();
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
        assertCancelled(client.next(first, 10));
    }

    @Test
    void scannerWhoseTimeIsOverStaysCancelledWhenAnotherOneIsOpened() throws TException {
        final String first = open(client, plan, 0).getContext_id();
        cluster.pass(Duration.ofSeconds(61));

        final TScanOpenResult second = open(client, plan, 1);

        assertThat(second.getStatus().getStatus_code()).isEqualTo(TStatusCode.OK);
        assertCancelled(client.next(first, 0));
        assertThat(client.next(second.getContext_id(), 0).isSetRows()).isTrue();
    }

    @Test
    void columnOfTextAboveTheLimitOfArrowFailsThePlan() throws TException {
        final Table texts = cluster.create(TableDefinition.duplicate(new TableName("demo", "texts"), List.of(Column.of("v", ColumnType.string()))));
        cluster.load(texts, List.of(new Object[] {"1234567890"}, new Object[] {"1234567890"}));
        cluster.engine().maxColumnBytes(15);
        final String wide = cluster.plan(texts, "select v from demo.texts").get("opaqued_query_plan").asText();
        final List<Long> tablet = List.of(texts.tablets().getFirst().id());
        final String error = "Capacity error: array cannot contain more than 15 bytes, have 20";

        final String first = client.open(wide, tablet, 2).getContext_id();
        final String second = client.open(wide, tablet, 2).getContext_id();
        final TScanBatchResult failed = client.next(first, 0);

        assertThat(failed.getStatus().getStatus_code()).isEqualTo(TStatusCode.INVALID_ARGUMENT);
        assertThat(failed.getStatus().getError_msgs()).containsExactly(error);
        assertCancelled(client.next(second, 0));
        assertThat(client.open(wide, tablet, 1).getStatus().getError_msgs()).containsExactly(error + ": BE:10001");
        assertThat(client.next(client.open(wide, tablet, 1).getContext_id(), 0).isSetRows()).isTrue();
    }

    private static void assertCancelled(final TScanBatchResult batch) {
        assertThat(batch.getStatus().getStatus_code()).isEqualTo(TStatusCode.CANCELLED);
        assertThat(batch.getStatus().getError_msgs()).containsExactly("Set cancelled by MemoryScratchSinkOperator");
        assertThat(batch.isSetRows()).isFalse();
    }

    private long readToEnd(final String context) throws TException {
        long rows = 0;
        for (TScanBatchResult batch = client.next(context, 0); !batch.isEos(); batch = client.next(context, rows)) {
            rows += ArrowRows.read(batch.getRows()).rows().size();
        }
        return rows;
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
