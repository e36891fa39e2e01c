package io.github.nifistarrocks.client.transaction;

import java.net.URI;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadOutcome.Origin;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.outcome.Findings;
import io.github.nifistarrocks.client.outcome.LabelStates;
import io.github.nifistarrocks.client.outcome.OutcomeResolver;
import io.github.nifistarrocks.client.outcome.PollBackoff;
import io.github.nifistarrocks.client.reply.ReplyClassification;

/** Begins a transaction of one table under a label that a previous attempt may have used. The state of the label shows what that attempt has left. */
final class TransactionBegin {

    private static final int MAX_BEGINS = 4;

    private final TransactionCalls calls;
    private final TransactionCommit commits;
    private final TransactionRollback rollbacks;
    private final LabelStates labels;
    private final OutcomeResolver outcomes;

    TransactionBegin(final TransactionCalls calls, final TransactionCommit commits, final TransactionRollback rollbacks, final LabelStates labels,
            final OutcomeResolver outcomes) {
        this.calls = calls;
        this.commits = commits;
        this.rollbacks = rollbacks;
        this.labels = labels;
        this.outcomes = outcomes;
    }

    /**
     * Makes sure that no transaction is open under the label.
     *
     * @return nothing when the label is free; else the outcome of the load without a begin
     */
    Optional<LoadOutcome> clear(final TransactionContext context) throws CallCancelledException {
        final LoadRequest request = context.request();
        final LabelState state;
        try {
            state = labels.ask(request.table().database(), request.label(), context.scope());
        } catch (StarRocksException e) {
            return Optional.of(stateUnknown(outcomes, request, e));
        }
        return switch (state.state()) {
            case UNKNOWN, ABORTED -> Optional.empty();
            case COMMITTED, VISIBLE -> Optional.of(finished(context));
            case PREPARED -> switch (context.style()) {
                case ONE_TABLE, SEVERAL_TABLES -> commits.commitPrevious(context);
                case TWO_PHASE -> Optional.of(outcomes.prepared(request, Optional.empty(), Findings.of(Origin.PREVIOUS_ATTEMPT)));
                case TRIAL -> rollBack(context);
            };
            case PREPARE -> rollBack(context);
        };
    }

    /** @return nothing when the transaction was begun by this call */
    Optional<LoadOutcome> begin(final TransactionContext context) throws CallCancelledException {
        final LoadRequest request = context.request();
        final PollBackoff backoff = context.backoff();
        LoadOutcome last = outcomes.throttled(request, Reason.BUSY, "the transaction was not begun");
        for (int begins = 0; begins < MAX_BEGINS; begins++) {
            final StepReply reply = calls.begin(context);
            switch (reply) {
                case StepReply.Replied replied when replied.isSuccess() -> {
                    return Optional.empty();
                }
                case StepReply.Replied replied when replied.meaning() instanceof final ReplyClassification.Definite definite -> {
                    return Optional.of(outcomes.definite(request, definite, replied.report(), context.scope()));
                }
                case StepReply.Replied replied ->
                    last = outcomes.throttled(request, Reason.BUSY, "the transaction could not be begun: " + replied.message());
                case StepReply.NoReply noReply -> last = outcomes.throttled(request, Reason.UNREACHABLE, noReply.message());
                case StepReply.Refused refused -> {
                    return Optional.of(outcomes.failed(request, refused.reason(), refused.message()));
                }
            }
            if (!backoff.pause()) {
                return Optional.of(last);
            }
            final Optional<LoadOutcome> settled = clear(context);
            if (settled.isPresent()) {
                return settled;
            }
            if (reply instanceof final StepReply.Replied replied) {
                releaseLabel(context, replied);
            }
        }
        return Optional.of(last);
    }

    /** The label is free, but not for the server that replied: it does not know that the transaction ended, and would refuse every begin. */
    private void releaseLabel(final TransactionContext context, final StepReply.Replied replied) throws CallCancelledException {
        final boolean ownRefusal = ReplyClassification.isLabelUsed(replied.report()) && replied.reply().existingJobStatus().isEmpty();
        final Optional<URI> backend = ownRefusal ? replied.sender().backend() : Optional.empty();
        if (backend.isPresent()) {
            calls.rollbackAt(backend.get(), context);
        }
    }

    private Optional<LoadOutcome> rollBack(final TransactionContext context) throws CallCancelledException {
        final TransactionRollback.Result rollback = rollbacks.rollBack(context);
        if (!rollback.isOver()) {
            return Optional.of(outcomes.unknown(context.request(), rollback.label(),
                    Findings.of("a previous attempt left a transaction open, which could not be rolled back", Origin.PREVIOUS_ATTEMPT)));
        }
        return rollback.isCommitted() ? Optional.of(finished(context)) : Optional.empty();
    }

    private LoadOutcome finished(final TransactionContext context) {
        return switch (context.style()) {
            case TRIAL -> outcomes.failed(context.request(), Reason.REQUEST_REFUSED,
                    "the label of the trial load belongs to a committed load. A trial load needs a separate label");
            case ONE_TABLE, TWO_PHASE, SEVERAL_TABLES -> outcomes.committed(context.request(), Evidence.LABEL_FINISHED, Findings.of(Origin.PREVIOUS_ATTEMPT));
        };
    }

    static LoadOutcome stateUnknown(final OutcomeResolver outcomes, final LoadRequest request, final StarRocksException failure) {
        return outcomes.notSent(request, "the state of its label is required before a begin and is unknown", failure);
    }
}
