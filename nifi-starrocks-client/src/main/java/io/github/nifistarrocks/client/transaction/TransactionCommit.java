package io.github.nifistarrocks.client.transaction;

import java.time.Instant;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadOutcome.Origin;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.load.PreparedCommit;
import io.github.nifistarrocks.client.outcome.Findings;
import io.github.nifistarrocks.client.outcome.LabelInquiry;
import io.github.nifistarrocks.client.outcome.LabelStates;
import io.github.nifistarrocks.client.outcome.OutcomeResolver;
import io.github.nifistarrocks.client.outcome.PollBackoff;
import io.github.nifistarrocks.client.reply.ReplyClassification;
import io.github.nifistarrocks.client.reply.ReplyStatus;
import io.github.nifistarrocks.client.reply.ServerMessage;
import io.github.nifistarrocks.client.reply.ServerText;

/**
 * Commits. A commit is idempotent, and is repeated until the state of the label shows that it succeeded or cannot succeed. For several tables an FE before
 * 4.0.7 replies OK even when it could not commit, or had rolled back before (FE: StreamLoadMultiStmtTask; fe-recordings, 128), so the state is required
 * in any case.
 */
final class TransactionCommit {

    private final TransactionCalls calls;
    private final TransactionRollback rollbacks;
    private final LabelStates labels;
    private final OutcomeResolver outcomes;

    TransactionCommit(final TransactionCalls calls, final TransactionRollback rollbacks, final LabelStates labels, final OutcomeResolver outcomes) {
        this.calls = calls;
        this.rollbacks = rollbacks;
        this.labels = labels;
        this.outcomes = outcomes;
    }

    /** @return the outcome of a transaction that a previous attempt prepared; nothing when it is gone and the label is free */
    Optional<LoadOutcome> commitPrevious(final TransactionContext context) throws CallCancelledException {
        final Outcome end = commit(context, Findings.of(Origin.PREVIOUS_ATTEMPT));
        return end.labelFree() ? Optional.empty() : Optional.of(end.outcome());
    }

    /**
     * Commits the transaction of this call, which has loaded several tables. The commit is not repeated: an early FE ends a running commit by it, and replies
     * FAILED although the first one has succeeded (fe-recordings, 716).
     */
    LoadOutcome commitSeveral(final TransactionContext context, final Origin origin) throws CallCancelledException {
        final Findings findings = Findings.of(origin);
        final StepReply reply = calls.commit(context);
        final PollBackoff backoff = context.backoff();
        LabelInquiry label;
        do {
            label = labels.inquire(context.request(), context.scope());
            if (label.isKnown() && isEnd(label.state().get().state(), context.style())) {
                return ended(context, label.state().get(), reply, findings).outcome();
            }
            final Optional<LoadOutcome> refused = refusedForGood(context, reply, label);
            if (refused.isPresent()) {
                return refused.get();
            }
        } while (backoff.pause());
        return isSuccess(reply) && label.is(LabelState.State.UNKNOWN)
                ? outcomes.okWithoutLabel(context.request())
                : outcomes.unknown(context.request(), label, findings.because(notConfirmed(reply)));
    }

    /** Commits the transaction of this call, which is prepared. */
    LoadOutcome commitOwn(final TransactionContext context, final TransactionPrepare.Result.Prepared prepared) throws CallCancelledException {
        final Findings findings = new Findings("", Origin.THIS_CALL, prepared.report());
        final LoadOutcome outcome = commit(context, findings).outcome();
        final boolean forgotten = !context.style().hasSeveralTables() && outcome instanceof final LoadOutcome.Unknown unknown
                && unknown.lastState().filter(last -> last.state() == LabelState.State.UNKNOWN).isPresent();
        // Nothing but our commit or its timeout ends a prepared transaction (FE: DatabaseTransactionMgr).
        return forgotten && Instant.now().isBefore(prepared.since().plus(context.preparedTimeout()))
                ? outcomes.committed(context.request(), Evidence.LABEL_FORGOTTEN, findings)
                : outcome;
    }

    /** Commits a transaction that the caller knows to be prepared. A running one under the label is not that one, and is not complete. */
    PreparedCommit commitPrepared(final TransactionContext context) throws CallCancelledException {
        final LoadRequest request = context.request();
        final PollBackoff backoff = context.backoff();
        String problem = "";
        LabelInquiry label;
        do {
            try {
                label = LabelInquiry.of(labels.ask(request.table().database(), request.label(), context.scope()));
            } catch (StarRocksException e) {
                if (e.kind() == StarRocksException.Kind.NOT_FOUND) {
                    return new PreparedCommit.Open(outcomes.preparedFailed(request, Reason.NOT_FOUND, e.getMessage()));
                }
                label = LabelInquiry.failed(e.getMessage());
                if (e.kind() == StarRocksException.Kind.DENIED) {
                    return new PreparedCommit.Open(outcomes.preparedUnknown(request, label, problem));
                }
            }
            final Optional<PreparedCommit> end = label.state().flatMap(state -> end(request, state));
            if (end.isPresent()) {
                return end.get();
            }
            if (label.is(LabelState.State.PREPARED)) {
                final StepReply reply = calls.commit(context);
                if (isSuccess(reply)) {
                    return committed(request, Evidence.SUCCESS);
                }
                problem = notConfirmed(reply);
            }
        } while (backoff.pause());
        return new PreparedCommit.Open(outcomes.preparedUnknown(request, label, problem));
    }

