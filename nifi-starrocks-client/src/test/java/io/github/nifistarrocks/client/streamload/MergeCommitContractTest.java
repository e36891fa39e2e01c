package io.github.nifistarrocks.client.streamload;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.MergeCommit;
import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The guarantees of a load that the server merges with others: fewer, because no label determines its outcome. */
@Timeout(240)
class MergeCommitContractTest {

    private static final TableId TABLE = new TableId("demo", "t");

    private final CallScope scope = new CallScope();
    private final AtomicInteger bodies = new AtomicInteger();
    private StarRocksEmulator emulator;
    private StarRocksClient client;

    @BeforeEach
    void open() throws Exception {
        emulator = StarRocksEmulator.start();
        emulator.execute("CREATE DATABASE demo; CREATE TABLE demo.t (k INT NOT NULL) DUPLICATE KEY (k) DISTRIBUTED BY HASH(k) BUCKETS 1");
        client = StarRocksClient.open(StarRocksClientConfig.builder(emulator.frontendUrls()).responseTimeout(Duration.ofSeconds(10)).build());
    }

    @AfterEach
    void close() {
        client.close();
        emulator.close();
    }

    @Test
    void rowsAreCommittedThroughEveryFrontend() throws Exception {
        for (int i = 0; i < 3; i++) {
            assertThat(load("{\"k\":1}")).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> {
                assertThat(committed.bySameCall()).isTrue();
                assertThat(committed.report()).isEmpty();
            });
        }
        assertThat(rowsInTable()).isEqualTo(3);
        assertThat(bodies).hasValue(3);
    }

    @Test
    void wrongRowsAreRejectedAndNamed() throws Exception {
        assertThat(load("{\"k\":null}")).isInstanceOfSatisfying(LoadOutcome.Rejected.class, rejected -> assertThat(rejected.rows()).hasSize(1));
        assertThat(rowsInTable()).isZero();
    }

    @ParameterizedTest
    @MethodSource("losses")
    void lostReplyIsUnknownAndSaysThatARepetitionMayLoadTwice(final Fault fault) throws Exception {
        emulator.faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(fault);

        final LoadOutcome outcome = load("{\"k\":1}");

        assertThat(outcome).isInstanceOf(LoadOutcome.Unknown.class);
        assertThat(outcome.message()).contains("at-least-once", "twice").doesNotContain("cannot load it twice");
        assertThat(bodies).hasValue(1);
    }

    static List<Fault> losses() {
        return List.of(new Fault.ResetAfterCommit(), new Fault.ResetBeforeCommit(), new Fault.ResetInBody(2), new Fault.TruncateReply(40));
    }

    @Test
    void connectionLostBeforeTheBodyIsThrottled() throws Exception {
        emulator.faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.ResetBeforeBody());

        assertThat(load("{\"k\":1}")).isInstanceOf(LoadOutcome.Throttled.class);
        assertThat(bodies).hasValue(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"No available stream load pipe", "Failed to write data to stream load pipe, num retry: 3, last error: x"})
    void pipeThatIsNotThereIsThrottled(final String message) throws Exception {
        emulator.faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.LoadRefused(message));

        assertThat(load("{\"k\":1}")).isInstanceOfSatisfying(LoadOutcome.Throttled.class, throttled -> assertThat(throttled.reason()).isEqualTo(Reason.BUSY));
    }

    @Test
    void pressureOnTheMergedTransactionIsThrottled() throws Exception {
        emulator.faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(Fault.tooManyVersions());

        assertThat(load("{\"k\":1}")).isInstanceOfSatisfying(LoadOutcome.Throttled.class,
                throttled -> assertThat(throttled.reason()).isEqualTo(Reason.TOO_MANY_VERSIONS));
        assertThat(rowsInTable()).isZero();
    }

    @Test
    void publishThatIsLateIsFoundByTheServersOwnLabel() throws Exception {
        emulator.faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.PublishTimeout(Duration.ofMinutes(1)));

        assertThat(load("{\"k\":1}")).isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> assertThat(committed.bySameCall()).isTrue());
        emulator.faults().release();
    }

    @Test
    void asynchronousLoadIsReceivedAndThenCommittedUnderTheServersOwnLabel() throws Exception {
        final LoadRequest request = request(MergeCommit.Reply.WHEN_RECEIVED);
        final LoadOutcome.Received received = (LoadOutcome.Received) client.load(request, out -> out.write("{\"k\":1}\n".getBytes(StandardCharsets.UTF_8)),
                scope);

        assertThat(received.mergedLabel()).isNotEqualTo(request.label());
        assertThat(ended(request, received)).isInstanceOf(LoadOutcome.Committed.class);
        while (rowsInTable() == 0) {
            pause();
        }
        assertThat(rowsInTable()).isEqualTo(1);
    }

    @Test
    void asynchronousLoadOfWrongRowsIsRejectedLater() throws Exception {
        final LoadRequest request = request(MergeCommit.Reply.WHEN_RECEIVED);
        final LoadOutcome.Received received = (LoadOutcome.Received) client.load(request, out -> out.write("{\"k\":null}\n".getBytes(StandardCharsets.UTF_8)),
                scope);

        assertThat(ended(request, received)).isInstanceOf(LoadOutcome.Rejected.class);
        assertThat(rowsInTable()).isZero();
    }

    @Test
    void mergedLoadThatNoFrontendKnowsIsUnknown() throws Exception {
        assertThat(client.mergedState(request(MergeCommit.Reply.WHEN_RECEIVED), "merge_commit_gone", scope)).isInstanceOfSatisfying(MergedState.Ended.class,
                ended -> assertThat(ended.outcome()).isInstanceOf(LoadOutcome.Unknown.class));
    }

    private LoadOutcome ended(final LoadRequest request, final LoadOutcome.Received received) throws Exception {
        while (true) {
            if (client.mergedState(request, received.mergedLabel(), scope) instanceof final MergedState.Ended ended) {
                return ended.outcome();
            }
            pause();
        }
    }

    private static void pause() {
        LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }

    private static LoadRequest request(final MergeCommit.Reply reply) {
        return LoadRequest.builder(TABLE, "label-1").timeout(Duration.ofSeconds(60)).header("format", "json")
                .mergeCommit(new MergeCommit(Duration.ofMillis(20), 1, reply)).build();
    }

    @Test
    void unknownTableIsNamed() throws Exception {
        final LoadRequest request = LoadRequest.builder(new TableId("demo", "nosuch"), "label-1")
                .mergeCommit(new MergeCommit(Duration.ofMillis(20), 1, MergeCommit.Reply.WHEN_VISIBLE))
                .build();

        assertThat(client.load(request, out -> out.write(1), scope)).isInstanceOf(LoadOutcome.Failed.class);
    }

    @ParameterizedTest
    @CsvSource({"PT0S, 1", "PT0.0005S, 1", "PT1S, 0"})
    void parametersThatTheServerRefusesAreRefused(final Duration interval, final int parallel) {
        assertThatIllegalArgumentException().isThrownBy(() -> new MergeCommit(interval, parallel, MergeCommit.Reply.WHEN_VISIBLE));
    }

    private LoadOutcome load(final String row) throws Exception {
        return client.load(request(MergeCommit.Reply.WHEN_VISIBLE), out -> {
            bodies.incrementAndGet();
            out.write((row + "\n").getBytes(StandardCharsets.UTF_8));
        }, scope);
    }

    private long rowsInTable() {
        return ((Number) emulator.query("select count(*) from demo.t").getFirst().getFirst()).longValue();
    }
}
