package io.github.nifistarrocks.client.transaction;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.outcome.LabelStates;
import io.github.nifistarrocks.client.outcome.OutcomeResolver;
import io.github.nifistarrocks.client.outcome.PollBackoff;
import io.github.nifistarrocks.client.outcome.ReplyClassification;
import io.github.nifistarrocks.client.transaction.TransactionCalls.Answer;

/** Begins a transaction under a label that an earlier try may have used: what that try has left behind is found by the label's state first. */
final class TransactionBegin {

    private static final int MAX_BEGINS = 4;
    private static final String SEVERAL_TABLES_ADVICE = "Several tables in one transaction need StarRocks 4.0 or newer. On this server load one table per "
            + "FlowFile, for instance with PartitionRecord in front";

    private final TransactionCalls calls;
    private final TransactionCommit commits;
    private final TransactionUndo undo;
    private final LabelStates labels;
    private final OutcomeResolver judge;
    private final Duration settleTime;

    TransactionBegin(final TransactionCalls calls, final TransactionCommit commits, final TransactionUndo undo, final LabelStates labels,
            final OutcomeResolver judge, final Duration settleTime) {
        this.calls = calls;
        this.commits = commits;
        this.undo = undo;
        this.labels = labels;
        this.judge = judge;
        this.settleTime = settleTime;
    }

    /**
     * Makes sure that no transaction is open under the label.
     *
     * @return nothing when the label is free; else what became of the load without a begin
     */
    Optional<LoadOutcome> clear(final LoadRequest request, final TransactionStyle style, final CallScope scope) throws CallCancelledException {
        final LabelState state;
        try {
            state = labels.ask(request.table().database(), request.label(), scope);
        } catch (StarRocksException e) {
            return Optional.of(stateUnknown(request, e));
        }
        return switch (state.state()) {
            case ABORTED -> Optional.empty();
            case UNKNOWN -> {
                if (style == TransactionStyle.SEVERAL_TABLES) {
                    // A transaction of several tables without rows yet has no state, and is begun again without a word (fe-recordings, 121, 511).
                    calls.rollback(request, style, scope);
                }
                yield Optional.empty();
            }
            case COMMITTED, VISIBLE -> Optional.of(finished(request, style));
            case PREPARED -> style == TransactionStyle.ONE_TABLE ? commits.finishEarlier(request, scope) : rollBack(request, style, scope);
            case PREPARE -> rollBack(request, style, scope);
        };
    }

    /** @return nothing when the transaction is open, and this call's */
    Optional<LoadOutcome> begin(final LoadRequest request, final TransactionStyle style, final CallScope scope) throws CallCancelledException {
        final PollBackoff patience = new PollBackoff(settleTime);
        LoadOutcome last = judge.throttled(request, Reason.BUSY, "the transaction was not begun");
        for (int begins = 0; begins < MAX_BEGINS; begins++) {
            Optional<Answer.Told> used = Optional.empty();
            switch (calls.begin(request, style, scope)) {
                case Answer.Told told when told.isOk() -> {
                    return begun(request, style, told, scope);
                }
                case Answer.Told told when told.verdict() instanceof final ReplyClassification.Definite definite -> {
                    return Optional.of(refused(request, style, told, definite, scope));
                }
                case Answer.Told told -> {
                    last = judge.throttled(request, Reason.BUSY, "the transaction could not be begun: " + told.words());
                    used = Optional.of(told);
                }
                case Answer.Unclear unclear -> last = judge.throttled(request, Reason.UNREACHABLE, unclear.words());
                case Answer.Refused refused -> {
                    return Optional.of(judge.failed(request, refused.reason(), refused.words()));
                }
            }
            if (!patience.pause(scope)) {
                return Optional.of(last);
            }
            final Optional<LoadOutcome> settled = clear(request, style, scope);
            if (settled.isPresent()) {
                return settled;
            }
            if (used.isPresent()) {
                forget(request, style, used.get(), scope);
            }
        }
        return Optional.of(last);
    }

    private Optional<LoadOutcome> begun(final LoadRequest request, final TransactionStyle style, final Answer.Told told, final CallScope scope)
            throws CallCancelledException {
        if (style == TransactionStyle.SEVERAL_TABLES && told.reply().report().timesMillis().containsKey("BeginTxnTimeMs")) {
            // Only a BE tells that time: the FE did not understand the style and sent the begin on.
            undo.undo(request, TransactionStyle.ONE_TABLE, scope);
            return Optional.of(judge.failed(request, Reason.REQUEST_REFUSED, "a BE began the transaction. " + SEVERAL_TABLES_ADVICE));
        }
        return Optional.empty();
    }

    private LoadOutcome refused(final LoadRequest request, final TransactionStyle style, final Answer.Told told, final ReplyClassification.Definite verdict,
            final CallScope scope) throws CallCancelledException {
        // No table is sent: a BE that misses one, or a FE that has no word for it, does not know the style.
        final boolean misunderstood = verdict instanceof final ReplyClassification.Failed failed
                && (failed.reason() == Reason.REQUEST_REFUSED || told.reply().report().serverMessage().contains("unknown table"));
        return style == TransactionStyle.SEVERAL_TABLES && misunderstood
                ? judge.failed(request, Reason.REQUEST_REFUSED, told.words() + ". " + SEVERAL_TABLES_ADVICE)
                : judge.definite(request, verdict, told.reply().report(), scope);
    }

    /** The label is free, but not for the one that answered: it was not told of the transaction's end, and would refuse every begin. */
    private void forget(final LoadRequest request, final TransactionStyle style, final Answer.Told told, final CallScope scope) throws CallCancelledException {
        final boolean bySelf = ReplyClassification.namesUsedLabel(told.reply().report()) && told.reply().existingJobStatus().isEmpty();
        final Optional<URI> backend = bySelf ? told.server() : Optional.empty();
        if (backend.isPresent()) {
            calls.rollbackAt(backend.get(), request, style, scope);
        } else if (style == TransactionStyle.SEVERAL_TABLES) {
            calls.rollback(request, style, scope);
        }
    }

    private Optional<LoadOutcome> rollBack(final LoadRequest request, final TransactionStyle style, final CallScope scope) throws CallCancelledException {
        final TransactionUndo.Undone undone = undo.undo(request, style, scope);
        if (!undone.isOver()) {
            return Optional.of(judge.unknown(request, undone.state(), "an earlier try left a transaction open, which could not be rolled back",
                    Optional.empty()));
        }
        return undone.state().filter(state -> state.state().isCommitted()).map(state -> finished(request, style));
    }

    private LoadOutcome finished(final LoadRequest request, final TransactionStyle style) {
        return style == TransactionStyle.TRIAL
                ? judge.failed(request, Reason.REQUEST_REFUSED, "the label of the trial belongs to a load that is committed. A trial needs a label of its own")
                : judge.committed(request, Evidence.LABEL_FINISHED, false, Optional.empty());
    }

    private LoadOutcome stateUnknown(final LoadRequest request, final StarRocksException failure) {
        final String words = "the state of its label could not be asked, without which nothing is begun: " + failure.getMessage();
        return switch (failure.kind()) {
            case UNAVAILABLE, OVERLOADED, PROTOCOL -> judge.throttled(request, Reason.UNREACHABLE, words);
            case DENIED -> judge.failed(request, Reason.DENIED, words);
            case NOT_FOUND -> judge.failed(request, Reason.NOT_FOUND, words);
            case INVALID -> judge.failed(request, Reason.UNEXPECTED, words);
        };
    }
}
