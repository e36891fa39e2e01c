package io.github.nifistarrocks.emulator.scan;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;

import com.fasterxml.jackson.databind.JsonNode;
import com.starrocks.shade.org.apache.thrift.TException;
import com.starrocks.shade.org.apache.thrift.protocol.TProtocolException;
import com.starrocks.shade.org.apache.thrift.transport.TTransportException;
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
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ScanFaultTest {

    private static final int BATCH = 10;

    private final ScanCluster cluster = new ScanCluster();
    private Table table;
    private String plan;
    private long tablet;
    private ScanClient client;

    @BeforeEach
    void loadTable() {
        table = cluster.create(TableDefinition.duplicate(new TableName("demo", "t"), List.of(Column.of("id", ColumnType.of(TypeKind.INT)))).withReplicas(2));
        cluster.load(table, IntStream.range(0, 100).mapToObj(id -> new Object[] {id}).toList());
        final JsonNode reply = cluster.plan(table, "select id from demo.t");
        plan = reply.get("opaqued_query_plan").asText();
        tablet = table.tablets().getFirst().id();
        client = cluster.connect(table, tablet);
    }

    @AfterEach
    void closeAll() {
        client.close();
        cluster.close();
    }

    private void inject(final RequestKind kind, final Fault fault) {
        cluster.faults().on(kind).times(1).inject(fault);
    }

    private String open() throws TException {
        return client.open(plan, List.of(tablet), BATCH).getContext_id();
    }

    @Test
    void deadReplicaRefusesConnectionsWhileAnotherServes() {
        final int dead = table.tablet(tablet).backends().getFirst();
        final int alive = table.tablet(tablet).backends().getLast();

        cluster.stopBackend(dead);

        assertThatThrownBy(() -> cluster.connect(dead)).hasRootCauseInstanceOf(java.net.ConnectException.class);
        try (ScanClient other = cluster.connect(alive)) {
            assertThat(other.readAll(plan, List.of(tablet), BATCH)).hasSize(100);
        }
    }

    @Test
    void dyingBackendBreaksConnectionsAndForgetsScanners() throws TException {
        final String context = open();
        cluster.stopBackend(table.tablet(tablet).backends().getFirst());

        assertThatThrownBy(() -> client.next(context, 0)).isInstanceOf(TTransportException.class);
        assertThat(cluster.engine().openScanners()).isZero();
    }

    @Test
    void missingTabletFailsTheOpening() throws TException {
        inject(RequestKind.OPEN_SCANNER, new Fault.MissingTablet());

        final TScanOpenResult opened = client.open(plan, List.of(tablet), BATCH);

        assertThat(opened.getStatus().getStatus_code()).isEqualTo(TStatusCode.INTERNAL_ERROR);
        assertThat(opened.getStatus().getError_msgs())
                .containsExactly("failed to get tablet. tablet_id=" + tablet + ", with schema_hash=0, reason=tablet does not exist");
    }

    @Test
    @Timeout(240)
    void slowBatchArrivesWhenReleased() throws Exception {
        final String context = open();
        inject(RequestKind.GET_NEXT, new Fault.Delay(Duration.ofMinutes(5)));

        final CompletableFuture<TScanBatchResult> batch = CompletableFuture.supplyAsync(() -> {
            try {
                return client.next(context, 0);
            } catch (TException e) {
                throw new IllegalStateException(e);
            }
        });

        assertThat(ArrowRows.read(released(batch).getRows()).rows()).hasSize(BATCH);
    }

    /** A release only ends waits that have begun, so it is repeated until the reply is there. */
    private TScanBatchResult released(final CompletableFuture<TScanBatchResult> batch) throws Exception {
        while (true) {
            try {
                return batch.get(100, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                cluster.faults().release();
            }
        }
    }

    @Test
    void lostReplyResetsTheConnectionAndMovesTheOffset() throws TException {
        final String context = open();
        inject(RequestKind.GET_NEXT, new Fault.ResetAfterCommit());

        assertThatThrownBy(() -> client.next(context, 0)).isInstanceOf(TTransportException.class);
        try (ScanClient again = cluster.connect(table, tablet)) {
            assertThat(again.next(context, 0).getStatus().getError_msgs()).containsExactly("context_id=" + context + ", send_offset=0, context_offset=10");
        }
    }

    @Test
    void refusedCallLeavesTheOffset() throws TException {
        final String context = open();
        inject(RequestKind.GET_NEXT, new Fault.ResetBeforeBody());

        assertThatThrownBy(() -> client.next(context, 0)).isInstanceOf(TTransportException.class);
        try (ScanClient again = cluster.connect(table, tablet)) {
            assertThat(again.next(context, 0).isSetRows()).isTrue();
        }
    }

    @Test
    void replyEndsInTheMiddle() throws TException {
        final String context = open();
        inject(RequestKind.GET_NEXT, new Fault.TruncateReply(60));

        assertThatThrownBy(() -> client.next(context, 0)).isInstanceOf(TTransportException.class);
    }

    @Test
    void okWithoutRows() throws TException {
        final String context = open();
        inject(RequestKind.GET_NEXT, new Fault.NoRows());

        final TScanBatchResult batch = client.next(context, 0);

        assertThat(batch.getStatus().getStatus_code()).isEqualTo(TStatusCode.OK);
        assertThat(batch.isEos()).isFalse();
        assertThat(batch.isSetRows()).isFalse();
    }

    @Test
    void batchOfNoRowsIsFollowedByTheData() throws TException {
        final String context = open();
        inject(RequestKind.GET_NEXT, new Fault.EmptyBatch());

        final ArrowRows empty = ArrowRows.read(client.next(context, 0).getRows());

        assertThat(empty.rows()).isEmpty();
        assertThat(empty.schema().getFields()).hasSize(1);
        assertThat(ArrowRows.read(client.next(context, 0).getRows()).rows()).hasSize(BATCH);
    }

    @Test
    void rowsAreCutShort() throws TException {
        final String context = open();
        inject(RequestKind.GET_NEXT, new Fault.TruncatedRows(100));

        final TScanBatchResult batch = client.next(context, 0);

        assertThat(batch.getRows()).hasSize(100);
    }

    @Test
    void offsetIsAheadOfTheClient() throws TException {
        final String context = open();
        inject(RequestKind.GET_NEXT, new Fault.OffsetAhead());

        final TScanBatchResult batch = client.next(context, 0);

        assertThat(batch.getStatus().getStatus_code()).isEqualTo(TStatusCode.NOT_FOUND);
        assertThat(batch.getStatus().getError_msgs()).containsExactly("context_id=" + context + ", send_offset=0, context_offset=10");
    }

    @Test
    void contextIsLost() throws TException {
        final String context = open();
        cluster.faults().on(RequestKind.GET_NEXT).after(1).times(1).inject(new Fault.LostContext());

        assertThat(client.next(context, 0).getStatus().getStatus_code()).isEqualTo(TStatusCode.OK);
        final TScanBatchResult lost = client.next(context, BATCH);

        assertThat(lost.getStatus().getError_msgs()).containsExactly("context_id: " + context + " not found");
        assertThat(cluster.engine().openScanners()).isZero();
    }

    @Test
    void memoryLimitIsExceeded() throws TException {
        final String context = open();
        inject(RequestKind.GET_NEXT, new Fault.ScanStatus(5, "Memory of query exceed limit"));

        final TScanBatchResult batch = client.next(context, 0);

        assertThat(batch.getStatus().getStatus_code()).isEqualTo(TStatusCode.MEM_LIMIT_EXCEEDED);
        assertThat(batch.getStatus().getError_msgs()).containsExactly("Memory of query exceed limit");
        assertThat(batch.isSetRows()).isFalse();
    }

    @Test
    void statusNewerThanTheStubsBreaksThem() throws TException {
        final String context = open();
        inject(RequestKind.GET_NEXT, new Fault.ScanStatus(53, "busy"));

        assertThatThrownBy(() -> client.next(context, 0)).isInstanceOf(TProtocolException.class).hasMessageContaining("status_code");
    }

    @Test
    void closingCanFail() throws TException {
        final String context = open();
        inject(RequestKind.CLOSE_SCANNER, new Fault.ScanStatus(6, "no"));

        assertThat(client.closeScanner(context).getStatus().getStatus_code()).isEqualTo(TStatusCode.INTERNAL_ERROR);
        assertThat(cluster.engine().openScanners()).isEqualTo(1);
    }

    @Test
    void faultCanAimAtOneBackend() throws TException {
        final int first = table.tablet(tablet).backends().getFirst();
        final int second = table.tablet(tablet).backends().getLast();
        cluster.faults().on(RequestKind.OPEN_SCANNER).where("be" + first).inject(new Fault.ScanStatus(41, "gone"));

        assertThat(client.open(plan, List.of(tablet), BATCH).getStatus().getStatus_code()).isEqualTo(TStatusCode.SERVICE_UNAVAILABLE);
        try (ScanClient other = cluster.connect(second)) {
            assertThat(other.open(plan, List.of(tablet), BATCH).getStatus().getStatus_code()).isEqualTo(TStatusCode.OK);
        }
    }
}
