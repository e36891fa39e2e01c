package io.github.nifistarrocks.client.transaction;

import java.time.Duration;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.outcome.LabelStates;
import io.github.nifistarrocks.client.outcome.OutcomeResolver;
import io.github.nifistarrocks.client.outcome.PollBackoff;
import io.github.nifistarrocks.client.outcome.ReplyClassification;
import io.github.nifistarrocks.client.transaction.TransactionCalls.Answer;

/**
 * Ends the loading, which makes the transaction durable and tells the counts. A BE forgets a transaction that it has prepared, so that a lost answer
 * is found by the label's state, and prepare is only repeated while the state says that it has not happened.
 */
final class TransactionPrepare {

    private final TransactionCalls calls;
    private final TransactionUndo undo;
    private final LabelStates labels;
    private final OutcomeResolver judge;
    private final Duration settleTime;

    TransactionPrepare(final TransactionCalls calls, final TransactionUndo undo, final LabelStates labels, final OutcomeResolver judge,
            final Duration settleTime) {
        this.calls = calls;
        this.undo = undo;
        this.labels = labels;
        this.judge = judge;
        this.settleTime = settleTime;
    }

    /** What prepare has come to. */
    sealed interface Result {

        /** @param report the counts; nothing when they were lost with the answer */
        record Prepared(Optional<LoadReport> report) implements Result {}

        /** There is nothing to commit. */
        record Ended(LoadOutcome outcome) implements Result {}
    }

    Result prepare(final LoadRequest request, final TransactionStyle style, final CallScope scope) throws CallCancelledException {
        final PollBackoff patience = new PollBackoff(settleTime);
        String words;
        do {
            final Answer answer = calls.prepare(request, style, scope);
            switch (answer) {
                case Answer.Told told when told.isOk() -> {
                    return new Result.Prepared(Optional.of(told.reply().report()));
                }
                case Answer.Told told when told.verdict() instanceof final ReplyClassification.Definite definite && !isBusy(told) -> {
                    undo.undo(request, style, scope);
                    return new Result.Ended(judge.definite(request, definite, told.reply().report(), scope));
                }
                case Answer.Told told -> words = told.words();
                case Answer.Unclear unclear -> words = unclear.words();
                case Answer.Refused refused -> words = refused.words();
            }
            final Optional<LabelState> state = labels.peek(request.table().database(), request.label(), scope);
            if (state.isPresent() && state.get().state() != LabelState.State.PREPARE) {
                return found(request, state.get(), words);
            }
        } while (patience.pause(scope));
        return rolledBack(request, style, words, scope);
    }

    /** Another request, perhaps the lost one, still works on the transaction. */
    private static boolean isBusy(final Answer.Told told) {
        return "TXN_IN_PROCESSING".equals(told.reply().report().status());
    }

    private Result found(final LoadRequest request, final LabelState state, final String words) {
        final String circumstance = "its prepare was not confirmed: " + words;
        return switch (state.state()) {
            case PREPARED -> new Result.Prepared(Optional.empty());
            case ABORTED -> new Result.Ended(judge.aborted(request, circumstance, state.reason(), Reason.INTERRUPTED, Optional.empty()));
            case COMMITTED, VISIBLE, UNKNOWN, PREPARE -> new Result.Ended(judge.ofState(request, state, circumstance, true, Optional.empty()));
        };
    }

    private Result rolledBack(final LoadRequest request, final TransactionStyle style, final String words, final CallScope scope)
            throws CallCancelledException {
        final TransactionUndo.Undone undone = undo.undo(request, style, scope);
        if (undone.byUs()) {
            return new Result.Ended(judge.throttled(request, Reason.INTERRUPTED, "it could not be prepared and was rolled back: " + words));
        }
        return undone.isOver()
                ? found(request, undone.state().orElseThrow(), words)
                : new Result.Ended(judge.unknown(request, undone.state(), "its prepare was not confirmed: " + words, Optional.empty()));
    }
}
