package io.github.nifistarrocks.client.streamload;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadPart;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.streamload.OutcomeRows.Break;
import io.github.nifistarrocks.client.streamload.OutcomeRows.Expected;
import io.github.nifistarrocks.client.streamload.OutcomeRows.SingleRow;
import io.github.nifistarrocks.client.streamload.OutcomeRows.State;
import io.github.nifistarrocks.client.streamload.OutcomeRows.Step;
import io.github.nifistarrocks.client.streamload.OutcomeRows.StepRow;
import io.github.nifistarrocks.client.transaction.ScriptedTransaction;
import io.github.nifistarrocks.emulator.net.ClosedPort;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Every answer that a load can get, with every state that its label can have afterwards, and every place where the connection can break: the outcome
 * is the one of the rule table in {@link OutcomeRows}, and no row is ever sent into a table twice.
 */
@Tag("proof-loading")
public class OutcomeTableTest {

    private static final TableId TABLE = new TableId("demo", "t");
    private static final AtomicInteger ROWS = new AtomicInteger();
    private static ScriptedCluster cluster;
    private static ClosedPort deadPort;

    private final AtomicInteger bodies = new AtomicInteger();

    @BeforeAll
    static void open() throws IOException {
        cluster = new ScriptedCluster();
        deadPort = ClosedPort.onLoopback();
    }

    @AfterAll
    static void close() throws IOException {
        cluster.close();
        deadPort.close();
        final String figure = "outcome table: %d rows".formatted(ROWS.get());
        System.out.println(figure);
        final Path file = Path.of("target", "proof", "OutcomeTableTest.txt");
        Files.createDirectories(file.getParent());
        Files.writeString(file, figure + "\n");
        assertThat(ROWS).hasValueGreaterThan(900);
    }

    static Stream<SingleRow> singleRows() {
        return OutcomeRows.single();
    }

    static Stream<StepRow> stepRows() {
        return OutcomeRows.steps();
    }

    @ParameterizedTest
    @MethodSource("singleRows")
    void singleLoad(final SingleRow row) throws Exception {
        ROWS.incrementAndGet();
        cluster.handler(exchange -> {
            if (exchange.path().contains("get_load_state")) {
                replyState(exchange, row.state());
            } else if (exchange.path().startsWith("/be")) {
                play(exchange, row);
            } else {
                exchange.redirect(row.where() == Break.CONNECT ? "http://" + deadPort + "/be" : cluster.url() + "/be" + exchange.path());
            }
        });

        final LoadOutcome outcome = cluster.streamLoad().load(request(), this::body, new CallScope());

        assertThat(Expected.of(outcome)).as(outcome.message()).isEqualTo(row.expected());
        assertThat(outcome.message()).contains("label", "demo.t");
        assertThat(bodies.get()).isLessThanOrEqualTo(1);
    }

    private static void play(final ScriptedCluster.Exchange exchange, final SingleRow row) throws IOException {
        switch (row.where()) {
            case CONNECT -> throw new IllegalStateException("No client connects");
            case BEFORE_CONTINUE -> exchange.reset();
            case NO_CONTINUE -> exchange.ignore();
            case IN_BODY -> {
                exchange.askForBody();
                exchange.readSomeOfBody();
                exchange.reset();
            }
            case AFTER_BODY -> {
                exchange.askForBody();
                exchange.readBody();
                exchange.reset();
            }
            case IN_REPLY -> {
                exchange.askForBody();
                exchange.readBody();
                exchange.replyHalf(row.reply().body());
            }
            case NOWHERE_BODY_REFUSED -> exchange.reply(row.reply().status(), row.reply().body());
            case NOWHERE -> {
                exchange.askForBody();
                exchange.readBody();
                exchange.reply(row.reply().status(), row.reply().body());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("stepRows")
    void stepOfATransaction(final StepRow row) throws Exception {
        ROWS.incrementAndGet();
        final ScriptedTransaction transaction = new ScriptedTransaction(cluster, row);
        cluster.handler(transaction);
        final Iterator<LoadPart> one = List.of(new LoadPart(TABLE, Map.of(), this::body)).iterator();

        final LoadOutcome outcome = cluster.transactionLoad().oneTable(request(), () -> one.hasNext() ? Optional.of(one.next()) : Optional.empty(),
                new CallScope());

        assertThat(Expected.of(outcome)).as(outcome.message()).isEqualTo(row.expected());
        assertThat(transaction.committedBodies()).isLessThanOrEqualTo(1);
        // A begin that is refused and leaves a transaction open all the same is for the next attempt to find.
        if (!(outcome instanceof LoadOutcome.Unknown) && row.state() != State.SILENT && row.step() != Step.BEGIN) {
            assertThat(transaction.isOpen()).as("transaction left open").isFalse();
        }
        assertThat(bodies.get()).isLessThanOrEqualTo(1);
    }

    public static void replyState(final ScriptedCluster.Exchange exchange, final State state) throws IOException {
        if (state == State.SILENT) {
            exchange.reset();
        } else {
            exchange.reply(200, state.json());
        }
    }

    private void body(final OutputStream out) throws IOException {
        bodies.incrementAndGet();
        out.write("{\"k\":1}\n".getBytes(StandardCharsets.UTF_8));
    }

    private static LoadRequest request() {
        return LoadRequest.builder(TABLE, "label-1").timeout(Duration.ofSeconds(20)).header("format", "json").build();
    }
}
