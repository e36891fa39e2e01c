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
         * @param origin of the rows that it commits
         */
        record Begun(TransactionContext context, Origin origin) implements Result {}

        record Ended(LoadOutcome outcome) implements Result {}
    }

    /**
     * @param base with the label of the first attempt
     * @param found the label of the next attempt
     */
    Result begin(final TransactionContext base, final AttemptLabels.Found.Free found) throws CallCancelledException {
        final PollBackoff backoff = base.backoff();
        LoadOutcome last = outcomes.throttled(base.request(), Reason.BUSY, "the transaction was not begun");
        TransactionContext context = found.context();
        Origin origin = found.origin();
        for (int begins = 0; begins < MAX_BEGINS; begins++) {
            final StepReply reply = calls.begin(context);
            switch (reply) {
                case StepReply.Replied replied when replied.isSuccess() -> {
                    return begun(new Result.Begun(context, origin), replied);
                }
                case StepReply.Replied replied when replied.meaning() instanceof final ReplyClassification.Definite definite -> {
                    return new Result.Ended(outcomes.ofAttempt(refused(context, replied, definite), origin));
                }
                case StepReply.Replied replied ->
                    last = outcomes.throttled(context.request(), Reason.BUSY, "the transaction could not be begun: " + replied.message());
                case StepReply.NoReply noReply -> last = outcomes.throttled(context.request(), Reason.UNREACHABLE, noReply.message());
                case StepReply.Refused refused -> {
                    return new Result.Ended(outcomes.ofAttempt(outcomes.failed(context.request(), refused.reason(), refused.message()), origin));
                }
            }
            if (!backoff.pause()) {
                break;
            }
            switch (attempts.find(base, found.attempts())) {
                case AttemptLabels.Found.Free free -> {
                    context = free.context();
                    origin = free.origin();
                }
                case AttemptLabels.Found.Settled settled -> {
                    return new Result.Ended(settled.outcome());
                }
            }
        }
        return new Result.Ended(last);
    }

    private Result begun(final Result.Begun begun, final StepReply.Replied replied) throws CallCancelledException {
        if (!replied.report().timesMillis().containsKey(BACKEND_TIME)) {
            return begun;
        }
        // The FE does not know transactions over several tables and redirected the begin.
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
