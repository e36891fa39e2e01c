package io.github.nifistarrocks.client.transaction;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadOutcome.Origin;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadPart;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.streamload.OutcomeRows.State;
import io.github.nifistarrocks.client.streamload.OutcomeTableTest;
import io.github.nifistarrocks.client.streamload.ScriptedCluster;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** The reply to the commit of several tables is no evidence: FEs before 4.0.7 reply OK also when they have not committed. */
class MultiTableCommitTest {

    private static final TableId TABLE = new TableId("demo", "t");
    private static final String NEVER_BEGUN = "{\"Status\":\"FAILED\",\"Message\":\"class com.starrocks.common.StarRocksException: stream load tasklabel-1does not exist\"}";
    private static final String OK = "{\"Status\":\"OK\",\"Message\":\"\"}";
    private static final String VISIBLE = "{\"Status\":\"FAILED\",\"Message\":\"Can not abort VISIBLE transaction 7, label is label-1\"}";

    private volatile State afterCommit = State.UNKNOWN;
    /** Whether the FE says so of the first label, and the state of that label. */
    private volatile boolean previousTaskCommitted;
    private volatile State before = State.UNKNOWN;
    /** The reply to a rollback of the first label; empty if it was never begun. */
    private volatile String previousRollback = "";
    /** The state of the second label before the load, and whether its rollback is denied. */
    private volatile State second = State.UNKNOWN;
    private volatile boolean secondDenied;
    private volatile boolean begun;
    private volatile boolean committed;
    private volatile String commitAnswer = OK;
    private volatile String laterCommitAnswer = OK;
    private final AtomicInteger commits = new AtomicInteger();
    /** What the load has reported of its attempts. */
    private final AtomicInteger ended = new AtomicInteger();
    private AttemptHistory history = new AttemptHistory(0, 0, ended::set);
    @RegisterExtension
    private final ScriptedCluster cluster = new ScriptedCluster();

    @BeforeEach
    void open() {
        cluster.handler(exchange -> {
            final String path = exchange.path();
            if (path.contains("get_load_state")) {
                OutcomeTableTest.replyState(exchange, stateOf(path.replaceAll(".*label=", "")));
            } else if (path.startsWith("/be")) {
                exchange.askForBody();
                exchange.readBody();
                exchange.reply(200, OK);
            } else if (path.endsWith("/load")) {
                exchange.redirect(cluster.url() + "/be" + path);
            } else if (path.endsWith("/commit")) {
                committed = true;
                answerCommit(exchange, commits.incrementAndGet() == 1 ? commitAnswer : laterCommitAnswer);
            } else if (path.endsWith("/rollback") && previousTaskCommitted && exchange.head().contains("label: label-1\r\n")) {
                exchange.reply(200, VISIBLE);
            } else if (path.endsWith("/rollback") && !previousRollback.isEmpty() && exchange.head().contains("label: label-1\r\n")) {
                exchange.reply(200, previousRollback);
            } else if (path.endsWith("/rollback") && secondDenied && exchange.head().contains("label: label-1-attempt2\r\n")) {
                exchange.reply(401, "{\"status\":\"FAILED\",\"msg\":\"Access denied\"}");
            } else if (path.endsWith("/rollback") && !begun) {
                exchange.reply(200, NEVER_BEGUN);
            } else {
                begun |= path.endsWith("/begin");
                exchange.reply(200, OK);
            }
        });
    }

