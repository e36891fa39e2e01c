package io.github.nifistarrocks.client.streamload;

import java.nio.charset.StandardCharsets;
import java.time.Duration;

import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.MergeCommit;
import io.github.nifistarrocks.client.streamload.OutcomeRows.Expected;
import io.github.nifistarrocks.client.streamload.OutcomeRows.State;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A BE that does not know how the merged transaction ended names its label, which does. */
class MergeCommitOutcomesTest {

    @RegisterExtension
    private final ScriptedCluster cluster = new ScriptedCluster();

    @ParameterizedTest
    @ValueSource(strings = {"rpc failed", "get database read lock timeout", "current fe is not leader", "cancelled"})
    void unknownFinalStatusIsDeterminedByTheMergedLabel(final String error) throws Exception {
        assertThat(load("Failed to get load final status, current status: PREPARED, error: " + error, State.VISIBLE))
                .isInstanceOfSatisfying(LoadOutcome.Committed.class, committed -> assertThat(committed.evidence()).isEqualTo(Evidence.LABEL_STATE));
    }

    @ParameterizedTest
    @CsvSource({"VISIBLE, COMMITTED_BY_THIS_CALL", "COMMITTED, COMMITTED_BY_THIS_CALL", "ABORTED_FOR_DATA, REJECTED", "ABORTED_FOR_PRESSURE, THROTTLED",
            "ABORTED_OTHERWISE, THROTTLED", "UNKNOWN, UNKNOWN", "PREPARE, UNKNOWN", "PREPARED, UNKNOWN", "SILENT, UNKNOWN"})
    void mergedLabelDeterminesAnOpenOutcome(final State state, final Expected expected) throws Exception {
        assertThat(Expected.of(load("Failed to get load final status, current status: PREPARED, error: rpc failed", state))).isEqualTo(expected);
    }

    @Test
    void outcomeOfALateReplyIsDeterminedByTheMergedLabel() throws Exception {
        assertThat(load("Load has not been published before timeout, last error: rpc failed", State.COMMITTED)).isInstanceOf(LoadOutcome.Committed.class);
    }

    /** The FE is asked before the rows, too, when its leader changes. */
    @Test
    void openOutcomeOfALoadWithoutRowsIsRetried() throws Exception {
        cluster.handler(exchange -> {
            if (exchange.path().startsWith("/be")) {
                exchange.reply(200, "{\"Status\":\"Fail\",\"Message\":\"FE RPC failure, address=fe1:9020, reason=timed out\"}");
            } else {
                exchange.redirect(cluster.url() + "/be" + exchange.path());
            }
        });

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Throttled.class, throttled -> assertThat(throttled.message()).contains("FE RPC failure"));
    }

    private LoadOutcome load(final String message, final State merged) throws Exception {
        cluster.handler(exchange -> {
            if (exchange.path().contains("get_load_state")) {
                OutcomeTableTest.replyState(exchange, exchange.path().endsWith("label=merged-1") ? merged : State.UNKNOWN);
            } else if (exchange.path().startsWith("/be")) {
                exchange.askForBody();
                exchange.readBody();
                exchange.reply(200, "{\"TxnId\":7,\"Label\":\"merged-1\",\"Status\":\"Fail\",\"Message\":\"%s\"}".formatted(message));
            } else {
                exchange.redirect(cluster.url() + "/be" + exchange.path());
            }
        });
        return load();
    }

    private LoadOutcome load() throws Exception {
        final LoadRequest request = LoadRequest.builder(new TableId("demo", "t"), "label-1").timeout(Duration.ofSeconds(20)).header("format", "json")
                .mergeCommit(new MergeCommit(Duration.ofMillis(20), 1, MergeCommit.Reply.WHEN_VISIBLE)).build();
        return cluster.streamLoad().load(request, out -> out.write("{\"k\":1}\n".getBytes(StandardCharsets.UTF_8)), new CallScope());
    }
}
