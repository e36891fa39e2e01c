package io.github.nifistarrocks.client.streamload;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.MergeCommit;
import io.github.nifistarrocks.client.streamload.OutcomeRows.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A server that replies Success before it has the whole body has not loaded all rows. */
class IncompleteBodyTest {

    private static final TableId TABLE = new TableId("demo", "t");
    private static final String SUCCESS = "{\"Status\":\"Success\",\"Message\":\"OK\",\"NumberTotalRows\":1,\"NumberLoadedRows\":1}";
    private static final byte[] ROW = "{\"k\":1}\n".getBytes(StandardCharsets.UTF_8);

    private final CountDownLatch replied = new CountDownLatch(1);
    @RegisterExtension
    private final ScriptedCluster cluster = new ScriptedCluster();

    @ParameterizedTest
    @ValueSource(ints = {1, 100_000})
    void successBeforeTheEndOfTheBodyIsAnError(final int moreRows) throws Exception {
        script(State.VISIBLE);

        assertThat(load(LoadRequest.builder(TABLE, "label-1"), moreRows)).isInstanceOfSatisfying(LoadOutcome.Failed.class, failed -> {
            assertThat(failed.reason()).isEqualTo(Reason.UNEXPECTED);
            assertThat(failed.message()).contains("[label-1]", "demo.t", "is committed, but only a part of its rows was sent");
        });
    }

    @Test
    void successBeforeTheEndOfTheBodyIsRetriedIfNothingIsCommitted() throws Exception {
        script(State.UNKNOWN);

        assertThat(load(LoadRequest.builder(TABLE, "label-1"), 1)).isInstanceOf(LoadOutcome.Throttled.class);
    }

    @Test
    void successOfMergeCommitBeforeTheEndOfTheBodyLeavesTheOutcomeOpen() throws Exception {
        script(State.VISIBLE);

        assertThat(load(LoadRequest.builder(TABLE, "label-1").mergeCommit(new MergeCommit(Duration.ofMillis(20), 1, MergeCommit.Reply.WHEN_VISIBLE)), 1))
                .isInstanceOf(LoadOutcome.Unknown.class);
    }

    private void script(final State state) {
        cluster.handler(exchange -> {
            if (exchange.path().contains("get_load_state")) {
                OutcomeTableTest.replyState(exchange, state);
            } else if (exchange.path().startsWith("/be")) {
                exchange.askForBody();
                exchange.reply(200, SUCCESS);
                replied.countDown();
            } else {
                exchange.redirect(cluster.url() + "/be" + exchange.path());
            }
        });
    }

    private LoadOutcome load(final LoadRequest.Builder request, final int moreRows) throws Exception {
        try (StarRocksClient client = StarRocksClient.open(StarRocksClientConfig.builder(List.of(URI.create(cluster.url()))).build())) {
            return client.load(request.timeout(Duration.ofSeconds(20)).header("format", "json").build(), out -> {
                out.write(ROW);
                replied.await();
                for (int i = 0; i < moreRows; i++) {
                    out.write(ROW);
                }
            }, new CallScope());
        }
    }
}
