package io.github.nifistarrocks.client.streamload;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadPart;
import io.github.nifistarrocks.client.load.LoadParts;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.streamload.OutcomeRows.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** Response Timeout limits requests without rows, Load Timeout plus Response Timeout limits loads and commits, Outcome Timeout limits the search for an outcome. */
class TimeoutsTest {

    private static final TableId TABLE = new TableId("demo", "t");
    private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration LOAD_TIMEOUT = Duration.ofSeconds(2);
    /** Longer than each of them, and shorter than both together. */
    private static final Duration LATE = Duration.ofMillis(3200);
    private static final String OK = "{\"Status\":\"OK\",\"Message\":\"\"}";

    @RegisterExtension
    private final ScriptedCluster cluster = new ScriptedCluster();

    @Test
    void replyToALoadIsAwaitedForTheWholeLoadTimeout() throws Exception {
        cluster.handler(exchange -> {
            if (exchange.path().startsWith("/be")) {
                exchange.askForBody();
                exchange.readBody();
                pause(LATE);
                exchange.reply(200, OK);
            } else {
                exchange.redirect(cluster.url() + "/be" + exchange.path());
            }
        });

        assertThat(load(Duration.ofMillis(100))).isInstanceOfSatisfying(LoadOutcome.Committed.class,
                committed -> assertThat(committed.evidence()).isEqualTo(Evidence.SUCCESS));
    }

    @Test
    void repliesToPrepareAndCommitAreAwaitedForTheWholeLoadTimeout() throws Exception {
        cluster.handler(exchange -> {
            final String path = exchange.path();
            if (path.contains("get_load_state")) {
                OutcomeTableTest.replyState(exchange, State.UNKNOWN);
            } else if (path.startsWith("/be") && path.endsWith("/load")) {
                exchange.askForBody();
                exchange.readBody();
                exchange.reply(200, OK);
            } else if (path.endsWith("/begin")) {
                exchange.reply(200, OK);
            } else if (path.startsWith("/be") || path.endsWith("/commit")) {
                pause(LATE);
                exchange.reply(200, OK);
            } else {
                exchange.redirect(cluster.url() + "/be" + path);
            }
        });

        try (StarRocksClient client = client(Duration.ofMillis(100))) {
            assertThat(client.loadInTransaction(request(), onePart(), new CallScope())).isInstanceOfSatisfying(LoadOutcome.Committed.class,
                    committed -> assertThat(committed.evidence()).isEqualTo(Evidence.SUCCESS));
        }
    }

    @Test
    void requestWithoutRowsIsGivenUpAfterTheResponseTimeout() throws Exception {
        final CountDownLatch over = new CountDownLatch(1);
        cluster.handler(exchange -> await(over));

        final long begun = System.nanoTime();

        assertThat(load(Duration.ofMillis(100))).isInstanceOfSatisfying(LoadOutcome.Throttled.class,
                throttled -> assertThat(throttled.reason()).isEqualTo(Reason.UNREACHABLE));
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(RESPONSE_TIMEOUT);
        over.countDown();
    }

    private static void await(final CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void outcomeThatStaysOpenIsGivenUpAfterTheOutcomeTimeout() throws Exception {
        cluster.handler(exchange -> {
            if (exchange.path().contains("get_load_state")) {
                OutcomeTableTest.replyState(exchange, State.PREPARE);
            } else if (exchange.path().startsWith("/be")) {
                exchange.askForBody();
                exchange.readBody();
                exchange.reset();
            } else {
                exchange.redirect(cluster.url() + "/be" + exchange.path());
            }
        });
        final Duration outcomeTimeout = Duration.ofSeconds(1);
        final long begun = System.nanoTime();

        final LoadOutcome outcome = load(outcomeTimeout);

        // Pauses of 100, 200 and 400 ms; the next one would end after the timeout.
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThanOrEqualTo(Duration.ofMillis(600));
        assertThat(outcome).isInstanceOfSatisfying(LoadOutcome.Unknown.class, unknown -> {
            assertThat(unknown.lastState()).get().extracting(LabelState::state).isEqualTo(LabelState.State.PREPARE);
            assertThat(unknown.message()).contains("still PREPARE after 1000 ms");
        });
    }

    @Test
    void outcomeThatIsDeterminedWithinTheOutcomeTimeoutIsFound() throws Exception {
        final long begun = System.nanoTime();
        cluster.handler(exchange -> {
            if (exchange.path().contains("get_load_state")) {
                final boolean late = System.nanoTime() - begun > Duration.ofMillis(600).toNanos();
                OutcomeTableTest.replyState(exchange, late ? State.VISIBLE : State.PREPARE);
            } else if (exchange.path().startsWith("/be")) {
                exchange.askForBody();
                exchange.readBody();
                exchange.reset();
            } else {
                exchange.redirect(cluster.url() + "/be" + exchange.path());
            }
        });

        assertThat(load(Duration.ofSeconds(20))).isInstanceOfSatisfying(LoadOutcome.Committed.class,
                committed -> assertThat(committed.evidence()).isEqualTo(Evidence.LABEL_STATE));
    }

    private static void pause(final Duration time) {
        final long end = System.nanoTime() + time.toNanos();
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
    }

    private LoadOutcome load(final Duration outcomeTimeout) throws Exception {
        try (StarRocksClient client = client(outcomeTimeout)) {
            return client.load(request(), out -> out.write("{\"k\":1}\n".getBytes(StandardCharsets.UTF_8)), new CallScope());
        }
    }

    private StarRocksClient client(final Duration outcomeTimeout) {
        return StarRocksClient.open(StarRocksClientConfig.builder(List.of(URI.create(cluster.url()))).responseTimeout(RESPONSE_TIMEOUT)
                .outcomeTimeout(outcomeTimeout).build());
    }

    private static LoadParts onePart() {
        final Iterator<LoadPart> one = List.of(new LoadPart(TABLE, Map.of(), out -> out.write("{\"k\":1}\n".getBytes(StandardCharsets.UTF_8)))).iterator();
        return () -> one.hasNext() ? Optional.of(one.next()) : Optional.empty();
    }

    private static LoadRequest request() {
        return LoadRequest.builder(TABLE, "label-1").timeout(LOAD_TIMEOUT).header("format", "json").build();
    }
}
