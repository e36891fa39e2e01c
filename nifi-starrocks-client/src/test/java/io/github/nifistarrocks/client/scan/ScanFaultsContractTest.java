package io.github.nifistarrocks.client.scan;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.plan.PlanRequest;
import io.github.nifistarrocks.client.plan.ScanPlan;
import io.github.nifistarrocks.client.plan.Tablet;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.backend.EmulatorBackend;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/** Failures of a plan or a scan: they have the right kind, and no scanner stays open. */
@Timeout(240)
class ScanFaultsContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final int ROWS = 300;
    private static final int BATCH_ROWS = 20;

    private final CallScope scope = new CallScope();
    private StarRocksEmulator emulator;
    private StarRocksClient client;
    private TableId table;
    private int openBefore;

    @BeforeEach
    void open() {
        emulator = CLUSTER.emulator();
        openBefore = emulator.openScanners();
        final String database = CLUSTER.newDatabase();
        final StringBuilder values = new StringBuilder();
        for (int id = 0; id < ROWS; id++) {
            values.append(id == 0 ? "" : ",").append("(").append(id).append(", 'row ").append(id).append("')");
        }
        CLUSTER.execute(("CREATE TABLE %s.t (id BIGINT NOT NULL, name VARCHAR(20) NULL) DUPLICATE KEY (id) DISTRIBUTED BY HASH(id) BUCKETS 2 "
                + "PROPERTIES('replication_num'='3');").formatted(database)
                + "INSERT INTO %s.t VALUES %s;".formatted(database, values)
                + "CREATE VIEW %s.v AS SELECT id FROM %s.t;".formatted(database, database));
        table = new TableId(database, "t");
        client = client(CLUSTER.password());
    }

    @AfterEach
    void close() {
        emulator.faults().clear();
        client.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(RequestKind.OPEN_SCANNER, new Fault.MissingTablet(), Kind.EXPIRED, "INTERNAL_ERROR (6)"),
                Arguments.of(RequestKind.OPEN_SCANNER, new Fault.ScanStatus(59, "BE is shutting down"), Kind.UNAVAILABLE, "SHUTDOWN (59)"),
                Arguments.of(RequestKind.OPEN_SCANNER, new Fault.ScanStatus(53, "too busy"), Kind.OVERLOADED, "RESOURCE_BUSY (53)"),
                Arguments.of(RequestKind.OPEN_SCANNER, new Fault.ScanStatus(33, "query_plan_info: validate error"), Kind.INVALID, "Create a new plan"),
                Arguments.of(RequestKind.OPEN_SCANNER, new Fault.ResetBeforeBody(), Kind.UNAVAILABLE, "connection"),
                Arguments.of(RequestKind.OPEN_SCANNER, new Fault.TruncateReply(10), Kind.UNAVAILABLE, "connection"),
                Arguments.of(RequestKind.GET_NEXT, new Fault.LostContext(), Kind.UNAVAILABLE, "context_id"),
                Arguments.of(RequestKind.GET_NEXT, new Fault.OffsetAhead(), Kind.UNAVAILABLE, "send_offset"),
                Arguments.of(RequestKind.GET_NEXT, new Fault.NoRows(), Kind.UNAVAILABLE, "neither rows nor the end"),
                Arguments.of(RequestKind.GET_NEXT, new Fault.TruncatedRows(100), Kind.PROTOCOL, "Arrow"),
                Arguments.of(RequestKind.GET_NEXT, new Fault.ScanStatus(5, "Memory of query exceed limit"), Kind.OVERLOADED, "MEM_LIMIT_EXCEEDED (5)"),
                Arguments.of(RequestKind.GET_NEXT, new Fault.ScanStatus(8, "Query reached its timeout"), Kind.UNAVAILABLE, "TIMEOUT (8)"),
                Arguments.of(RequestKind.GET_NEXT, new Fault.ScanStatus(6, "Unknown logical type(19)"), Kind.INVALID, "Exclude it from the columns"),
                Arguments.of(RequestKind.OPEN_SCANNER, new Fault.ScanStatus(45, "capture_consistent_versions error: version already been compacted. "
                        + "tablet_id: 1, version: 2 tablet_max_version:3"), Kind.EXPIRED, "Create a new plan if no replica has it"),
                Arguments.of(RequestKind.OPEN_SCANNER, new Fault.ScanStatus(6, "failed to get tablet. tablet_id=1, with schema_hash=0, reason=tablet does not "
                        + "exist"), Kind.EXPIRED, "compacted, moved, altered or dropped"),
                Arguments.of(RequestKind.OPEN_SCANNER, new Fault.ScanStatus(31, "get_applied_rowsets(version 2) failed tablet:1 #version:1 [3 3@0 3]"),
                        Kind.EXPIRED, "compacted, moved, altered or dropped"),
                Arguments.of(RequestKind.GET_NEXT, new Fault.ScanStatus(1, "Set cancelled by MemoryScratchSinkOperator"), Kind.UNAVAILABLE,
                        "A scanner of the plan failed"),
                Arguments.of(RequestKind.GET_NEXT, new Fault.ScanStatus(33, "Capacity error: array cannot contain more than 2147483646 bytes, have 2147483650"),
                        Kind.BATCH_TOO_LARGE, "Use smaller batches"),
                Arguments.of(RequestKind.GET_NEXT, new Fault.ScanStatus(777, "of the future"), Kind.UNAVAILABLE, "status code 777"),
                Arguments.of(RequestKind.GET_NEXT, new Fault.ResetBeforeBody(), Kind.UNAVAILABLE, "connection"),
                Arguments.of(RequestKind.GET_NEXT, new Fault.ResetAfterCommit(), Kind.UNAVAILABLE, "connection"),
                Arguments.of(RequestKind.GET_NEXT, new Fault.TruncateReply(60), Kind.UNAVAILABLE, "connection"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void faultsHaveTheirKindAndLeaveNoScannerOpen(final RequestKind request, final Fault fault, final Kind kind, final String message) throws Exception {
        final boolean replyOfOpenIsLost = request == RequestKind.OPEN_SCANNER && fault instanceof Fault.TruncateReply;
        final ScanPlan plan = plan();
        final Tablet tablet = plan.tablets().getFirst();
        final FaultRule rule = emulator.faults().on(request).after(request == RequestKind.GET_NEXT ? 2 : 0).times(1).inject(fault);

        final StarRocksException failure = catchThrowableOfType(StarRocksException.class, () -> read(plan, tablet, tablet.replicas().getFirst()));

        assertThat(rule.hits()).isEqualTo(1);
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure).hasMessageContaining(message).hasMessageContaining(tablet.replicas().getFirst().toString())
                .hasMessageContaining(Long.toString(tablet.id()));
        assertThat(emulator.openScanners()).isEqualTo(openBefore + (replyOfOpenIsLost ? 1 : 0));
    }

    @Test
    void anEmptyBatchIsSkipped() throws Exception {
        emulator.faults().on(RequestKind.GET_NEXT).after(1).times(1).inject(new Fault.EmptyBatch());
        assertThat(readAll(0)).isEqualTo(ROWS);
    }

    @Test
    void everyReplicaOfAPlanGivesTheSameRows() throws Exception {
        assertThat(readAll(0)).isEqualTo(ROWS);
        assertThat(readAll(1)).isEqualTo(ROWS);
        assertThat(readAll(2)).isEqualTo(ROWS);
        assertThat(emulator.openScanners()).isEqualTo(openBefore);
    }

    @Test
    void anotherReplicaOfAPlanCanBeReadWhenOneIsDown() throws Exception {
        final ScanPlan plan = plan();
        final Tablet tablet = plan.tablets().getFirst();
        final HostPort down = tablet.replicas().getFirst();
        final EmulatorBackend backend = emulator.backends().stream().filter(each -> each.thriftPort() == down.port() && each.host().equals(down.host()))
                .findFirst().orElseThrow();
        backend.stop();
        try {
            final StarRocksException failure = catchThrowableOfType(StarRocksException.class, () -> read(plan, tablet, down));
            assertThat(failure.kind()).isEqualTo(Kind.UNAVAILABLE);
            assertThat(read(plan, tablet, tablet.replicas().get(1))).isNotEmpty();
        } finally {
            backend.start();
        }
    }

    /** The BE reports the cause of a failure to the next scanner of the plan, once. */
    @Test
    void theFailureOfAnEarlierScannerOfThePlanDoesNotFailTheNextOne() throws Exception {
        final ScanPlan plan = plan();
        final HostPort replica = plan.tablets().getFirst().replicas().getFirst();
        try (TabletScan sibling = client.scan(request(plan.opaquePlan(), plan.tablets().getLast()), replica, scope)) {
            emulator.faults().on(RequestKind.GET_NEXT).times(1).inject(new Fault.ScannerFails("Memory of query exceed limit"));
            final StarRocksException failure = catchThrowableOfType(StarRocksException.class, () -> read(plan, plan.tablets().getFirst(), replica));
            assertThat(failure).hasMessageContaining("CANCELLED (1)");
            assertThat(sibling.replica()).isEqualTo(replica);

            final int rows = read(plan, plan.tablets().getFirst(), replica).size() + read(plan, plan.tablets().getLast(), replica).size();

            assertThat(rows).isEqualTo(ROWS);
        }
        assertThat(emulator.openScanners()).isEqualTo(openBefore);
    }

    @Test
    void cancellingEndsAScanThatIsBlocked() throws Exception {
        final ScanPlan plan = plan();
        final Tablet tablet = plan.tablets().getFirst();
        final FaultRule rule = emulator.faults().on(RequestKind.GET_NEXT).after(1).times(1).inject(new Fault.Delay(Duration.ofMinutes(10)));
        final CompletableFuture<Set<Long>> reading = CompletableFuture.supplyAsync(() -> {
            try {
                return read(plan, tablet, tablet.replicas().getFirst());
            } catch (StarRocksException | CallCancelledException e) {
                throw new IllegalStateException(e);
            }
        });
        final long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
        while (rule.hits() == 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        scope.cancel();

        assertThatThrownBy(() -> reading.get(120, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class)
                .hasRootCauseInstanceOf(CallCancelledException.class);
        assertThat(emulator.openScanners()).isEqualTo(openBefore);
    }

    @Test
    void aPlanThatWasChangedIsInvalid() throws Exception {
        final ScanPlan plan = plan();
        final Tablet tablet = plan.tablets().getFirst();
        final StarRocksException failure = catchThrowableOfType(StarRocksException.class,
                () -> client.scan(request("AAAA" + plan.opaquePlan().substring(4), tablet), tablet.replicas().getFirst(), scope));
        assertThat(failure.kind()).isEqualTo(Kind.INVALID);
        assertThat(emulator.openScanners()).isEqualTo(openBefore);
    }

    @Test
    void planningAnUnknownTableFindsNothing() {
        assertThat(refusedPlan(new TableId(table.database(), "nosuch"), Optional.empty()).kind()).isEqualTo(Kind.NOT_FOUND);
        assertThat(refusedPlan(new TableId("nosuch", "t"), Optional.empty()).kind()).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void planningWithAnInvalidFilterIsInvalid() {
        assertThat(refusedPlan(table, Optional.of("nosuch = 1")).kind()).isEqualTo(Kind.INVALID);
        assertThat(refusedPlan(table, Optional.of("id = = 1")).kind()).isEqualTo(Kind.INVALID);
    }

    @Test
    void planningAViewIsInvalid() {
        assertThat(refusedPlan(new TableId(table.database(), "v"), Optional.empty())).hasMessageContaining("name the table beneath")
                .extracting(StarRocksException::kind).isEqualTo(Kind.INVALID);
    }

    @Test
    void planningWithAWrongPasswordIsDenied() {
        try (StarRocksClient stranger = client("wrong")) {
            final StarRocksException refusal = catchThrowableOfType(StarRocksException.class,
                    () -> stranger.plan(new PlanRequest(table, List.of(), Optional.empty()), scope));
            assertThat(refusal.kind()).isEqualTo(Kind.DENIED);
        }
    }

    @Test
    void anIncompletePlanIsRequestedFromTheNextFrontend() throws Exception {
        emulator.faults().on(RequestKind.QUERY_PLAN).times(1).inject(new Fault.TruncateReply(200));
        assertThat(plan().tablets()).hasSize(2);
    }

    @Test
    void anUnknownTableHasNoSchema() {
        final StarRocksException refusal = catchThrowableOfType(StarRocksException.class,
                () -> client.tableSchema(new TableId(table.database(), "nosuch"), scope));
        assertThat(refusal.kind()).isEqualTo(Kind.NOT_FOUND);
    }

    private StarRocksException refusedPlan(final TableId source, final Optional<String> filter) {
        return catchThrowableOfType(StarRocksException.class, () -> client.plan(new PlanRequest(source, List.of(), filter), scope));
    }

    private ScanPlan plan() throws StarRocksException, CallCancelledException {
        return client.plan(new PlanRequest(table, List.of("id", "name"), Optional.empty()), scope);
    }

    private int readAll(final int replica) throws StarRocksException, CallCancelledException {
        final ScanPlan plan = plan();
        int rows = 0;
        for (final Tablet tablet : plan.tablets()) {
            rows += read(plan, tablet, tablet.replicas().get(replica)).size();
        }
        return rows;
    }

    private Set<Long> read(final ScanPlan plan, final Tablet tablet, final HostPort replica) throws StarRocksException, CallCancelledException {
        final Set<Long> ids = new HashSet<>();
        try (TabletScan scan = client.scan(request(plan.opaquePlan(), tablet), replica, scope)) {
            while (scan.nextBatch()) {
                for (int row = 0; row < scan.vectors().getRowCount(); row++) {
                    ids.add((Long) scan.vectors().getVector(0).getObject(row));
                }
            }
            assertThat(scan.rows()).isEqualTo(ids.size());
        }
        return ids;
    }

    private ScanRequest request(final String opaquePlan, final Tablet tablet) {
        return new ScanRequest(table, opaquePlan, List.of(tablet.id()), new ScanLimits(BATCH_ROWS, Duration.ofSeconds(60), Duration.ofMinutes(5)));
    }

    private StarRocksClient client(final String password) {
        return StarRocksClient.open(StarRocksClientConfig.builder(CLUSTER.frontendUrls()).credentials(CLUSTER.user(), password).build());
    }
}
