package io.github.nifistarrocks.client.streamload;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is known of the reason is in the message, and what to do about it. */
class UnknownLabelStateTest {

    private static final TableId TABLE = new TableId("demo", "t");

    @RegisterExtension
    private final ScriptedCluster cluster = new ScriptedCluster();

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"401|Access denied for user 'nifi'; you need INSERT", "200|current fe is not ready"})
    void reasonWhyTheStateIsUnknownIsInTheMessage(final int status, final String words) throws Exception {
        cluster.handler(exchange -> {
            if (exchange.path().contains("get_load_state")) {
                exchange.reply(status, "{\"status\":\"FAILED\",\"msg\":\"%s\"}".formatted(words));
            } else if (exchange.path().startsWith("/be")) {
                exchange.askForBody();
                exchange.readBody();
                exchange.reset();
            } else {
                exchange.redirect(cluster.url() + "/be" + exchange.path());
            }
        });

        assertThat(cluster.streamLoad().load(LoadRequest.builder(TABLE, "l1").build(), out -> out.write('x'), new CallScope()))
                .isInstanceOfSatisfying(LoadOutcome.Unknown.class, outcome -> assertThat(outcome.message()).contains("may or may not be committed", words));
    }

    @Test
    void transactionThatTookTooLongComesWithAdvice() throws Exception {
        cluster.handler(exchange -> {
            if (exchange.path().contains("get_load_state")) {
                exchange.reply(200, "{\"state\":\"ABORTED\",\"reason\":\"transaction is aborted by timeout 600 seconds.\",\"status\":\"OK\"}");
            } else if (exchange.path().startsWith("/be")) {
                exchange.askForBody();
                exchange.readBody();
                exchange.reset();
            } else {
                exchange.redirect(cluster.url() + "/be" + exchange.path());
            }
        });

        assertThat(cluster.streamLoad().load(LoadRequest.builder(TABLE, "l1").build(), out -> out.write('x'), new CallScope()))
                .isInstanceOfSatisfying(LoadOutcome.Throttled.class,
                        outcome -> assertThat(outcome.message()).endsWith("600 seconds. Raise Load Timeout, or send smaller FlowFiles"));
    }

    @Test
    void callWithoutAFreeConnectionBlamesNoFrontend() throws Exception {
        cluster.handler(exchange -> {
            if (exchange.path().startsWith("/be")) {
                exchange.askForBody();
                exchange.readBody();
                exchange.reply(200, "{\"Status\":\"Success\",\"Message\":\"OK\"}");
            } else {
                exchange.redirect(cluster.url() + "/be" + exchange.path());
            }
        });
        final StarRocksClientConfig config = StarRocksClientConfig.builder(List.of(URI.create(cluster.url()))).maxConnections(1)
                .responseTimeout(Duration.ofSeconds(3)).outcomeTimeout(Duration.ofSeconds(1)).build();
        try (StarRocksClient load = StarRocksClient.open(config); ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            final CountDownLatch begun = new CountDownLatch(1);
            final CountDownLatch end = new CountDownLatch(1);
            final Future<LoadOutcome> slow = executor.submit(() -> load.load(LoadRequest.builder(TABLE, "slow").build(), out -> {
                begun.countDown();
                end.await();
                out.write('x');
            }, new CallScope()));
            assertThat(begun.await(120, TimeUnit.SECONDS)).as("the slow load holds the connection").isTrue();

            final LoadOutcome outcome = load.load(LoadRequest.builder(TABLE, "waiting").build(), out -> out.write('x'), new CallScope());

            assertThat(outcome).isInstanceOfSatisfying(LoadOutcome.Throttled.class, throttled -> assertThat(throttled.message())
                    .contains("was not sent", "No connection was free within 3000 ms", "Maximum Connections").doesNotContain("No FE replied"));
            end.countDown();
            assertThat(slow.get()).isInstanceOf(LoadOutcome.Committed.class);
        }
    }
}
