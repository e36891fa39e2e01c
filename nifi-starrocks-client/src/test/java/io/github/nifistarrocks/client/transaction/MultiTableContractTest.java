package io.github.nifistarrocks.client.transaction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.Labels;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadPart;
import io.github.nifistarrocks.client.load.LoadParts;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.cluster.Election;
import io.github.nifistarrocks.emulator.cluster.StarRocksVersion;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.transaction.TransactionState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** A transaction of several tables: rows in all of them or in none, whatever breaks. */
class MultiTableContractTest {

    private static final TableId ORDERS = new TableId("demo", "orders");
    private static final TableId ITEMS = new TableId("demo", "items");
    private static final String TABLES = "CREATE DATABASE demo; CREATE TABLE demo.orders (k INT NOT NULL) DUPLICATE KEY (k) DISTRIBUTED BY HASH(k) BUCKETS 1; "
            + "CREATE TABLE demo.items (k INT NOT NULL) DUPLICATE KEY (k) DISTRIBUTED BY HASH(k) BUCKETS 1";

    private final CallScope scope = new CallScope();
    private final String label = "test-" + UUID.randomUUID();
    private final AtomicInteger ended = new AtomicInteger();
    private StarRocksEmulator emulator;
    private StarRocksClient client;

    @BeforeEach
    void open() throws Exception {
        open(StarRocksVersion.NEWEST);
    }

    private void restart(final StarRocksVersion version) throws Exception {
        close();
        open(version);
    }

    private void open(final StarRocksVersion version) throws Exception {
        emulator = StarRocksEmulator.builder().version(version).start();
        emulator.execute(TABLES);
        client = client(emulator, Duration.ofSeconds(10));
    }

    @AfterEach
    void close() {
        client.close();
        emulator.close();
    }

