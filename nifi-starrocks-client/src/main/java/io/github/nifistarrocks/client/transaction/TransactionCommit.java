package io.github.nifistarrocks.client.transaction;

import java.time.Duration;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.outcome.LabelStates;
import io.github.nifistarrocks.client.outcome.OutcomeResolver;
import io.github.nifistarrocks.client.outcome.PollBackoff;
import io.github.nifistarrocks.client.outcome.ReplyClassification;
import io.github.nifistarrocks.client.transaction.TransactionCalls.Answer;

/**
 * Commits, which may be repeated and is repeated until the label tells that it is done or cannot be. A FE before 4.0.7 answers OK for several tables also
 * when it could not commit, or had rolled back before (FE: StreamLoadMultiStmtTask; fe-recordings, 128), so the label has to tell in any case.
 */
public final class TransactionCommit {

    private final TransactionCalls calls;
    private final TransactionUndo undo;
    private final LabelStates labels;
    private final OutcomeResolver judge;
    private final Duration settleTime;

    public TransactionCommit(final TransactionCalls calls, final TransactionUndo undo, final LabelStates labels, final OutcomeResolver judge,
            final Duration settleTime) {
        this.calls = calls;
        this.undo = undo;
        this.labels = labels;
        this.judge = judge;
        this.settleTime = settleTime;
    }

    /** @return what became of a transaction that an earlier try had prepared; nothing when it is gone and the label is free */
    public Optional<LoadOutcome> finishEarlier(final LoadRequest request, final CallScope scope) throws CallCancelledException {
        final Outcome end = commit(request, TransactionStyle.ONE_TABLE, false, Optional.empty(), scope);
        return end.labelFree() ? Optional.empty() : Optional.of(end.outcome());
    }

    /** Commits this call's transaction, which is prepared, or in the style of several tables loaded. */
    LoadOutcome finishOwn(final LoadRequest request, final TransactionStyle style, final Optional<LoadReport> report, final CallScope scope)
            throws CallCancelledException {
        return commit(request, style, true, report, scope).outcome();
    }

    private Outcome commit(final LoadRequest request, final TransactionStyle style, final boolean own, final Optional<LoadReport> report,
            final CallScope scope) throws CallCancelledException {
        final PollBackoff patience = new PollBackoff(settleTime);
        Answer answer;
        Optional<LabelState> state;
        do {
            answer = calls.commit(request, style, scope);
            if (isOk(answer) && style == TransactionStyle.ONE_TABLE) {
                return new Outcome(judge.committed(request, Evidence.SUCCESS, own, report), false);
            }
            state = labels.peek(request.table().database(), request.label(), scope);
            if (state.isPresent() && isEnd(state.get().state(), style)) {
                return ended(request, state.get(), answer, own, report, scope);
            }
            final Optional<LoadOutcome> refused = refusedForGood(request, style, answer, state, scope);
            if (refused.isPresent()) {
                return new Outcome(refused.get(), false);
            }
        } while (patience.pause(scope));
        final boolean forgotten = isOk(answer) && state.filter(last -> last.state() == LabelState.State.UNKNOWN).isPresent();
        return new Outcome(forgotten ? judge.okWithoutLabel(request) : judge.unknown(request, state, words(answer), report), false);
    }

    private static boolean isOk(final Answer answer) {
        return answer instanceof final Answer.Told told && told.isOk();
    }

    /** A FE registers a transaction of several tables under its label while it commits it, so that until then the label tells nothing. */
    private static boolean isEnd(final LabelState.State state, final TransactionStyle style) {
        return switch (state) {
            case COMMITTED, VISIBLE, ABORTED -> true;
            case PREPARE, PREPARED -> false;
            case UNKNOWN -> style != TransactionStyle.SEVERAL_TABLES;
        };
    }

    private Outcome ended(final LoadRequest request, final LabelState state, final Answer answer, final boolean own, final Optional<LoadReport> report,
            final CallScope scope) throws CallCancelledException {
        final boolean forData = state.state() == LabelState.State.ABORTED
                && ReplyClassification.ofFailure(state.reason()) instanceof ReplyClassification.Rejected;
        if (forData && answer instanceof final Answer.Told told && told.verdict() instanceof final ReplyClassification.Rejected rejected) {
            // The answer may name the error log, which the label's state does not.
            return new Outcome(judge.definite(request, rejected, told.reply().report(), scope), true);
        }
        return switch (state.state()) {
            case COMMITTED, VISIBLE -> new Outcome(judge.committed(request, evidence(answer), own, report), false);
            case ABORTED ->
                new Outcome(judge.aborted(request, words(answer), state.reason().isEmpty() ? words(answer) : state.reason(), Reason.ABORTED, report),
                        true);
            case UNKNOWN, PREPARE, PREPARED -> new Outcome(judge.ofState(request, state, words(answer), own, report), true);
        };
    }

    /** Only the FE's commit of several tables finds out what is wrong with the rows; a prepared transaction has been through that. */
    private Optional<LoadOutcome> refusedForGood(final LoadRequest request, final TransactionStyle style, final Answer answer,
            final Optional<LabelState> known, final CallScope scope) throws CallCancelledException {
        if (style != TransactionStyle.SEVERAL_TABLES || !(answer instanceof final Answer.Told told) || told.isOk()
                || !(told.verdict() instanceof final ReplyClassification.Definite definite)
                || definite instanceof ReplyClassification.Throttled && known.filter(last -> last.state() == LabelState.State.UNKNOWN).isEmpty()) {
            return Optional.empty();
        }
        final TransactionUndo.Undone undone = undo.undo(request, style, scope);
        return undone.state().filter(state -> state.state().isCommitted()).isPresent() || !undone.isOver()
                ? Optional.empty()
                : Optional.of(judge.definite(request, definite, told.reply().report(), scope));
    }

    private static Evidence evidence(final Answer answer) {
        if (isOk(answer)) {
            return Evidence.SUCCESS;
        }
        final boolean slow = answer instanceof final Answer.Told told
                && ("PUBLISH_TIMEOUT".equals(told.reply().report().status()) || told.reply().report().serverMessage().contains("publish timeout"));
        return slow ? Evidence.PUBLISH_TIMEOUT : Evidence.LABEL_STATE;
    }

    private static String words(final Answer answer) {
        return "its commit was not confirmed: " + switch (answer) {
            case final Answer.Told told -> told.words();
            case Answer.Unclear unclear -> unclear.words();
            case Answer.Refused refused -> refused.words();
        };
    }

    /** @param labelFree whether a transaction may be begun under the label */
    private record Outcome(LoadOutcome outcome, boolean labelFree) {}
}
