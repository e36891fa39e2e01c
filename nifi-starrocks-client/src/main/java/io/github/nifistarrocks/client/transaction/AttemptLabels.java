package io.github.nifistarrocks.client.transaction;

import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.Labels;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadOutcome.Origin;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.outcome.Findings;
import io.github.nifistarrocks.client.outcome.LabelStates;
import io.github.nifistarrocks.client.outcome.OutcomeResolver;
import io.github.nifistarrocks.client.reply.ServerMessage;

/**
 * Finds the label of the next attempt to load several tables. A label that was begun once is used up: newer FEs refuse a second begin for days, whatever
 * the outcome of the first, and older ones add the rows of the second attempt to those of the first, since their rollback ends nothing (FE:
 * StreamLoadMultiStmtTask). So each attempt has a label of its own, and the next one begins only when none of the labels is committed. A rollback shows
 * whether a label was begun, which its state does not show in early FEs before the commit. The reply does not show how the attempt has ended: a new leader knows
 * only its begin, and replies OK as for one that it has ended (FE: StreamLoadMgr.beginMultiStatementLoadTask, GlobalStateMgr.replayJournal). That an attempt is not
 * committed is shown by its label while that is ABORTED, or by the {@link AttemptHistory} of the caller.
 */
final class AttemptLabels {

    /**
     * An FE forgets its tasks, and so the number of attempts, before it forgets which labels are committed. It forgets the labels of the first attempts first.
     * So labels beyond the last that is known may be committed.
     */
    private static final int LOOK_AHEAD = 5;

    private final TransactionCalls calls;
    private final TransactionRollback rollbacks;
    private final LabelStates labels;
    private final OutcomeResolver outcomes;

    AttemptLabels(final TransactionCalls calls, final TransactionRollback rollbacks, final LabelStates labels, final OutcomeResolver outcomes) {
        this.calls = calls;
        this.rollbacks = rollbacks;
        this.labels = labels;
        this.outcomes = outcomes;
    }

    /** The result of the search. */
    sealed interface Found {

        /**
         * No attempt is known to be committed.
         *
         * @param context with a label that none has used
         * @param attempt that has the label
         * @param origin of the rows that this call commits: whether a previous attempt may be committed
         */
        record Free(TransactionContext context, int attempt, Origin origin) implements Found {}

        /** The load ends without an attempt. */
        record Settled(LoadOutcome outcome) implements Found {}
    }

    /**
     * @param base with the label of the first attempt
     * @param history learns which attempts have ended
     */
    Found find(final TransactionContext base, final AttemptHistory history) throws CallCancelledException {
        Optional<Found> free = Optional.empty();
        Origin origin = Origin.THIS_CALL;
        int last = Math.max(1, Math.min(history.attempts(), Labels.MAX_ATTEMPTS));
        for (int attempt = 1; attempt <= Labels.MAX_ATTEMPTS && (free.isEmpty() || attempt <= last + LOOK_AHEAD); attempt++) {
            final TransactionContext context = ofAttempt(base, attempt);
            switch (free.isEmpty() ? use(context) : state(context)) {
                case Use.Unused ignored -> {
                    if (free.isEmpty()) {
                        free = Optional.of(new Found.Free(context, attempt, origin));
                        last = Math.max(last, attempt);
                    }
                }
                case Use.Used used -> {
                    // The next attempt has a label beyond it.
                    free = Optional.empty();
                    if (used.isOver()) {
                        history.ended(attempt);
                    } else if (!history.hasEnded(attempt)) {
                        history.doubt();
                        origin = Origin.THIS_CALL_PERHAPS_AGAIN;
                    }
                }
                case Use.Committed ignored -> {
                    return new Found.Settled(committed(base, attempt, origin));
                }
                case Use.Settled settled -> {
                    return new Found.Settled(outcomes.ofAttempt(settled.outcome(), origin));
                }
            }
        }
        final Origin ofAll = origin;
        return free.orElseGet(() -> new Found.Settled(outcomes.ofAttempt(outcomes.failed(base.request(), Reason.UNEXPECTED, """
                %d attempts under labels derived from this one have failed. Correct the reason of the last failure, and load the rows under another label"""
                .formatted(Labels.MAX_ATTEMPTS)), ofAll)));
    }

    private static TransactionContext ofAttempt(final TransactionContext base, final int attempt) {
        return base.with(base.request().withLabel(Labels.ofAttempt(base.request().label(), attempt)));
    }