    @ParameterizedTest
    @EnumSource(value = State.class, names = {"COMMITTED", "VISIBLE"})
    void okIsConfirmedByTheLabel(final State state) throws Exception {
        afterCommit = state;

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class, outcome -> assertThat(outcome.evidence()).isEqualTo(Evidence.SUCCESS));
    }

    @Test
    void okForATransactionThatIsAbortedLoadsNothing() throws Exception {
        afterCommit = State.ABORTED_FOR_PRESSURE;

        assertThat(load()).isInstanceOf(LoadOutcome.Throttled.class);
    }

    @Test
    void okOfAFrontendThatDoesNotKnowTheLabelNeedsIntervention() throws Exception {
        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Failed.class, outcome -> {
            assertThat(outcome.reason()).isEqualTo(Reason.UNEXPECTED);
            assertThat(outcome.message()).contains("[label-1]", "may or may not be committed", "has not known the label", "4.0.7");
        });
    }

    @Test
    void lostReplyIsOpenWhileTheLabelIsUnknown() throws Exception {
        commitAnswer = "";

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Unknown.class, outcome -> assertThat(outcome.message()).contains("may or may not be committed"));
    }

    @Test
    void refusalIsDefiniteWhenTheLabelIsUnknown() throws Exception {
        commitAnswer = "{\"Status\":\"FAILED\",\"Message\":\"too many versions\"}";

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Throttled.class,
                outcome -> assertThat(outcome.reason()).isEqualTo(Reason.TOO_MANY_VERSIONS));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"Status\":\"FAILED\"", "\"Status\":\"LABEL_ALREADY_EXISTS\",\"ExistingJobStatus\":\"FINISHED\""})
    void frontendThatStoresNoLabelIsReported(final String status) throws Exception {
        // fe-recordings, 505 and 714.
        commitAnswer = "{%s,\"Message\":\"Label [] has already been used.\"}".formatted(status);

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Failed.class, outcome -> assertThat(outcome.message()).contains("Label []"));
    }

    @Test
    void commitIsNotRepeated() throws Exception {
        // fe-recordings, 716: the reply to a second commit.
        laterCommitAnswer = "{\"Status\":\"FAILED\",\"Message\":\"channel state should be BEGIN when channel is ready for prepare, cur state is PREPARING\"}";

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Failed.class, outcome -> assertThat(outcome.message()).contains("may or may not be committed"));
        assertThat(commits.get()).isEqualTo(1);
    }

    @Test
    void refusalOfASecondCommitIsNoProof() throws Exception {
        commitAnswer = "{\"Status\":\"FAILED\",\"Message\":\"channel state should be BEGIN when channel is ready for prepare, cur state is PREPARING\"}";

        assertThat(load()).isInstanceOf(LoadOutcome.Unknown.class);
    }

    @Test
    void committedTaskOfAnAbortedTransactionIsNoCommit() throws Exception {
        previousTaskCommitted = true;
        before = State.ABORTED_OTHERWISE;
        afterCommit = State.VISIBLE;

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class, outcome -> {
            assertThat(outcome.bySameCall()).isTrue();
            assertThat(outcome.label()).isEqualTo("label-1-attempt2");
        });
    }

    @Test
    void committedTaskIsACommitWhenItsLabelIsForgotten() throws Exception {
        previousTaskCommitted = true;

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class, outcome -> assertThat(outcome.bySameCall()).isFalse());
        assertThat(begun).isFalse();
    }

    /** A new leader replies so of every attempt of the one before. */
    @ParameterizedTest
    @MethodSource("rollbacks")
    void previousAttemptMayBeCommittedWhateverTheFrontendRepliesToItsRollback(final String message) throws Exception {
        previousRollback = "{\"Status\":\"OK\",\"Message\":\"%s\"}".formatted(message);
        afterCommit = State.VISIBLE;

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class, outcome -> {
            assertThat(outcome.label()).isEqualTo("label-1-attempt2");
            assertThat(outcome.origin()).isEqualTo(Origin.THIS_CALL_PERHAPS_AGAIN);
        });
        assertThat(history.isDoubtful()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("rollbacks")
    void previousAttemptThatTheCallerHasEndedIsNotCommitted(final String message) throws Exception {
        previousRollback = "{\"Status\":\"OK\",\"Message\":\"%s\"}".formatted(message);
        afterCommit = State.VISIBLE;
        history = new AttemptHistory(0, 1, ended::set);

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class, outcome -> {
            assertThat(outcome.label()).isEqualTo("label-1-attempt2");
            assertThat(outcome.origin()).isEqualTo(Origin.THIS_CALL);
        });
        assertThat(history.isDoubtful()).isFalse();
    }

    static Stream<String> rollbacks() {
        return Stream.of("stream load label-1 abort fail", "", "stream load label-1 abort", "Transaction 7 has already aborted, label is label-1");
    }

    @Test
    void refusedCommitEndsTheAttempt() throws Exception {
        commitAnswer = "{\"Status\":\"FAILED\",\"Message\":\"current running txns on db 7 is 1000, larger than limit 1000\"}";

        load();

        assertThat(ended).hasValue(1);
    }

    /** It was begun again, because the FE has forgotten it. */
    @Test
    void commitWhoseReplyIsLostDoesNotEndTheAttempt() throws Exception {
        history = new AttemptHistory(0, 1, ended::set);
        commitAnswer = "";

        load();

        assertThat(begun).isTrue();
        assertThat(ended).hasValue(0);
    }

    @Test
    void okWithoutALabelDoesNotEndTheAttempt() throws Exception {
        load();

        assertThat(ended).hasValue(0);
    }

    @Test
    void abortedLabelOfThePreviousAttemptShowsItsEnd() throws Exception {
        previousRollback = "{\"Status\":\"OK\",\"Message\":\"stream load label-1 abort fail\"}";
        before = State.ABORTED_OTHERWISE;
        afterCommit = State.VISIBLE;

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class, outcome -> assertThat(outcome.origin()).isEqualTo(Origin.THIS_CALL));
        assertThat(ended).hasValue(1);
    }

    @Test
    void failureAfterAnAttemptThatMayBeCommittedSaysSo() throws Exception {
        previousRollback = "{\"Status\":\"OK\",\"Message\":\"stream load label-1 abort fail\"}";
        commitAnswer = "{\"Status\":\"FAILED\",\"Message\":\"Label [] has already been used.\"}";

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Failed.class,
                outcome -> assertThat(outcome.message()).contains("A previous attempt", "may be committed", "Check the tables"));
    }

    @Test
    void searchThatFailsAfterAnAttemptThatMayBeCommittedSaysSo() throws Exception {
        previousRollback = "{\"Status\":\"OK\",\"Message\":\"stream load label-1 abort fail\"}";
        secondDenied = true;

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Failed.class, outcome -> {
            assertThat(outcome.reason()).isEqualTo(Reason.DENIED);
            assertThat(outcome.message()).contains("A previous attempt", "may be committed", "Check the tables");
        });
    }

    /** The commit of the second attempt was not stored by the caller. */
    @Test
    void committedAttemptAfterOneThatMayBeCommittedIsADoubt() throws Exception {
        previousRollback = "{\"Status\":\"OK\",\"Message\":\"stream load label-1 abort fail\"}";
        second = State.VISIBLE;

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class, outcome -> {
            assertThat(outcome.label()).isEqualTo("label-1-attempt2");
            assertThat(outcome.origin()).isEqualTo(Origin.PREVIOUS_ATTEMPT_PERHAPS_AGAIN);
        });
        assertThat(begun).isFalse();
    }

    /** The commit of the first attempt was still running when the second began. */
    @Test
    void committedAttemptBeforeACommittedOneIsADoubt() throws Exception {
        previousTaskCommitted = true;
        before = State.VISIBLE;
        second = State.VISIBLE;

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class, outcome -> {
            assertThat(outcome.label()).isEqualTo("label-1");
            assertThat(outcome.origin()).isEqualTo(Origin.PREVIOUS_ATTEMPT_PERHAPS_AGAIN);
        });
    }

    @Test
    void onlyAttemptThatIsCommittedIsNoDoubt() throws Exception {
        previousTaskCommitted = true;
        before = State.VISIBLE;

        assertThat(load()).isInstanceOfSatisfying(LoadOutcome.Committed.class, outcome -> assertThat(outcome.origin()).isEqualTo(Origin.PREVIOUS_ATTEMPT));
    }

    private State stateOf(final String label) {
        if ((previousTaskCommitted || !previousRollback.isEmpty()) && label.equals("label-1")) {
            return before;
        }
        if (label.equals("label-1-attempt2") && second != State.UNKNOWN) {
            return second;
        }
        return committed ? afterCommit : State.UNKNOWN;
    }

    private static void answerCommit(final ScriptedCluster.Exchange exchange, final String answer) throws IOException {
        if (answer.isEmpty()) {
            exchange.reset();
        } else {
            exchange.reply(200, answer);
        }
    }

    private LoadOutcome load() throws Exception {
        final Iterator<LoadPart> parts = List.of(new LoadPart(TABLE, Map.of("format", "json"), out -> out.write("{\"k\":1}\n".getBytes(
                StandardCharsets.UTF_8)))).iterator();
        return cluster.transactionLoad().severalTables(LoadRequest.builder(TABLE, "label-1").build(),
                () -> parts.hasNext()
                        ? Optional.of(parts.next())
                        : Optional
                                .empty(),
                history, new CallScope());
    }
}
