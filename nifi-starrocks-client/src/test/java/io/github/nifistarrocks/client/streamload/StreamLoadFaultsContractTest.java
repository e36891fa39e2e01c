package io.github.nifistarrocks.client.streamload;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.AddressMap;
import io.github.nifistarrocks.client.core.AllowedHosts;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.emulator.RecordedRequest;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.frontend.EmulatorFrontend;
import io.github.nifistarrocks.emulator.net.ClosedPort;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/** What a load promises when servers and networks fail: the row is in the table at most once, and exactly once when the outcome says so. */
class StreamLoadFaultsContractTest {

    private static final TableId TABLE = new TableId("demo", "t");
    private static final String ROW = "{\"k\":1}\n";

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
    void bodyGoesToTheBackendOnceAndToTheFrontendNever() throws Exception {
        load();

        final List<RecordedRequest> requests = emulator.requests().to("_stream_load");
        assertThat(requests).extracting(RecordedRequest::bodyBytes).containsExactly(0L, (long) ROW.length());
        assertThat(requests).allSatisfy(request -> assertThat(request.header("Expect")).contains("100-continue"));
    }

    @Test
    void replyLostAfterTheCommitIsFoundByTheLabel() throws Exception {
        emulator.faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.ResetAfterCommit());

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> assertThat(committed.evidence()).isEqualTo(Evidence.LABEL_STATE));
        assertThat(rowsInTable()).isEqualTo(1);
    }

    @Test
    void truncatedReplyIsFoundByTheLabel() throws Exception {
        emulator.faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.TruncateReply(150));

        assertThat(load()).isInstanceOf(LoadOutcome.Committed.class);
        assertThat(rowsInTable()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("lossesBeforeTheCommit")
    void connectionLostBeforeTheCommitLoadsNothingAndIsRetried(final Fault fault) throws Exception {
        emulator.faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(fault);

        assertThat(load()).isInstanceOf(LoadOutcome.Throttled.class);
        assertThat(rowsInTable()).isZero();
        assertThat(load()).isInstanceOf(LoadOutcome.Committed.class);
        assertThat(rowsInTable()).isEqualTo(1);
    }

    static List<Fault> lossesBeforeTheCommit() {
        return List.of(new Fault.ResetBeforeBody(), new Fault.ResetInBody(3), new Fault.ResetBeforeCommit());
    }

    @Test
    void publishTimeoutIsCommitted() throws Exception {
        emulator.faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.PublishTimeout(Duration.ofMinutes(1)));

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class,
                committed -> assertThat(committed.evidence()).isEqualTo(Evidence.PUBLISH_TIMEOUT));
        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class,
                committed -> assertThat(committed.evidence()).isEqualTo(Evidence.LABEL_FINISHED));
        emulator.faults().release();
    }

    @Test
    void answerThatNoBackendGivesIsSettledByTheLabel() throws Exception {
        emulator.faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.Reply(502, "text/html", "<html>Bad Gateway</html>"));

        final LoadOutcome outcome = load();

        assertThat(outcome).isInstanceOf(LoadOutcome.Throttled.class);
        assertThat(outcome.message()).contains("Bad Gateway");
        assertThat(load()).isInstanceOf(LoadOutcome.Committed.class);
        assertThat(rowsInTable()).isEqualTo(1);
    }

    @Test
    void commitOfWhichTheBackendIsNotSureIsSettledByTheLabel() throws Exception {
        emulator.faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(Fault.commitOutcomeUnknown());

        assertThat(load()).isInstanceOf(LoadOutcome.Throttled.class);
        assertThat(load()).isInstanceOf(LoadOutcome.Committed.class);
        assertThat(rowsInTable()).isEqualTo(1);
    }

    @Test
    void duplicateLabelReportedAsFailureIsSettledByTheLabel() throws Exception {
        load();
        emulator.faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.LabelExists(Fault.LabelForm.AS_FAIL));

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> assertThat(committed.evidence()).isEqualTo(Evidence.LABEL_STATE));
        assertThat(rowsInTable()).isEqualTo(1);
    }

    @Test
    void labelThatIsStillRunningIsWaitedForThenUnknown() throws Exception {
        final CountDownLatch sent = new CountDownLatch(1);
        final CountDownLatch goOn = new CountDownLatch(1);
        final Thread first = Thread.ofVirtual().start(() -> {
            try (StarRocksClient other = StarRocksClient.open(config().build())) {
                other.load(request(), out -> {
                    out.write(ROW.getBytes(StandardCharsets.UTF_8));
                    sent.countDown();
                    goOn.await();
                }, new CallScope());
            } catch (CallCancelledException | LoadBodyException e) {
                throw new IllegalStateException(e);
            }
        });
        sent.await();
        try (StarRocksClient impatient = StarRocksClient.open(config().outcomeTimeout(Duration.ofMillis(600)).build())) {
            assertThat(impatient.load(request(), out -> out.write(ROW.getBytes(StandardCharsets.UTF_8)), scope)).isInstanceOfSatisfying(
                    LoadOutcome.Unknown.class,
                    unknown -> assertThat(unknown.lastState().orElseThrow().state()).isEqualTo(LabelState.State.PREPARE));
        }
        goOn.countDown();
        first.join();

        assertThat(load()).isInstanceOf(LoadOutcome.Committed.class);
        assertThat(rowsInTable()).isEqualTo(1);
    }

    @Test
    void outcomeWithoutALabelStateIsUnknown() throws Exception {
        emulator.faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.ResetAfterCommit());
        emulator.faults().on(RequestKind.LOAD_STATE).inject(new Fault.ResetBeforeBody());

        try (StarRocksClient impatient = StarRocksClient.open(config().outcomeTimeout(Duration.ofMillis(600)).build())) {
            final LoadOutcome outcome = impatient.load(request(), out -> out.write(ROW.getBytes(StandardCharsets.UTF_8)), scope);
            assertThat(outcome).isInstanceOf(LoadOutcome.Unknown.class);
            assertThat(outcome.message()).contains(label, "same label");
        }
        emulator.faults().clear();
        assertThat(load()).isInstanceOf(LoadOutcome.Committed.class);
        assertThat(rowsInTable()).isEqualTo(1);
    }

    @ParameterizedTest
    @MethodSource("pressure")
    void pressureIsThrottledWithAdvice(final Fault fault, final Reason reason) throws Exception {
        emulator.faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(fault);

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Throttled.class, throttled -> assertThat(throttled.reason()).isEqualTo(reason));
        assertThat(rowsInTable()).isZero();
        assertThat(load()).isInstanceOf(LoadOutcome.Committed.class);
    }

    static List<Arguments> pressure() {
        return List.of(Arguments.of(Fault.tooManyVersions(), Reason.TOO_MANY_VERSIONS),
                Arguments.of(Fault.tooManyVersionsOfOldRelease(), Reason.TOO_MANY_VERSIONS),
                Arguments.of(Fault.tooManyRunningTransactions(), Reason.TOO_MANY_TRANSACTIONS), Arguments.of(Fault.memoryLimit(), Reason.MEMORY));
    }

    @Test
    void nextFrontendIsUsedWhenOneIsDead() throws Exception {
        emulator.frontends().getFirst().stop();
        emulator.electLeader(1);

        assertThat(load()).isInstanceOf(LoadOutcome.Committed.class);
        assertThat(load()).isInstanceOf(LoadOutcome.Committed.class);
        assertThat(rowsInTable()).isEqualTo(1);
    }

    @Test
    void failureOfEveryFrontendIsReported() throws Exception {
        final List<URI> urls = emulator.frontendUrls();
        emulator.frontends().forEach(EmulatorFrontend::stop);

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Throttled.class, throttled -> {
            assertThat(throttled.reason()).isEqualTo(Reason.UNREACHABLE);
            assertThat(throttled.message()).contains(urls.get(0).toString(), urls.get(1).toString());
        });
    }

    @Test
    void deadBackendThatTheFrontendStillNamesIsPassedOver() throws Exception {
        try (ClosedPort dead = ClosedPort.onLoopback()) {
            emulator.faults().on(RequestKind.FE_STREAM_LOAD).times(1).inject(new Fault.RedirectTo(URI.create("http://" + dead)));

            assertThat(load()).isInstanceOf(LoadOutcome.Committed.class);
            assertThat(emulator.requests().to("_stream_load")).hasSize(3);
        }
    }

    @Test
    void backendThatCannotBeReachedIsNamed() throws Exception {
        try (ClosedPort dead = ClosedPort.onLoopback()) {
            emulator.faults().on(RequestKind.FE_STREAM_LOAD).inject(new Fault.RedirectTo(URI.create("http://" + dead)));

            assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Throttled.class, throttled -> {
                assertThat(throttled.reason()).isEqualTo(Reason.UNREACHABLE);
                assertThat(throttled.message()).contains(dead.toString(), "address map");
            });
        }
    }

    /** The FE may redirect to the leader. */
    @Test
    void serverThatCannotBeReachedIsNotCalledABackend() throws Exception {
        try (ClosedPort dead = ClosedPort.onLoopback()) {
            emulator.faults().on(RequestKind.FE_STREAM_LOAD).inject(new Fault.RedirectTo(URI.create("http://" + dead)));

            assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Throttled.class, throttled -> assertThat(throttled.message())
                    .contains("No connection to %s, to which the FE redirects".formatted(dead), "this server is up").doesNotContain("BE "));
        }
    }

    @Test
    void passwordIsNotSentToAHostThatMayNotHaveIt() throws Exception {
        final AtomicInteger connections = new AtomicInteger();
        try (ServerSocket stranger = new ServerSocket(0);
                StarRocksClient careful = StarRocksClient.open(config().credentialHosts(AllowedHosts.parse("be-*")).build())) {
            Thread.ofVirtual().start(() -> {
                try {
                    stranger.accept();
                    connections.incrementAndGet();
                } catch (IOException e) {
                    // Closed at the end.
                }
            });
            emulator.faults().on(RequestKind.FE_STREAM_LOAD).inject(new Fault.RedirectTo(URI.create("http://127.0.0.77:" + stranger.getLocalPort())));

            assertThat(careful.load(request(), out -> out.write(1), scope)).isInstanceOfSatisfying(LoadOutcome.Failed.class, failed -> {
                assertThat(failed.reason()).isEqualTo(Reason.REDIRECT_REFUSED);
                assertThat(failed.message()).contains("127.0.0.77");
            });
            assertThat(connections).hasValue(0);
        }
    }

    @Test
    void internalNamesAreReachedThroughTheAddressMap() throws Exception {
        try (StarRocksEmulator hidden = StarRocksEmulator.builder().backends(1).registeredHosts(index -> "be-" + index + ".internal").start()) {
            hidden.execute("CREATE DATABASE demo; CREATE TABLE demo.t (k INT NOT NULL) DUPLICATE KEY (k) DISTRIBUTED BY HASH(k) BUCKETS 1");
            final String outside = hidden.backends().getFirst().address().getHostAddress();
            try (StarRocksClient mapped = StarRocksClient
                    .open(StarRocksClientConfig.builder(hidden.frontendUrls()).addressMap(AddressMap.parse("*.internal=" + outside)).build())) {
                assertThat(mapped.load(request(), out -> out.write(ROW.getBytes(StandardCharsets.UTF_8)), scope)).isInstanceOf(LoadOutcome.Committed.class);
                assertThat(mapped.load(LoadRequest.builder(TABLE, label + "-bad").header("format", "json").build(),
                        out -> out.write("{}".getBytes(StandardCharsets.UTF_8)), scope))
                        .isInstanceOfSatisfying(LoadOutcome.Rejected.class, rejected -> assertThat(rejected.rows()).hasSize(1));
            }
        }
    }

    @Test
    void cancelledLoadEndsAtOnceAndIsSettledByItsLabel() throws Exception {
        emulator.faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.DelayReply(Duration.ofMinutes(5)));
        final Thread stopper = Thread.ofVirtual().start(() -> {
            while (!emulator.labelState("demo", label).name().equals("VISIBLE")) {
                Thread.onSpinWait();
            }
            scope.cancel();
        });

        assertThatExceptionOfType(CallCancelledException.class).isThrownBy(this::load);
        stopper.join();

        assertThat(client.load(request(), out -> out.write(ROW.getBytes(StandardCharsets.UTF_8)), new CallScope())).isInstanceOf(LoadOutcome.Committed.class);
        assertThat(rowsInTable()).isEqualTo(1);
    }

    private LoadOutcome load() throws Exception {
        return client.load(request(), out -> out.write(ROW.getBytes(StandardCharsets.UTF_8)), scope);
    }

    private LoadRequest request() {
        return LoadRequest.builder(TABLE, label).timeout(Duration.ofSeconds(60)).header("format", "json").build();
    }

    private long rowsInTable() {
        return ((Number) emulator.query("select count(*) from demo.t").getFirst().getFirst()).longValue();
    }

    private StarRocksClientConfig.Builder config() {
        return StarRocksClientConfig.builder(emulator.frontendUrls()).credentials("loader", "secret").connectTimeout(Duration.ofSeconds(5))
                .responseTimeout(Duration.ofSeconds(10));
    }
}
