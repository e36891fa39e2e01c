package io.github.nifistarrocks.client.transaction;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Origin;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.outcome.OutcomeResolver;
import io.github.nifistarrocks.client.outcome.PollBackoff;
import io.github.nifistarrocks.client.reply.ReplyClassification;
import io.github.nifistarrocks.client.reply.ServerMessage;

/** Begins a transaction of several tables, under the label of the next attempt. */
final class SeveralTablesBegin {

    private static final int MAX_BEGINS = 4;
    private static final String ADVICE = "Several tables in one transaction need StarRocks 4.0 or later. On this server use Two-Phase Commit, "
            + "which loads each table in a transaction of its own";
    /** Only a BE reports this duration. */
    private static final String BACKEND_TIME = "BeginTxnTimeMs";

    private final TransactionCalls calls;
    private final AttemptLabels attempts;
    private final TransactionRollback rollbacks;
    private final OutcomeResolver outcomes;

    SeveralTablesBegin(final TransactionCalls calls, final AttemptLabels attempts, final TransactionRollback rollbacks, final OutcomeResolver outcomes) {
        this.calls = calls;
        this.attempts = attempts;
        this.rollbacks = rollbacks;
        this.outcomes = outcomes;
    }

    /** The result of a begin. */
    sealed interface Result {

        /**
         * @param context with the label of the transaction
         * @param attempt that has the label
         * @param origin of the rows that it commits
         */
        record Begun(TransactionContext context, int attempt, Origin origin) implements Result {}

        record Ended(LoadOutcome outcome) implements Result {}
    }

    /**
     * @param base with the label of the first attempt
     * @param found the label of the next attempt
     * @param history learns which attempts have ended
     */
    Result begin(final TransactionContext base, final AttemptLabels.Found.Free found, final AttemptHistory history) throws CallCancelledException {
        final PollBackoff backoff = base.backoff();
        LoadOutcome last = outcomes.throttled(base.request(), Reason.BUSY, "the transaction was not begun");
        AttemptLabels.Found.Free next = found;
        try {
            for (int begins = 0; begins < MAX_BEGINS; begins++) {
                final TransactionContext context = next.context();
                switch (send(next, history)) {
                    case StepReply.Replied replied when replied.isSuccess() -> {
                        return begun(new Result.Begun(context, next.attempt(), next.origin()), replied, history);
                    }
                    case StepReply.Replied replied when replied.meaning() instanceof final ReplyClassification.Definite definite -> {
                        return new Result.Ended(outcomes.ofAttempt(refused(context, replied, definite), next.origin()));
                    }
                    case StepReply.Replied replied ->
                        last = outcomes.throttled(context.request(), Reason.BUSY, "the transaction could not be begun: " + replied.message());
                    case StepReply.NoReply noReply -> last = outcomes.throttled(context.request(), Reason.UNREACHABLE, noReply.message());
                    case StepReply.Refused refused -> {
                        return new Result.Ended(outcomes.ofAttempt(outcomes.failed(context.request(), refused.reason(), refused.message()), next.origin()));
                    }
                }
                if (!backoff.pause()) {
                    break;
                }
                switch (attempts.find(base, history)) {
                    case AttemptLabels.Found.Free free -> next = free;
                    case AttemptLabels.Found.Settled settled -> {
                        return new Result.Ended(settled.outcome());
                    }
                }
            }
        } catch (CallCancelledException e) {
            rollbacks.abandon(next.context());
            throw e;
        }
        return new Result.Ended(last);
    }

    private StepReply send(final AttemptLabels.Found.Free next, final AttemptHistory history) throws CallCancelledException {
        history.begins(next.attempt());
        final StepReply reply;
        try {
            reply = calls.begin(next.context());
        } catch (CallCancelledException e) {
            history.ended(next.attempt());
            throw e;
        }
        if (isOver(reply)) {
            history.ended(next.attempt());
        }
        return reply;
    }

    /** This call commits only what it has begun with success. A label that is used may be that of another load, which may be committed. */
    private static boolean isOver(final StepReply reply) {
        return switch (reply) {
            case StepReply.Replied replied -> !replied.isSuccess() && !ServerMessage.LABEL_USED.isIn(replied.report().serverMessage());
            case StepReply.NoReply ignored -> true;
            case StepReply.Refused ignored -> true;
        };
    }

    private Result begun(final Result.Begun begun, final StepReply.Replied replied, final AttemptHistory history) throws CallCancelledException {
        if (!replied.report().timesMillis().containsKey(BACKEND_TIME)) {
            return begun;
        }
        // The FE does not know transactions over several tables and redirected the begin.
        history.ended(begun.attempt());
        rollbacks.rollBack(begun.context().with(TransactionStyle.ONE_TABLE));
        return new Result.Ended(outcomes.ofAttempt(
                outcomes.failed(begun.context().request(), Reason.REQUEST_REFUSED, "a BE began the transaction. " + ADVICE), begun.origin()));
    }

    private LoadOutcome refused(final TransactionContext context, final StepReply.Replied replied, final ReplyClassification.Definite meaning)
            throws CallCancelledException {
        // The request names no table. A BE that requires one, or an FE that rejects the request, does not know transactions over several tables.
        final boolean unsupported = meaning instanceof final ReplyClassification.Failed failed
                && (failed.reason() == Reason.REQUEST_REFUSED || ServerMessage.UNKNOWN_TABLE.isIn(replied.report().serverMessage()));
        return unsupported
                ? outcomes.failed(context.request(), Reason.REQUEST_REFUSED, replied.message() + ". " + ADVICE)
                : outcomes.definite(context.request(), meaning, replied.report(), context.scope());
    }
}