    /**
     * An attempt is committed. One before it may be as well, if its end is not known. So may one after it, which was begun while the commit of this one was
     * still running or could not be seen.
     *
     * @param origin what the attempts before it have shown
     */
    private LoadOutcome committed(final TransactionContext base, final int attempt, final Origin origin) throws CallCancelledException {
        boolean again = origin == Origin.THIS_CALL_PERHAPS_AGAIN;
        boolean unused = false;
        for (int next = attempt + 1; next <= Labels.MAX_ATTEMPTS && !again && !unused; next++) {
            switch (use(ofAttempt(base, next))) {
                case Use.Unused ignored -> unused = true;
                case Use.Used used -> again = !used.isOver();
                case Use.Committed ignored -> again = true;
                case Use.Settled settled -> {
                    if (!(settled.outcome() instanceof LoadOutcome.Failed)) {
                        return settled.outcome();
                    }
                    again = true;
                }
            }
        }
        return outcomes.committed(ofAttempt(base, attempt).request(), Evidence.LABEL_FINISHED,
                Findings.of(again ? Origin.PREVIOUS_ATTEMPT_PERHAPS_AGAIN : Origin.PREVIOUS_ATTEMPT));
    }

    /** Whether a label was begun before. */
    private sealed interface Use {

        record Unused() implements Use {}

        /** @param isOver whether its attempt is known not to be committed */
        record Used(boolean isOver) implements Use {}

        record Committed() implements Use {}

        /** It cannot be determined now, or not without a user. */
        record Settled(LoadOutcome outcome) implements Use {}
    }

    /** What the state of the label shows: {@link Use.Unused} also for an attempt that is not committed yet, or forgotten. */
    private Use state(final TransactionContext context) throws CallCancelledException {
        final LoadRequest request = context.request();
        final LabelState state;
        try {
            state = labels.ask(request.table().database(), request.label(), context.scope());
        } catch (StarRocksException e) {
            return new Use.Settled(TransactionBegin.stateUnknown(outcomes, request, e));
        }
        return switch (state.state()) {
            case UNKNOWN -> new Use.Unused();
            case ABORTED -> new Use.Used(true);
            case COMMITTED, VISIBLE -> new Use.Committed();
            case PREPARE, PREPARED -> {
                final TransactionRollback.Result rollback = rollbacks.rollBack(context);
                if (!rollback.isOver()) {
                    yield new Use.Settled(outcomes.unknown(request, rollback.label(),
                            Findings.of("a previous attempt left a transaction open, which could not be rolled back", Origin.PREVIOUS_ATTEMPT)));
                }
                yield rollback.isCommitted() ? new Use.Committed() : new Use.Used(rollback.label().is(LabelState.State.ABORTED));
            }
        };
    }

    /** What the state of the label shows, and if it shows nothing, the reply to a rollback. */
    private Use use(final TransactionContext context) throws CallCancelledException {
        final Use known = state(context);
        return known instanceof Use.Unused ? useByTask(context) : known;
    }

    private Use useByTask(final TransactionContext context) throws CallCancelledException {
        final LoadRequest request = context.request();
        final StepReply reply = calls.rollback(context);
        return switch (reply) {
            case StepReply.Replied replied when !replied.isSuccess() && ServerMessage.TRANSACTION_UNKNOWN.isIn(replied.report().serverMessage()) ->
                new Use.Unused();
            case StepReply.Replied replied when ServerMessage.ALREADY_VISIBLE.isIn(replied.report().serverMessage()) -> afterCommit(request, context.scope());
            case StepReply.Replied replied when replied.isSuccess() -> {
                // A commit may have been faster than the rollback. An early FE cannot roll back what is not committed, and may commit it later or forget its label
                // (FE: StreamLoadMgr.rollbackLoadTask of 2025).
                final Use since = state(context);
                yield since instanceof Use.Unused ? new Use.Used(false) : since;
            }
            case StepReply.Replied replied -> new Use.Settled(outcomes.throttled(request, Reason.BUSY,
                    "a previous attempt could not be ended: " + replied.message()));
            case StepReply.NoReply noReply -> new Use.Settled(outcomes.throttled(request, Reason.UNREACHABLE, noReply.message()));
            case StepReply.Refused refused -> new Use.Settled(outcomes.failed(request, refused.reason(), refused.message()));
        };
    }

    /** The task of the FE was committed. Its transaction may be aborted nevertheless, or so old that its label is forgotten. */
    private Use afterCommit(final LoadRequest request, final CallScope scope) throws CallCancelledException {
        try {
            final LabelState label = labels.ask(request.table().database(), request.label(), scope);
            return label.state() == LabelState.State.ABORTED ? new Use.Used(true) : new Use.Committed();
        } catch (StarRocksException e) {
            return new Use.Settled(TransactionBegin.stateUnknown(outcomes, request, e));
        }
    }
}
