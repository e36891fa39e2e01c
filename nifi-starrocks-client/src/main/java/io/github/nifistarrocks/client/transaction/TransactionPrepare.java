package io.github.nifistarrocks.client.transaction;

import java.time.Instant;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Origin;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.client.outcome.Findings;
import io.github.nifistarrocks.client.outcome.LabelInquiry;
import io.github.nifistarrocks.client.outcome.LabelStates;
import io.github.nifistarrocks.client.outcome.OutcomeResolver;
import io.github.nifistarrocks.client.outcome.PollBackoff;
import io.github.nifistarrocks.client.reply.ReplyClassification;
import io.github.nifistarrocks.client.reply.ReplyStatus;

/**
 * Ends the loading, which makes the transaction durable and returns the counts. A BE forgets a transaction that it has prepared. So a lost reply is
 * replaced by the state of the label, and prepare is only repeated while the state shows that it has not happened.
 */
final class TransactionPrepare {

    private final TransactionCalls calls;
    private final TransactionRollback rollbacks;
    private final LabelStates labels;
    private final OutcomeResolver outcomes;

    TransactionPrepare(final TransactionCalls calls, final TransactionRollback rollbacks, final LabelStates labels, final OutcomeResolver outcomes) {
        this.calls = calls;
        this.rollbacks = rollbacks;
        this.labels = labels;
        this.outcomes = outcomes;
    }

    /** The result of prepare. */
    sealed interface Result {

        /**
         * @param since a time before the transaction was prepared
         * @param report the counts; nothing when they were lost with the reply
         */
        record Prepared(Instant since, Optional<LoadReport> report) implements Result {}

        /** There is nothing to commit. */
        record Ended(LoadOutcome outcome) implements Result {}
    }

    Result prepare(final TransactionContext context) throws CallCancelledException {
        final Instant since = Instant.now();
        final PollBackoff backoff = context.backoff();
        StepReply reply;
        do {
            reply = calls.prepare(context);
            if (reply instanceof final StepReply.Replied replied && replied.isSuccess()) {
                return new Result.Prepared(since, Optional.of(replied.report()));
            }
            if (reply instanceof final StepReply.Replied replied && replied.status() != ReplyStatus.TRANSACTION_BUSY
                    && replied.meaning() instanceof final ReplyClassification.Definite definite) {
                rollbacks.rollBack(context);
                return new Result.Ended(outcomes.definite(context.request(), definite, replied.report(), context.scope()));
            }
            final LabelInquiry label = labels.inquire(context.request(), context.scope());
            if (label.isKnown() && !label.is(LabelState.State.PREPARE)) {
                return label.is(LabelState.State.PREPARED) ? new Result.Prepared(since, Optional.empty()) : found(context, label.state().get(), reply);
            }
        } while (backoff.pause());
        return rolledBack(context, reply);
    }

    private Result found(final TransactionContext context, final LabelState label, final StepReply reply) {
        return switch (label.state()) {
            case ABORTED -> new Result.Ended(outcomes.aborted(context.request(), label, Reason.INTERRUPTED, notConfirmed(reply)));
            case COMMITTED, VISIBLE, UNKNOWN, PREPARE, PREPARED -> new Result.Ended(outcomes.ofState(context.request(), label, notConfirmed(reply)));
        };
    }

    private static Findings notConfirmed(final StepReply reply) {
        return Findings.of("its prepare was not confirmed: " + reply.message(), Origin.THIS_CALL);
    }

    private Result rolledBack(final TransactionContext context, final StepReply reply) throws CallCancelledException {
        final TransactionRollback.Result rollback = rollbacks.rollBack(context);
        if (rollback.endedHere()) {
            return new Result.Ended(outcomes.throttled(context.request(), Reason.INTERRUPTED,
                    "it could not be prepared and was rolled back: " + reply.message()));
        }
        return rollback.isOver()
                ? found(context, rollback.label().state().orElseThrow(), reply)
                : new Result.Ended(outcomes.unknown(context.request(), rollback.label(), notConfirmed(reply)));
    }
}