    @Test
    void allTablesAreCommittedTogether() throws Exception {
        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> {
            assertThat(committed.evidence()).isEqualTo(Evidence.SUCCESS);
            assertThat(committed.bySameCall()).isTrue();
            assertThat(committed.report()).isEmpty();
        });
        assertRows(2, 1);
        assertThat(emulator.requests().to("/api/transaction")).allSatisfy(request -> assertThat(request.header("transaction_type")).contains("multi"));
        assertThat(emulator.requests().to("/prepare")).isEmpty();
    }

    @Test
    void repetitionOfACommittedLoadLoadsNothing() throws Exception {
        load();

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> assertThat(committed.bySameCall()).isFalse());
        assertRows(2, 1);
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void interruptedCallIsCompletedByItsRepetition(final StarRocksVersion version, final Step step, final Fault fault) throws Exception {
        restart(version);
        final FaultRule rule = emulator.faults().on(step.kind()).where(step.where()).times(1).inject(fault);

        LoadOutcome outcome = load();
        for (int i = 0; i < 5 && !(outcome instanceof LoadOutcome.Committed); i++) {
            assertThat(outcome).isInstanceOfAny(LoadOutcome.Throttled.class, LoadOutcome.Unknown.class);
            assertRows(0, 0);
            outcome = load();
        }

        assertThat(rule.hits()).isEqualTo(1);
        assertThat(outcome).isInstanceOf(LoadOutcome.Committed.class);
        assertRows(2, 1);
    }

    static Stream<Arguments> cuts() {
        final List<Fault> faults = List.of(new Fault.ResetBeforeBody(), new Fault.ResetAfterCommit(), new Fault.TruncateReply(60),
                new Fault.Reply(500, "text/html", "<html>no</html>"));
        return Stream.of(StarRocksVersion.RECORDED_WITH_LABELS, StarRocksVersion.NEWEST)
                .flatMap(version -> Stream.of(Step.values()).flatMap(step -> faults.stream().map(fault -> Arguments.of(version, step, fault))));
    }

    enum Step {
        BEGIN, LOAD, BACKEND_LOAD, COMMIT;

        RequestKind kind() {
            return this == BACKEND_LOAD ? RequestKind.TRANSACTION_LOAD : RequestKind.FE_TRANSACTION;
        }

        String where() {
            return this == BACKEND_LOAD ? "/load" : "fe0 /api/transaction/" + name().toLowerCase(Locale.ROOT);
        }
    }

    @Test
    void commitThatIsSlowToPublishIsCommitted() throws Exception {
        emulator.faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/commit").times(1).inject(new Fault.PublishTimeout(Duration.ofMinutes(1)));

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> {
            assertThat(committed.evidence()).isEqualTo(Evidence.SUCCESS);
            assertThat(committed.bySameCall()).isTrue();
        });
        emulator.faults().release();
    }

    @Test
    void wrongRowsOfOneTableKeepAllOut() throws Exception {
        assertThat(client.loadAcrossTables(request(), parts(part(ORDERS, "{\"k\":1}"), part(ITEMS, "{\"k\":1}\n{\"k\":null}")), new AttemptHistory(0), scope))
                .isInstanceOfSatisfying(LoadOutcome.Rejected.class, rejected -> assertThat(rejected.rows()).hasSize(1));
        assertRows(0, 0);
        assertThat(emulator.labelState("demo", label)).isEqualTo(TransactionState.ABORTED);
    }

    @Test
    void rowsThatCannotBeReadRollAllBack() {
        assertThatExceptionOfType(LoadBodyException.class).isThrownBy(() -> client.loadAcrossTables(request(),
                parts(part(ORDERS, "{\"k\":1}"), new LoadPart(ITEMS, Map.of("format", "json"), out -> {
                    throw new IOException("broken record");
                })), new AttemptHistory(0), scope)).havingCause().withMessage("broken record");
        assertRows(0, 0);
        assertThat(emulator.requests().to("/api/transaction/rollback").getLast().header("label")).contains(label);
    }

    @Test
    void transactionWhoseFirstPartIsRefusedIsNotLeftOpen() throws Exception {
        assertThat(client.loadAcrossTables(request(), parts(part(new TableId("demo", "nosuch"), "{\"k\":1}")), new AttemptHistory(0), scope))
                .isInstanceOf(LoadOutcome.Failed.class);

        assertThat(emulator.requests().to("/api/transaction/rollback")).isNotEmpty();
    }

    @Test
    void leftOverIsRolledBack() throws Exception {
        final CallScope crash = new CallScope();
        emulator.faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/rollback").after(1).inject(new Fault.ResetBeforeBody());
        emulator.faults().on(RequestKind.CANCEL).inject(new Fault.ResetBeforeBody());
        final Iterator<LoadPart> first = List.of(part(ORDERS, "{\"k\":1}")).iterator();
        assertThatExceptionOfType(CallCancelledException.class).isThrownBy(() -> client.loadAcrossTables(request(), () -> {
            if (!first.hasNext()) {
                crash.cancel();
                return Optional.of(part(ITEMS, "{\"k\":1}"));
            }
            return Optional.of(first.next());
        }, new AttemptHistory(0), crash));
        emulator.faults().clear();

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> {
            assertThat(committed.bySameCall()).isTrue();
            assertThat(committed.label()).isEqualTo(label + "-attempt2");
        });
        assertRows(2, 1);
    }

    @ParameterizedTest
    @EnumSource(Step.class)
    void cancelledAtAnyStepEndsAtOnceAndIsSettledByTheLabel(final Step step) throws Exception {
        final FaultRule rule = emulator.faults().on(step.kind()).where(step.where()).times(1).inject(new Fault.DelayReply(Duration.ofMinutes(5)));
        final Thread stopper = Thread.ofVirtual().start(() -> {
            while (rule.hits() == 0) {
                Thread.onSpinWait();
            }
            scope.cancel();
        });

        assertThatExceptionOfType(CallCancelledException.class).isThrownBy(this::load);
        stopper.join();
        emulator.faults().release();

        LoadOutcome outcome = client.loadAcrossTables(request(), rows(), new AttemptHistory(0), new CallScope());
        for (int i = 0; i < 5 && outcome instanceof LoadOutcome.Throttled; i++) {
            outcome = client.loadAcrossTables(request(), rows(), new AttemptHistory(0), new CallScope());
        }
        assertThat(outcome).isInstanceOf(LoadOutcome.Committed.class);
        assertRows(2, 1);
    }

    @Test
    void beginThatIsCancelledLeavesNothingOpen() throws Exception {
        final FaultRule rule = emulator.faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/begin").times(1)
                .inject(new Fault.DelayReply(Duration.ofMinutes(5)));
        final Thread stopper = Thread.ofVirtual().start(() -> {
            while (rule.hits() == 0) {
                Thread.onSpinWait();
            }
            scope.cancel();
        });

        assertThatExceptionOfType(CallCancelledException.class).isThrownBy(this::load);
        stopper.join();

        assertThat(emulator.requests().to("/api/transaction/rollback").getLast().header("label")).contains(label);
    }

    @ParameterizedTest
    @EnumSource(names = {"RECORDED_WITH_LABELS", "NEWEST"})
    void failedAttemptsDoNotBlockTheLoad(final StarRocksVersion version) throws Exception {
        restart(version);
        for (int attempt = 1; attempt <= 3; attempt++) {
            emulator.faults().on(RequestKind.TRANSACTION_LOAD).times(1).inject(new Fault.ResetAfterCommit());
            assertThat(load()).isInstanceOf(LoadOutcome.Throttled.class);
        }

        final LoadOutcome last = load();

        assertThat(last).isInstanceOf(LoadOutcome.Committed.class);
        assertThat(last.label()).isEqualTo(label + "-attempt4");
        assertRows(2, 1);
    }

    @Test
    void laterAttemptIsFoundAlthoughTheTasksOfAllAttemptsAreCleaned() throws Exception {
        for (int attempt = 1; attempt <= 3; attempt++) {
            emulator.faults().on(RequestKind.TRANSACTION_LOAD).times(1).inject(new Fault.ResetAfterCommit());
            load();
        }
        load();
        emulator.cleanMultiTableTasks();

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> assertThat(committed.bySameCall()).isFalse());
        assertRows(2, 1);
    }

    @Test
    void committedAttemptIsFoundBehindManyAbortedOnes() throws Exception {
        for (int attempt = 1; attempt <= 8; attempt++) {
            final String row = attempt < 8 ? "{\"k\":null}\n" : "{\"k\":1}\n";
            client.load(LoadRequest.builder(ORDERS, Labels.ofAttempt(label, attempt)).header("format", "json").build(),
                    out -> out.write(row.getBytes(StandardCharsets.UTF_8)), scope);
        }

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> assertThat(committed.bySameCall()).isFalse());
        assertRows(1, 0);
    }

    @Test
    void committedAttemptIsFoundBehindManyForgottenOnesThatTheCallerKnowsOf() throws Exception {
        client.load(LoadRequest.builder(ORDERS, Labels.ofAttempt(label, 12)).header("format", "json").build(),
                out -> out.write("{\"k\":1}\n".getBytes(StandardCharsets.UTF_8)), scope);

        assertThat(client.loadAcrossTables(request(), rows(), new AttemptHistory(10), scope)).isInstanceOfSatisfying(LoadOutcome.Committed.class,
                committed -> assertThat(committed.bySameCall()).isFalse());
        assertRows(1, 0);
    }

    @Test
    void abortedAttemptIsNotRolledBackAgain() throws Exception {
        for (int attempt = 1; attempt <= 3; attempt++) {
            client.load(LoadRequest.builder(ORDERS, Labels.ofAttempt(label, attempt)).header("format", "json").build(),
                    out -> out.write("{\"k\":null}\n".getBytes(StandardCharsets.UTF_8)), scope);
        }
        emulator.requests().clear();

        assertThat(load().label()).isEqualTo(label + "-attempt4");
        assertThat(emulator.requests().to("/api/transaction/rollback")).allSatisfy(request -> assertThat(request.header("label"))
                .contains(label + "-attempt4"));
    }

    @Test
    void committedAttemptIsFoundByItsTaskAlthoughItsLabelIsForgotten() throws Exception {
        load();
        emulator.forgetLabels();

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> assertThat(committed.bySameCall()).isFalse());
        assertRows(2, 1);
    }

    @ParameterizedTest
    @EnumSource(names = {"RECORDED_WITH_LABELS", "NEWEST"})
    void changeOfTheLeaderIsRetriedUnderAnotherLabel(final StarRocksVersion version) throws Exception {
        restart(version);
        emulator.faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/commit").times(1)
                .inject(new Fault.Meanwhile(() -> emulator.electLeader(1)));

        assertThat(load()).isInstanceOf(LoadOutcome.Throttled.class);
        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class,
                committed -> assertThat(committed.label()).isEqualTo(label + "-attempt2"));
        assertRows(2, 1);
    }

    /** It takes every attempt of the one before for its own, or for aborted. */
    @ParameterizedTest
    @EnumSource
    void rowsThatANewLeaderTakesForAbortedAreLoadedAgainWithADoubt(final Election election) throws Exception {
        load();
        emulator.electLeader(0, election);
        emulator.forgetLabels();

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class,
                committed -> assertThat(committed.origin()).isEqualTo(LoadOutcome.Origin.THIS_CALL_PERHAPS_AGAIN));
        assertRows(4, 2);
        assertThat(load()).as("found later").isInstanceOfSatisfying(LoadOutcome.Committed.class,
                committed -> assertThat(committed.origin()).isEqualTo(LoadOutcome.Origin.PREVIOUS_ATTEMPT_PERHAPS_AGAIN));
        assertRows(4, 2);
    }

    /** Nothing was registered under the label, so its state does not show the end of the attempt. */
    @ParameterizedTest
    @EnumSource(names = {"RECORDED_WITH_LABELS", "NEWEST"})
    void attemptThatTheTransactionLimitRefusesIsNoDoubt(final StarRocksVersion version) throws Exception {
        close();
        emulator = StarRocksEmulator.builder().version(version).maxRunningTransactions(1).start();
        emulator.execute(TABLES);
        client = client(emulator, Duration.ofSeconds(10));
        final LoadRequest other = LoadRequest.builder(ORDERS, label + "-other").timeout(Duration.ofSeconds(60)).build();
        assertThat(client.prepare(other, parts(part(ORDERS, "{\"k\":9}")), Duration.ofSeconds(60), scope)).isInstanceOf(LoadOutcome.Prepared.class);
        assertThat(remembered()).isInstanceOfSatisfying(LoadOutcome.Throttled.class,
                throttled -> assertThat(throttled.reason()).isEqualTo(Reason.TOO_MANY_TRANSACTIONS));
        client.rollBackPrepared(other, scope);

        assertNoDoubt();
    }

    @ParameterizedTest
    @EnumSource(names = {"RECORDED_WITH_LABELS", "NEWEST"})
    void attemptWithAMissingTableIsNoDoubt(final StarRocksVersion version) throws Exception {
        restart(version);
        emulator.execute("DROP TABLE demo.orders");
        assertThat(remembered()).isInstanceOf(LoadOutcome.Failed.class);
        emulator.execute("CREATE TABLE demo.orders (k INT NOT NULL) DUPLICATE KEY (k) DISTRIBUTED BY HASH(k) BUCKETS 1");

        assertNoDoubt();
    }

    @ParameterizedTest
    @EnumSource(names = {"RECORDED_WITH_LABELS", "NEWEST"})
    void attemptThatIsStoppedAtItsBeginIsNoDoubt(final StarRocksVersion version) throws Exception {
        restart(version);
        final FaultRule rule = emulator.faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/begin").times(1)
                .inject(new Fault.DelayReply(Duration.ofMinutes(5)));
        final CallScope stopped = new CallScope();
        final Thread stopper = Thread.ofVirtual().start(() -> {
            while (rule.hits() == 0) {
                Thread.onSpinWait();
            }
            stopped.cancel();
        });
        assertThatExceptionOfType(CallCancelledException.class).isThrownBy(() -> client.loadAcrossTables(request(), rows(), history(), stopped));
        stopper.join();
        emulator.faults().release();

        assertNoDoubt();
    }

    @ParameterizedTest
    @EnumSource(names = {"RECORDED_WITH_LABELS", "NEWEST"})
    void beginWhoseReplyIsLostIsNoDoubt(final StarRocksVersion version) throws Exception {
        restart(version);
        emulator.faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/begin").times(1).inject(new Fault.ResetAfterCommit());

        assertNoDoubt();
    }

    /** The FE is away between the begin and the first load. */
    @ParameterizedTest
    @EnumSource(names = {"RECORDED_WITH_LABELS", "NEWEST"})
    void attemptThatCannotBeEndedIsNoDoubt(final StarRocksVersion version) throws Exception {
        restart(version);
        emulator.faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/begin").times(1).inject(new Fault.Meanwhile(() -> {
            for (final RequestKind kind : List.of(RequestKind.FE_TRANSACTION, RequestKind.LOAD_STATE, RequestKind.CANCEL)) {
                emulator.faults().on(kind).inject(new Fault.ResetBeforeBody());
            }
        }));
        assertThat(remembered()).isInstanceOfSatisfying(LoadOutcome.Throttled.class,
                throttled -> assertThat(throttled.reason()).isEqualTo(Reason.INTERRUPTED));
        emulator.faults().clear();

        assertNoDoubt();
    }

    @ParameterizedTest
    @EnumSource(names = {"RECORDED_WITH_LABELS", "NEWEST"})
    void attemptWhosePartIsLostIsNoDoubt(final StarRocksVersion version) throws Exception {
        restart(version);
        emulator.faults().on(RequestKind.TRANSACTION_LOAD).times(1).inject(new Fault.ResetAfterCommit());
        assertThat(remembered()).isInstanceOf(LoadOutcome.Throttled.class);

        assertNoDoubt();
    }

    @Test
    void attemptThatThisCallerHasEndedIsNoDoubtAfterAChangeOfTheLeader() throws Exception {
        emulator.faults().on(RequestKind.TRANSACTION_LOAD).times(1).inject(new Fault.ResetAfterCommit());
        assertThat(remembered()).isInstanceOf(LoadOutcome.Throttled.class);
        emulator.electLeader(0);

        assertNoDoubt();
    }

    /** The next attempt is the only one that is committed, and no label shows how those before it have ended. */
    private void assertNoDoubt() throws Exception {
        emulator.forgetLabels();

        assertThat(remembered()).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> {
            assertThat(committed.label()).isEqualTo(label + "-attempt2");
            assertThat(committed.origin()).isEqualTo(LoadOutcome.Origin.THIS_CALL);
        });
        assertRows(2, 1);
    }

    /** The load of a caller that remembers its attempts. */
    private LoadOutcome remembered() throws Exception {
        return client.loadAcrossTables(request(), rows(), history(), scope);
    }

    private AttemptHistory history() {
        return new AttemptHistory(0, ended.get(), ended::set);
    }

    @Test
    void serverWithoutSuchTransactionsIsReported() throws Exception {
        try (StarRocksEmulator old = StarRocksEmulator.builder().multiTableTransactions(false).start();
                StarRocksClient there = client(old, Duration.ofSeconds(10))) {
            old.execute(TABLES);
            assertThat(there.loadAcrossTables(request(), rows(), new AttemptHistory(0), scope)).isInstanceOfSatisfying(LoadOutcome.Failed.class, failed -> {
                assertThat(failed.reason()).isEqualTo(Reason.REQUEST_REFUSED);
                assertThat(failed.message()).contains("4.0");
            });
            assertThat(old.labelState("demo", label)).isIn(TransactionState.UNKNOWN, TransactionState.ABORTED);
        }
    }

    private LoadOutcome load() throws Exception {
        return client.loadAcrossTables(request(), rows(), new AttemptHistory(0), scope);
    }

    private static LoadParts rows() {
        return parts(part(ORDERS, "{\"k\":1}"), part(ITEMS, "{\"k\":1}"), part(ORDERS, "{\"k\":2}"));
    }

    private static LoadParts parts(final LoadPart... parts) {
        final Iterator<LoadPart> left = List.of(parts).iterator();
        return () -> left.hasNext() ? Optional.of(left.next()) : Optional.empty();
    }

    private static LoadPart part(final TableId table, final String row) {
        return new LoadPart(table, Map.of("format", "json"), out -> out.write((row + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    private LoadRequest request() {
        return LoadRequest.builder(ORDERS, label).timeout(Duration.ofSeconds(60)).build();
    }

    private void assertRows(final int orders, final int items) {
        assertThat(rowsIn("orders")).isEqualTo(orders);
        assertThat(rowsIn("items")).isEqualTo(items);
    }

    private int rowsIn(final String table) {
        return ((Number) emulator.query("select count(*) from demo." + table).getFirst().getFirst()).intValue();
    }

    private static StarRocksClient client(final StarRocksEmulator emulator, final Duration responseTimeout) {
        return StarRocksClient.open(StarRocksClientConfig.builder(emulator.frontendUrls()).responseTimeout(responseTimeout)
                .outcomeTimeout(Duration.ofSeconds(2)).build());
    }
}