    /** @return nothing while the transaction is prepared */
    private Optional<PreparedCommit> end(final LoadRequest request, final LabelState label) {
        return switch (label.state()) {
            case VISIBLE -> Optional.of(committed(request, Evidence.SUCCESS));
            case COMMITTED -> Optional.of(committed(request, Evidence.PUBLISH_TIMEOUT));
            case ABORTED -> Optional.of(new PreparedCommit.Aborted(ServerText.marked(label.reason())));
            case UNKNOWN -> Optional.of(new PreparedCommit.Forgotten());
            case PREPARE -> Optional.of(new PreparedCommit.Open(outcomes.preparedUnknown(request, LabelInquiry.of(label),
                    "another load runs under the label, so the prepared transaction was aborted")));
            case PREPARED -> Optional.empty();
        };
    }

    private PreparedCommit committed(final LoadRequest request, final Evidence evidence) {
        return new PreparedCommit.Committed(outcomes.committed(request, evidence, Findings.of(Origin.THIS_CALL)));
    }

    private Outcome commit(final TransactionContext context, final Findings findings) throws CallCancelledException {
        final PollBackoff backoff = context.backoff();
        StepReply reply;
        LabelInquiry label;
        do {
            reply = calls.commit(context);
            if (isSuccess(reply)) {
                return new Outcome(outcomes.committed(context.request(), Evidence.SUCCESS, findings), false);
            }
            label = labels.inquire(context.request(), context.scope());
            if (label.isKnown() && isEnd(label.state().get().state(), context.style())) {
                return ended(context, label.state().get(), reply, findings);
            }
        } while (backoff.pause());
        return new Outcome(outcomes.unknown(context.request(), label, findings.because(notConfirmed(reply))), false);
    }

    private static boolean isSuccess(final StepReply reply) {
        return reply instanceof final StepReply.Replied replied && replied.isSuccess();
    }

    /** An early FE stores the label of a transaction of several tables during its commit, so that before it the label has no state. */
    private static boolean isEnd(final LabelState.State state, final TransactionStyle style) {
        return switch (state) {
            case COMMITTED, VISIBLE, ABORTED -> true;
            case PREPARE, PREPARED -> false;
            case UNKNOWN -> !style.hasSeveralTables();
        };
    }

    private Outcome ended(final TransactionContext context, final LabelState label, final StepReply reply, final Findings findings)
            throws CallCancelledException {
        final Findings notConfirmed = findings.because(notConfirmed(reply));
        return switch (label.state()) {
            case COMMITTED, VISIBLE -> new Outcome(outcomes.committed(context.request(), evidence(reply), findings), false);
            case ABORTED -> {
                final boolean forData = ReplyClassification.ofFailure(label.reason()) instanceof ReplyClassification.Rejected;
                if (forData && reply instanceof final StepReply.Replied replied
                        && replied.meaning() instanceof final ReplyClassification.Rejected rejected) {
                    // The reply may name the error log, which the state of the label does not.
                    yield new Outcome(outcomes.definite(context.request(), rejected, replied.report(), context.scope()), true);
                }
                final LabelState explained = label.reason().isEmpty() ? new LabelState(label.state(), notConfirmed(reply)) : label;
                yield new Outcome(outcomes.aborted(context.request(), explained, Reason.ABORTED, notConfirmed), true);
            }
            case UNKNOWN -> new Outcome(outcomes.forgotten(context.request(), notConfirmed), false);
            case PREPARE, PREPARED -> throw new IllegalStateException("The transaction has not ended");
        };
    }

    /** For several tables only the commit of the FE finds invalid rows. A prepared transaction has been checked before. */
    private Optional<LoadOutcome> refusedForGood(final TransactionContext context, final StepReply reply, final LabelInquiry label)
            throws CallCancelledException {
        if (!(reply instanceof final StepReply.Replied replied) || replied.isSuccess()
                || !(replied.meaning() instanceof final ReplyClassification.Definite definite)
                || definite instanceof ReplyClassification.Throttled && !label.is(LabelState.State.UNKNOWN)) {
            return Optional.empty();
        }
        final TransactionRollback.Result rollback = rollbacks.rollBack(context);
        return rollback.isCommitted() || !rollback.isOver()
                ? Optional.empty()
                : Optional.of(outcomes.definite(context.request(), definite, replied.report(), context.scope()));
    }

    private static Evidence evidence(final StepReply reply) {
        if (isSuccess(reply)) {
            return Evidence.SUCCESS;
        }
        final boolean slow = reply instanceof final StepReply.Replied replied && (replied.status() == ReplyStatus.STEP_PUBLISH_TIMEOUT
                || ServerMessage.PUBLISH_TIMEOUT.isIn(replied.report().serverMessage()));
        return slow ? Evidence.PUBLISH_TIMEOUT : Evidence.LABEL_STATE;
    }

    private static String notConfirmed(final StepReply reply) {
        return "its commit was not confirmed: " + reply.message();
    }

    /** @param labelFree whether a transaction may be begun under the label */
    private record Outcome(LoadOutcome outcome, boolean labelFree) {}
}
