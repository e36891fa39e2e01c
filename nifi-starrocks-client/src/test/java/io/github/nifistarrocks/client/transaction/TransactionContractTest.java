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
import java.util.stream.Stream;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.RequestBody;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadPart;
import io.github.nifistarrocks.client.load.LoadParts;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.emulator.RecordedRequest;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.Faults;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.transaction.TransactionState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** What a load in several requests promises, whatever breaks in between: every row once when it says so, none when it says so. */
class TransactionContractTest {

    private static final TableId TABLE = new TableId("demo", "t");

    private final CallScope scope = new CallScope();
    private final String label = "test-" + UUID.randomUUID();
    private StarRocksEmulator emulator;
    private StarRocksClient client;

    @BeforeEach
    void open() throws Exception {
        emulator = StarRocksEmulator.builder().user("loader", "secret").start();
        emulator.execute("CREATE DATABASE demo; CREATE TABLE demo.t (k INT NOT NULL) DUPLICATE KEY (k) DISTRIBUTED BY HASH(k) BUCKETS 1");
        client = StarRocksClient.open(config().build());
    }

    @AfterEach
    void close() {
        client.close();
        emulator.close();
    }

    @Test
    void allPartsAreCommittedTogether() throws Exception {
        final LoadOutcome outcome = load(3);

        assertThat(outcome).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> {
            assertThat(committed.evidence()).isEqualTo(Evidence.SUCCESS);
            assertThat(committed.bySameCall()).isTrue();
            assertThat(committed.report().orElseThrow().loadedRows()).isEqualTo(3);
        });
        assertThat(rowsInTable()).isEqualTo(3);
        assertThat(uploads()).hasSize(3).allSatisfy(upload -> assertThat(upload.header("ignore_json_size")).contains("true"));
    }

    @Test
    void partsGoToTheBackendOnlyAndEachOnce() throws Exception {
        load(2);

        assertThat(emulator.requests().to("/api/transaction/load")).filteredOn(request -> request.bodyBytes() > 0)
                .extracting(RecordedRequest::server).doesNotContain("fe0", "fe1").hasSize(2);
    }

    @Test
    void repetitionOfACommittedLoadAsksForNoPart() throws Exception {
        load(2);

        final LoadOutcome again = client.loadInTransaction(request(), () -> {
            throw new AssertionError("A part was asked for");
        }, scope);

        assertThat(again).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> {
            assertThat(committed.evidence()).isEqualTo(Evidence.LABEL_FINISHED);
            assertThat(committed.bySameCall()).isFalse();
        });
        assertThat(rowsInTable()).isEqualTo(2);
    }

    @ParameterizedTest
    @MethodSource("cuts")
    void interruptedCallIsCompletedByItsRepetition(final RequestKind kind, final Fault fault) throws Exception {
        final FaultRule rule = emulator.faults().on(kind).times(1).inject(fault);

        LoadOutcome outcome = load(2);
        for (int i = 0; i < 5 && !(outcome instanceof LoadOutcome.Committed); i++) {
            assertThat(outcome).isInstanceOfAny(LoadOutcome.Throttled.class, LoadOutcome.Unknown.class);
            assertThat(rowsInTable()).isZero();
            outcome = load(2);
        }

        assertThat(rule.hits()).isEqualTo(1);
        assertThat(outcome).isInstanceOf(LoadOutcome.Committed.class);
        assertThat(rowsInTable()).isEqualTo(2);
        assertThat(emulator.labelState("demo", label)).isEqualTo(TransactionState.VISIBLE);
    }

    static Stream<Arguments> cuts() {
        final List<RequestKind> steps = List.of(RequestKind.LOAD_STATE, RequestKind.FE_TRANSACTION, RequestKind.TRANSACTION_BEGIN, RequestKind.TRANSACTION_LOAD,
                RequestKind.TRANSACTION_PREPARE);
        final List<Fault> faults = List.of(new Fault.ResetBeforeBody(), new Fault.ResetAfterCommit(), new Fault.TruncateReply(60),
                new Fault.Reply(500, "text/html", "<html>no</html>"), new Fault.Reply(200, "application/json", "{\"Status\":\"WHATEVER\"}"));
        return Stream.concat(steps.stream().flatMap(step -> faults.stream().map(fault -> Arguments.of(step, fault))),
                Stream.of(Arguments.of(RequestKind.TRANSACTION_LOAD, new Fault.ResetInBody(2)),
                        Arguments.of(RequestKind.TRANSACTION_LOAD, new Fault.ResetBeforeCommit()),
                        Arguments.of(RequestKind.TRANSACTION_PREPARE, new Fault.ResetBeforeCommit())));
    }

    @ParameterizedTest
    @EnumSource(FrontendStep.class)
    void stepThatTheFrontendLosesIsRepeatedWithinTheCall(final FrontendStep step) throws Exception {
        final FaultRule rule = emulator.faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/" + step.name().toLowerCase(Locale.ROOT)).times(1)
                .inject(new Fault.ResetAfterCommit());

        assertThat(load(2)).isInstanceOf(LoadOutcome.Committed.class);
        assertThat(rule.hits()).isEqualTo(1);
        assertThat(rowsInTable()).isEqualTo(2);
    }

    enum FrontendStep {
        BEGIN, LOAD, PREPARE, COMMIT
    }

    @Test
    void lostReplyToPrepareIsReplacedByTheLabelAndCommitted() throws Exception {
        emulator.faults().on(RequestKind.TRANSACTION_PREPARE).times(1).inject(new Fault.ResetAfterCommit());

        assertThat(load(2)).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> {
            assertThat(committed.bySameCall()).isTrue();
            assertThat(committed.report()).isEmpty();
        });
        assertThat(uploads()).hasSize(2);
    }

    @Test
    void commitThatTimesOutPublishingIsCommitted() throws Exception {
        emulator.faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/commit").times(1).inject(new Fault.PublishTimeout(Duration.ofMinutes(1)));

        assertThat(load(2)).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> {
            assertThat(committed.evidence()).isEqualTo(Evidence.PUBLISH_TIMEOUT);
            assertThat(committed.bySameCall()).isTrue();
        });
        emulator.faults().release();
    }

    @Test
    void commitThatFailsForALockIsRepeated() throws Exception {
        emulator.faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/commit").times(2)
                .inject(new Fault.LoadRefused("get database write lock timeout, database=demo, timeoutMillis=5000"));

        assertThat(load(2)).isInstanceOf(LoadOutcome.Committed.class);
        assertThat(rowsInTable()).isEqualTo(2);
    }

    @Test
    void commitThatIsNeverConfirmedIsUnknownAndFinishedByTheNextCall() throws Exception {
        emulator.faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/commit")
                .inject(new Fault.LoadRefused("get database write lock timeout, database=demo"));
        try (StarRocksClient impatient = StarRocksClient.open(config().outcomeTimeout(Duration.ofMillis(500)).build())) {
            assertThat(impatient.loadInTransaction(request(), parts(2), scope)).isInstanceOfSatisfying(LoadOutcome.Unknown.class,
                    unknown -> assertThat(unknown.lastState().orElseThrow().state()).isEqualTo(LabelState.State.PREPARED));
        }
        emulator.faults().clear();

        assertThat(load(2)).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> assertThat(committed.bySameCall()).isFalse());
        assertThat(rowsInTable()).isEqualTo(2);
        assertThat(uploads()).hasSize(2);
    }

    @Test
    void leftOverThatIsNotCompleteIsRolledBack() throws Exception {
        leftOver(true, false);

        assertThat(load(2)).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> assertThat(committed.bySameCall()).isTrue());
        assertThat(rowsInTable()).isEqualTo(2);
    }

    @Test
    void leftOverThatTheBackendsForgotIsCancelled() throws Exception {
        leftOver(true, false);
        emulator.backends().forEach(backend -> {
            try {
                backend.stop();
                backend.start();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });

        assertThat(load(2)).isInstanceOf(LoadOutcome.Committed.class);
        assertThat(rowsInTable()).isEqualTo(2);
    }

    @Test
    void leftOverThatIsCompleteIsCommitted() throws Exception {
        leftOver(true, true);
        emulator.requests().clear();

        assertThat(load(2)).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> assertThat(committed.bySameCall()).isFalse());
        assertThat(rowsInTable()).isEqualTo(1);
        assertThat(uploads()).isEmpty();
    }

    @Test
    void labelThatOnlyOneBackendHoldsIsForgottenThere() throws Exception {
        try (StarRocksEmulator single = StarRocksEmulator.builder().frontends(1).backends(1).start();
                StarRocksClient direct = StarRocksClient.open(StarRocksClientConfig.builder(single.frontendUrls()).build())) {
            single.execute("CREATE DATABASE demo; CREATE TABLE demo.t (k INT NOT NULL) DUPLICATE KEY (k) DISTRIBUTED BY HASH(k) BUCKETS 1");
            final CallScope cut = new CallScope();
            assertThatExceptionOfType(CallCancelledException.class).isThrownBy(() -> direct.loadInTransaction(request(), cancelling(cut), cut));
            single.faults().on(RequestKind.FE_TRANSACTION).where("/rollback").times(1).inject(new Fault.ResetBeforeBody());

            assertThat(direct.loadInTransaction(request(), parts(2), scope)).isInstanceOf(LoadOutcome.Committed.class);
            assertThat(single.query("select count(*) from demo.t").getFirst().getFirst()).hasToString("2");
        }
    }

    @Test
    void nothingIsBegunWhileTheStateIsUnknown() throws Exception {
        emulator.faults().on(RequestKind.LOAD_STATE).inject(new Fault.ResetBeforeBody());

        assertThat(load(2)).isInstanceOfSatisfying(LoadOutcome.Throttled.class, throttled -> assertThat(throttled.reason()).isEqualTo(Reason.UNREACHABLE));
        assertThat(emulator.requests().to("/api/transaction")).isEmpty();
    }

    @Test
    void rowsThatCannotBeReadRollTheTransactionBack() throws Exception {
        final Iterator<RequestBody> bodies = List.of(row(1), out -> {
            out.write("{\"k\":1}\n".repeat(50_000).getBytes(StandardCharsets.UTF_8));
            throw new IOException("record 50001 is broken");
        }).iterator();

        assertThatExceptionOfType(LoadBodyException.class)
                .isThrownBy(() -> client.loadInTransaction(request(), () -> Optional.of(new LoadPart(TABLE, Map.of(), bodies.next())), scope))
                .havingCause().withMessage("record 50001 is broken");

        assertThat(emulator.labelState("demo", label)).isEqualTo(TransactionState.ABORTED);
        assertThat(load(2)).isInstanceOf(LoadOutcome.Committed.class);
        assertThat(rowsInTable()).isEqualTo(2);
    }

    @Test
    void partsThatCannotBeCutRollTheTransactionBack() {
        final Iterator<LoadPart> one = List.of(new LoadPart(TABLE, Map.of(), row(1))).iterator();

        assertThatExceptionOfType(LoadBodyException.class).isThrownBy(() -> client.loadInTransaction(request(), () -> Optional.of(one.next()), scope));
        assertThat(emulator.labelState("demo", label)).isEqualTo(TransactionState.ABORTED);
        assertThat(rowsInTable()).isZero();
    }

    @Test
    void partsOfDifferentHeadersAreRefusedBeforeTheServerDoes() {
        final Iterator<LoadPart> parts = List.of(new LoadPart(TABLE, Map.of("strict_mode", "true"), row(1)), new LoadPart(TABLE, Map.of(), row(2))).iterator();

        assertThatIllegalArgumentException().isThrownBy(() -> client.loadInTransaction(request(), () -> Optional.of(parts.next()), scope))
                .withMessageContaining("headers");
        assertThat(emulator.labelState("demo", label)).isEqualTo(TransactionState.ABORTED);
    }

    @Test
    void noPartsBeginNothing() throws Exception {
        assertThat(load(0)).isInstanceOfSatisfying(LoadOutcome.Failed.class, failed -> assertThat(failed.reason()).isEqualTo(Reason.EMPTY));
        assertThat(emulator.requests().to("/api/transaction")).isEmpty();
    }

    @Test
    void tooManyFilteredRowsAreRejectedWithTheRows() throws Exception {
        final LoadOutcome outcome = client.loadInTransaction(request(), parts(List.of(row(1), row("{\"k\":null}"))), scope);

        assertThat(outcome).isInstanceOfSatisfying(LoadOutcome.Rejected.class, rejected -> assertThat(rejected.rows()).hasSize(1));
        assertThat(rowsInTable()).isZero();
        assertThat(load(2)).isInstanceOf(LoadOutcome.Committed.class);
    }

    @Test
    void transactionThatTimedOutIsThrottled() throws Exception {
        final LoadRequest shortLived = LoadRequest.builder(TABLE, label).timeout(Duration.ofSeconds(1)).header("format", "json").build();

        assertThat(client.loadInTransaction(shortLived, parts(List.of(row(1), out -> {
            emulator.faults().sleep(Duration.ofMillis(1200));
            out.write("{\"k\":2}\n".getBytes(StandardCharsets.UTF_8));
        })), scope)).isInstanceOf(LoadOutcome.Throttled.class);
        assertThat(rowsInTable()).isZero();
    }

    @Test
    void partThatIsBusyIsSentAgainBeforeItsBody() throws Exception {
        emulator.faults().on(RequestKind.TRANSACTION_LOAD).times(2).inject(new Fault.Reply(200, "application/json",
                "{\"Status\":\"TXN_IN_PROCESSING\",\"Message\":\"Transaction is in processing\",\"Label\":\"x\"}"));

        assertThat(load(1)).isInstanceOf(LoadOutcome.Committed.class);
        assertThat(rowsInTable()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("pressure")
    void pressureIsThrottledAndRolledBack(final Fault fault, final Reason reason) throws Exception {
        emulator.faults().on(fault instanceof Fault.LoadRefused ? RequestKind.TRANSACTION_BEGIN : RequestKind.TRANSACTION_PREPARE).times(1).inject(fault);

        assertThat(load(2)).isInstanceOfSatisfying(LoadOutcome.Throttled.class, throttled -> assertThat(throttled.reason()).isEqualTo(reason));
        assertThat(rowsInTable()).isZero();
        assertThat(load(2)).isInstanceOf(LoadOutcome.Committed.class);
    }

    static List<Arguments> pressure() {
        return List.of(Arguments.of(Fault.tooManyVersions(), Reason.TOO_MANY_VERSIONS), Arguments.of(Fault.memoryLimit(), Reason.MEMORY),
                Arguments.of(Fault.tooManyRunningTransactions(), Reason.TOO_MANY_TRANSACTIONS));
    }

    @Test
    void wrongPasswordIsDenied() throws Exception {
        try (StarRocksClient stranger = StarRocksClient.open(config().credentials("loader", "wrong").build())) {
            assertThat(stranger.loadInTransaction(request(), parts(1), scope)).isInstanceOfSatisfying(LoadOutcome.Failed.class,
                    failed -> assertThat(failed.reason()).isEqualTo(Reason.DENIED));
        }
    }

    @Test
    void unknownTableIsNamed() throws Exception {
        final LoadRequest request = LoadRequest.builder(new TableId("demo", "nosuch"), label).header("format", "json").build();

        assertThat(client.loadInTransaction(request, () -> Optional.of(new LoadPart(request.table(), Map.of(), row(1))), scope))
                .isInstanceOfSatisfying(LoadOutcome.Failed.class, failed -> assertThat(failed.reason()).isEqualTo(Reason.NOT_FOUND));
    }

    @ParameterizedTest
    @EnumSource(FrontendStep.class)
    void cancelledAtAnyStepEndsAtOnceAndIsSettledByTheLabel(final FrontendStep step) throws Exception {
        final FaultRule rule = emulator.faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/" + step.name().toLowerCase(Locale.ROOT)).times(1)
                .inject(new Fault.DelayReply(Duration.ofMinutes(5)));
        final Thread stopper = Thread.ofVirtual().start(() -> {
            while (rule.hits() == 0) {
                Thread.onSpinWait();
            }
            scope.cancel();
        });

        assertThatExceptionOfType(CallCancelledException.class).isThrownBy(() -> load(2));
        stopper.join();
        emulator.faults().release();

        assertThat(client.loadInTransaction(request(), parts(2), new CallScope())).isInstanceOf(LoadOutcome.Committed.class);
        assertThat(rowsInTable()).isEqualTo(2);
    }

    /** An FE redirects these steps, so it is not given the time that a BE has for its work, which is 10 minutes. */
    @ParameterizedTest
    @ValueSource(strings = {"begin", "prepare"})
    @Timeout(300)
    void frontendThatHangsIsLeftForTheNextOne(final String step) throws Exception {
        final FaultRule rule = emulator.faults().on(RequestKind.FE_TRANSACTION).where("/api/transaction/" + step).times(1)
                .inject(new Fault.DelayReply(Duration.ofMinutes(30)));

        assertThat(load(2)).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> assertThat(committed.bySameCall()).isTrue());

        assertThat(rule.hits()).isEqualTo(1);
        emulator.faults().release();
    }

    @Test
    void beginThatIsCancelledLeavesNothingOpen() throws Exception {
        cancelOnce(TransactionState.PREPARE, emulator.faults().on(RequestKind.TRANSACTION_BEGIN));

        assertThat(emulator.labelState("demo", label)).isEqualTo(TransactionState.ABORTED);
    }

    @Test
    void prepareThatIsCancelledBeforeItHappensLeavesNothingOpen() throws Exception {
        cancelOnce(TransactionState.PREPARE, emulator.faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/prepare"));

        assertThat(emulator.labelState("demo", label)).isEqualTo(TransactionState.ABORTED);
    }

    @Test
    void prepareThatIsCancelledOnceItHasHappenedIsLeftForTheNextCallToCommit() throws Exception {
        cancelOnce(TransactionState.PREPARED, emulator.faults().on(RequestKind.TRANSACTION_PREPARE));

        assertThat(emulator.labelState("demo", label)).isEqualTo(TransactionState.PREPARED);
        assertThat(emulator.requests().to("/rollback")).isEmpty();
        assertThat(client.loadInTransaction(request(), parts(2), new CallScope())).isInstanceOfSatisfying(LoadOutcome.Committed.class,
                committed -> assertThat(committed.bySameCall()).isFalse());
        assertThat(uploads()).hasSize(2);
        assertThat(rowsInTable()).isEqualTo(2);
    }

    @Test
    void prepareThatIsCancelledWhileTheStateIsUnknownIsNotRolledBack() throws Exception {
        final FaultRule prepare = emulator.faults().on(RequestKind.TRANSACTION_PREPARE).times(1).inject(new Fault.DelayReply(Duration.ofMinutes(5)));
        final Thread stopper = Thread.ofVirtual().start(() -> {
            while (prepare.hits() == 0 || emulator.labelState("demo", label) != TransactionState.PREPARED) {
                Thread.onSpinWait();
            }
            emulator.faults().on(RequestKind.LOAD_STATE).inject(new Fault.ResetBeforeBody());
            scope.cancel();
        });

        assertThatExceptionOfType(CallCancelledException.class).isThrownBy(() -> load(2));
        stopper.join();
        assertThat(emulator.labelState("demo", label)).isEqualTo(TransactionState.PREPARED);
    }

    @Test
    void beginThatIsCancelledDoesNotTouchALoadThatIsCommitted() throws Exception {
        load(1);
        emulator.requests().clear();
        emulator.faults().on(RequestKind.LOAD_STATE).times(1)
                .inject(new Fault.Reply(200, "application/json", "{\"state\":\"UNKNOWN\",\"status\":\"OK\"}"));
        cancelOnce(TransactionState.VISIBLE, emulator.faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/begin"));

        assertThat(emulator.requests().to("/rollback")).isEmpty();
        assertThat(emulator.requests().to("/_cancel")).isEmpty();
        assertThat(rowsInTable()).isEqualTo(1);
    }

    @Test
    void interruptedLoadIsRolledBackAndKeepsTheFlag() {
        final Iterator<RequestBody> bodies = List.of(row(1), row(2)).iterator();

        assertThatExceptionOfType(CallCancelledException.class).isThrownBy(() -> client.loadInTransaction(request(), () -> {
            final RequestBody body = bodies.next();
            if (!bodies.hasNext()) {
                Thread.currentThread().interrupt();
            }
            return Optional.of(new LoadPart(TABLE, Map.of(), body));
        }, scope));

        assertThat(Thread.interrupted()).isTrue();
        assertThat(emulator.labelState("demo", label)).isEqualTo(TransactionState.ABORTED);
    }

    /** Cancels a load at the step, whose answer never comes, once its label is in the state. */
    private void cancelOnce(final TransactionState state, final Faults.Script step) throws Exception {
        final FaultRule rule = step.times(1).inject(new Fault.DelayReply(Duration.ofMinutes(5)));
        final Thread stopper = Thread.ofVirtual().start(() -> {
            while (rule.hits() == 0 || emulator.labelState("demo", label) != state) {
                Thread.onSpinWait();
            }
            scope.cancel();
        });

        assertThatExceptionOfType(CallCancelledException.class).isThrownBy(() -> load(2));
        stopper.join();
        emulator.faults().release();
    }

    @Test
    void singleLoadMayTakeTheLabelThatATransactionLeft() throws Exception {
        load(1);

        assertThat(client.load(request(), row(7), scope)).isInstanceOfSatisfying(LoadOutcome.Committed.class,
                committed -> assertThat(committed.bySameCall()).isFalse());
        assertThat(rowsInTable()).isEqualTo(1);
    }

    @Test
    void singleLoadCommitsAtOnceWhatATransactionLeftPrepared() throws Exception {
        leftOver(true, true);
        final int before = emulator.requests().to("get_load_state").size();

        assertThat(client.load(request(), row(7), scope)).isInstanceOfSatisfying(LoadOutcome.Committed.class,
                committed -> assertThat(committed.bySameCall()).isFalse());
        assertThat(rowsInTable()).isEqualTo(1);
        assertThat(emulator.requests().to("get_load_state").size() - before).as("requests for the state").isLessThan(10);
    }

    /** What a crash leaves behind, with one row in it. */
    private void leftOver(final boolean loaded, final boolean prepared) throws Exception {
        final CallScope crash = new CallScope();
        final RequestKind last = RequestKind.FE_TRANSACTION;
        emulator.faults().on(last).where("/rollback").inject(new Fault.ResetBeforeBody());
        emulator.faults().on(RequestKind.CANCEL).inject(new Fault.ResetBeforeBody());
        final LoadParts parts = loaded && prepared ? parts(1) : cancelling(crash);
        if (prepared) {
            emulator.faults().on(RequestKind.FE_TRANSACTION).where("fe0 /api/transaction/commit")
                    .inject(new Fault.LoadRefused("get database write lock timeout"));
            try (StarRocksClient impatient = StarRocksClient.open(config().outcomeTimeout(Duration.ofMillis(300)).build())) {
                impatient.loadInTransaction(request(), parts, crash);
            }
        } else {
            assertThatExceptionOfType(CallCancelledException.class).isThrownBy(() -> client.loadInTransaction(request(), parts, crash));
        }
        emulator.faults().clear();
        assertThat(emulator.labelState("demo", label)).isEqualTo(prepared ? TransactionState.PREPARED : TransactionState.PREPARE);
    }

    private static LoadParts cancelling(final CallScope crash) {
        final Iterator<LoadPart> one = List.of(new LoadPart(TABLE, Map.of(), row(1))).iterator();
        return () -> {
            if (!one.hasNext()) {
                crash.cancel();
                return Optional.of(new LoadPart(TABLE, Map.of(), row(2)));
            }
            return Optional.of(one.next());
        };
    }

    private LoadOutcome load(final int rows) throws Exception {
        return client.loadInTransaction(request(), parts(rows), scope);
    }

    private LoadRequest request() {
        return LoadRequest.builder(TABLE, label).timeout(Duration.ofSeconds(60)).header("format", "json").build();
    }

    private static LoadParts parts(final int rows) {
        return parts(Stream.iterate(1, i -> i + 1).limit(rows).map(TransactionContractTest::row).toList());
    }

    private static LoadParts parts(final List<RequestBody> bodies) {
        final Iterator<RequestBody> left = bodies.iterator();
        return () -> left.hasNext() ? Optional.of(new LoadPart(TABLE, Map.of(), left.next())) : Optional.empty();
    }

    private static RequestBody row(final int key) {
        return row("{\"k\":%d}".formatted(key));
    }

    private static RequestBody row(final String json) {
        return out -> out.write((json + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private List<RecordedRequest> uploads() {
        return emulator.requests().to("/api/transaction/load").stream().filter(request -> request.bodyBytes() > 0).toList();
    }

    private long rowsInTable() {
        return ((Number) emulator.query("select count(*) from demo.t").getFirst().getFirst()).longValue();
    }

    private StarRocksClientConfig.Builder config() {
        return StarRocksClientConfig.builder(emulator.frontendUrls()).credentials("loader", "secret").connectTimeout(Duration.ofSeconds(5))
                .responseTimeout(Duration.ofSeconds(10));
    }
}
