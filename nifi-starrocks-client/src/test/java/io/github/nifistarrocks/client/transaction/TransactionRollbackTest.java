package io.github.nifistarrocks.client.transaction;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadPart;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.streamload.OutcomeRows.State;
import io.github.nifistarrocks.client.streamload.OutcomeTableTest;
import io.github.nifistarrocks.client.streamload.ScriptedCluster;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/** A transaction of several tables without rows yet is open, but its label has no state (fe-recordings, 121, 153, 511, 512). */
class TransactionRollbackTest {

    private static final TableId TABLE = new TableId("demo", "t");

    private final List<String> steps = new CopyOnWriteArrayList<>();
    @RegisterExtension
    private final ScriptedCluster cluster = new ScriptedCluster();

    @BeforeEach
    void open() {
        cluster.handler(exchange -> {
            final String path = exchange.path();
            final String step = path.substring(path.lastIndexOf('/') + 1);
            if (path.contains("get_load_state")) {
                OutcomeTableTest.replyState(exchange, State.UNKNOWN);
            } else if (path.startsWith("/be")) {
                exchange.reply(200, "{\"Status\":\"INTERNAL_ERROR\",\"Message\":\"Memory of process exceed limit\"}");
            } else if (step.equals("load")) {
                exchange.redirect(cluster.url() + "/be" + path);
            } else {
                final boolean unknown = step.equals("rollback") && !steps.contains("begin");
                steps.add(step);
                exchange.reply(200, unknown
                        ? "{\"Status\":\"FAILED\",\"Message\":\"stream load tasklabel-1does not exist\"}"
                        : "{\"Status\":\"OK\",\"Message\":\"\"}");
            }
        });
    }

    @Test
    void severalTablesWithoutRowsYetAreRolledBack() throws Exception {
        assertThat(cluster.transactionLoad().severalTables(request(), this::part, new AttemptHistory(0), new CallScope())).isInstanceOfSatisfying(
                LoadOutcome.Throttled.class,
                throttled -> assertThat(throttled.reason()).isEqualTo(Reason.MEMORY));
        assertThat(steps).containsExactly("rollback", "begin", "rollback");
    }

    @Test
    void oneTableWhoseLabelIsFreeIsLeftAlone() throws Exception {
        assertThat(cluster.transactionLoad().oneTable(request(), this::part, new CallScope())).isInstanceOf(LoadOutcome.Throttled.class);
        assertThat(steps).containsExactly("begin");
    }

    private Optional<LoadPart> part() {
        return Optional.of(new LoadPart(TABLE, Map.of("format", "json"), out -> out.write("{\"k\":1}\n".getBytes(StandardCharsets.UTF_8))));
    }

    private static LoadRequest request() {
        return LoadRequest.builder(TABLE, "label-1").timeout(Duration.ofSeconds(20)).header("format", "json").build();
    }
}
