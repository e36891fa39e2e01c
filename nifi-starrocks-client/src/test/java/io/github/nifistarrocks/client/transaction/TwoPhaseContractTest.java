package io.github.nifistarrocks.client.transaction;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadPart;
import io.github.nifistarrocks.client.load.LoadParts;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.PreparedCommit;
import io.github.nifistarrocks.emulator.RecordedRequest;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.frontend.EmulatorFrontend;
import io.github.nifistarrocks.emulator.transaction.TransactionState;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Each state of a label before the first and before the second call of a load in two phases. */
class TwoPhaseContractTest {

    private static final TableId TABLE = new TableId("demo", "t");
    private static final Duration PREPARED_TIMEOUT = Duration.ofHours(30);

    private final CallScope scope = new CallScope();
    private final String label = "test-" + UUID.randomUUID();
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    private StarRocksEmulator emulator;
    private StarRocksClient client;

    @BeforeEach
    void open() throws Exception {
        emulator = StarRocksEmulator.builder().user("loader", "secret").frontends(2).labelLimits(1, Duration.ofDays(3)).clock(now::get).start();
        emulator.execute("CREATE DATABASE demo; CREATE TABLE demo.t (k INT NOT NULL) DUPLICATE KEY (k) DISTRIBUTED BY HASH(k) BUCKETS 1");
        client = StarRocksClient.open(StarRocksClientConfig.builder(emulator.frontendUrls()).credentials("loader", "secret")
                .outcomeTimeout(Duration.ofMillis(300)).build());
    }

    @AfterEach
    void close() {
        client.close();
        emulator.close();
    }

    @Test
    void rowsAreVisibleOnlyAfterTheCommit() throws Exception {
        final Instant before = Instant.now();
        assertThat(prepare()).isInstanceOfSatisfying(LoadOutcome.Prepared.class, prepared -> {
            assertThat(prepared.transactions()).extracting(LoadOutcome.Transaction::label).containsExactly(label);
            assertThat(prepared.since().orElseThrow()).isBetween(before, Instant.now());
            assertThat(prepared.report().orElseThrow().loadedRows()).isEqualTo(2);
        });
        assertThat(state()).isEqualTo(TransactionState.PREPARED);
        assertThat(rowsInTable()).isZero();

        assertCommitted(Evidence.SUCCESS);
        assertThat(rowsInTable()).isEqualTo(2);
    }

    @Test
    void preparedTimeoutIsSentWhereTheBackendReadsIt() throws Exception {
        prepare();

        final List<RecordedRequest> prepares = emulator.requests().to("/api/transaction/prepare");
        assertThat(prepares).isNotEmpty().allSatisfy(request -> assertThat(request.header("prepared_timeout")).contains("108000"));
    }

    @Test
    void repeatedPrepareOfALostReplyKeepsTheFirstTransaction() throws Exception {
        prepare();

        final LoadOutcome again = client.prepare(request(), () -> {
            throw new AssertionError("A part was asked for");
        }, PREPARED_TIMEOUT, scope);

        assertThat(again).isInstanceOfSatisfying(LoadOutcome.Prepared.class, prepared -> assertThat(prepared.since()).isEmpty());
        assertCommitted(Evidence.SUCCESS);
        assertThat(rowsInTable()).isEqualTo(2);
    }

    @Test
    void prepareOfACommittedLabelLoadsNothing() throws Exception {
        prepare();
        assertCommitted(Evidence.SUCCESS);

        assertThat(prepare()).isInstanceOfSatisfying(LoadOutcome.Committed.class,
                committed -> assertThat(committed.evidence()).isEqualTo(Evidence.LABEL_FINISHED));
        assertThat(rowsInTable()).isEqualTo(2);
    }

    @Test
    void repeatedCommitIsHarmless() throws Exception {
        prepare();
        assertCommitted(Evidence.SUCCESS);
        assertCommitted(Evidence.SUCCESS);

        assertThat(rowsInTable()).isEqualTo(2);
    }

    @Test
    void preparedTransactionSurvivesSweepsAndLeaderChanges() throws Exception {
        prepare();
        for (int i = 0; i < 5; i++) {
            client.load(LoadRequest.builder(TABLE, "other-" + i).header("format", "json").build(),
                    out -> out.write("{\"k\":9}".getBytes(StandardCharsets.UTF_8)),
                    scope);
        }
        sweep();
        emulator.electLeader(1);
        sweep();

        assertCommitted(Evidence.SUCCESS);
        assertThat(rowsInTable()).isEqualTo(7);
    }

    @Test
    void committedLabelIsForgottenByASweep() throws Exception {
        prepare();
        assertCommitted(Evidence.SUCCESS);
        client.load(LoadRequest.builder(TABLE, "other").header("format", "json").build(), out -> out.write("{\"k\":9}".getBytes(StandardCharsets.UTF_8)),
                scope);
        sweep();

        assertThat(client.commitPrepared(request(), scope)).isInstanceOf(PreparedCommit.Forgotten.class);
    }

    @Test
    void transactionIsAbortedAfterItsPreparedTimeout() throws Exception {
        prepare();
        now.updateAndGet(time -> time.plus(PREPARED_TIMEOUT).plusSeconds(1));

        assertThat(client.commitPrepared(request(), scope)).isInstanceOf(PreparedCommit.Aborted.class);
        assertThat(prepare()).isInstanceOf(LoadOutcome.Prepared.class);
        assertCommitted(Evidence.SUCCESS);
        assertThat(rowsInTable()).isEqualTo(2);
    }

    @Test
    void lostReplyToTheCommitIsResolvedByTheState() throws Exception {
        prepare();
        emulator.faults().on(RequestKind.FE_TRANSACTION).where("/commit").times(2).inject(new Fault.ResetAfterCommit());

        assertThat(client.commitPrepared(request(), scope)).isInstanceOf(PreparedCommit.Committed.class);
        assertThat(rowsInTable()).isEqualTo(2);
    }

    @Test
    void slowPublishIsCommitted() throws Exception {
        prepare();
        emulator.faults().on(RequestKind.FE_TRANSACTION).where("/commit").times(1).inject(new Fault.PublishTimeout(Duration.ofMinutes(5)));

        assertCommitted(Evidence.PUBLISH_TIMEOUT);
        emulator.faults().release();
    }

    @Test
    void runningTransactionUnderTheLabelIsNotCommitted() throws Exception {
        final CallScope other = new CallScope();
        final LoadParts parts = () -> {
            assertThat(client.commitPrepared(request(), scope)).isInstanceOfSatisfying(PreparedCommit.Open.class,
                    open -> assertThat(open.outcome()).isInstanceOf(LoadOutcome.Unknown.class));
            return Optional.empty();
        };
        final Iterator<LoadPart> first = parts(1);
        client.prepare(request(), () -> first.hasNext() ? Optional.of(first.next()) : parts.next(), PREPARED_TIMEOUT, other);

        assertThat(state()).isEqualTo(TransactionState.PREPARED);
        assertThat(rowsInTable()).isZero();
    }

    @Test
    void commitWithoutAnyFrontendIsOpen() throws Exception {
        prepare();
        emulator.faults().on(RequestKind.LOAD_STATE).inject(new Fault.ResetBeforeBody());

        assertThat(client.commitPrepared(request(), scope)).isInstanceOfSatisfying(PreparedCommit.Open.class,
                open -> assertThat(open.outcome().message()).contains("may or may not be committed"));
        emulator.faults().clear();
        assertCommitted(Evidence.SUCCESS);
    }

    @Test
    void rolledBackTransactionLeavesAFreeLabel() throws Exception {
        prepare();
        client.rollBackPrepared(request(), scope);

        assertThat(state()).isEqualTo(TransactionState.ABORTED);
        assertThat(prepare()).isInstanceOf(LoadOutcome.Prepared.class);
    }

    private void assertCommitted(final Evidence evidence) throws Exception {
        assertThat(client.commitPrepared(request(), scope)).isInstanceOfSatisfying(PreparedCommit.Committed.class,
                committed -> assertThat(committed.outcome().evidence()).isEqualTo(evidence));
    }

    private LoadOutcome prepare() throws Exception {
        final Iterator<LoadPart> left = parts(2);
        return client.prepare(request(), () -> left.hasNext() ? Optional.of(left.next()) : Optional.empty(), PREPARED_TIMEOUT, scope);
    }

    private static Iterator<LoadPart> parts(final int rows) {
        return IntStream.rangeClosed(1, rows)
                .mapToObj(key -> new LoadPart(TABLE, Map.of(), out -> out.write("{\"k\":%d}\n".formatted(key).getBytes(StandardCharsets.UTF_8)))).iterator();
    }

    private LoadRequest request() {
        return LoadRequest.builder(TABLE, label).timeout(Duration.ofSeconds(60)).header("format", "json").build();
    }

    private void sweep() {
        emulator.frontends().forEach(EmulatorFrontend::sweepLabels);
    }

    private TransactionState state() {
        return emulator.labelState("demo", label);
    }

    private long rowsInTable() {
        return ((Number) emulator.query("select count(*) from demo.t").getFirst().getFirst()).longValue();
    }
}
