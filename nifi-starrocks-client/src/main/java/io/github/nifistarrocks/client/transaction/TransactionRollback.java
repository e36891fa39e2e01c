package io.github.nifistarrocks.client.transaction;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.outcome.LabelInquiry;
import io.github.nifistarrocks.client.outcome.LabelStates;
import io.github.nifistarrocks.client.outcome.PollBackoff;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends open transactions. A rollback reaches the BE that has the transaction in its memory, and lets it forget the label. {@code _cancel} ends at the FE
 * a transaction that no BE knows. The state of the label shows the result of both.
 */
final class TransactionRollback {

    private static final Logger LOGGER = LoggerFactory.getLogger(TransactionRollback.class);
    /** Maximum time of the attempt to end a transaction when the caller is being stopped. */
    private static final Duration ABANDON_TIMEOUT = Duration.ofSeconds(3);

    private final TransactionCalls calls;
    private final LabelStates labels;

    TransactionRollback(final TransactionCalls calls, final LabelStates labels) {
        this.calls = calls;
        this.labels = labels;
    }

    /**
     * The result of a rollback.
     *
     * @param label the last known state of the label
     * @param endedHere whether the transaction was open before, as far as known, and was ended by this rollback
     */
    record Result(LabelInquiry label, boolean endedHere) {

        /** Whether the transaction is known not to be open. */
        boolean isOver() {
            return label.isOver();
        }

        boolean isCommitted() {
            return label.isCommitted();
        }
    }

    /** Rolls the transaction of the label back and verifies it, within the outcome timeout. */
    Result rollBack(final TransactionContext context) throws CallCancelledException {
        LabelInquiry label = inquire(context);
        if (label.isKnown() && !mayBeOpen(label, context.style())) {
            return new Result(label, false);
        }
        final PollBackoff backoff = context.backoff();
        do {
            calls.rollback(context);
            label = inquire(context);
            if (!label.isOver()) {
                calls.cancel(context);
                label = inquire(context);
            }
            if (label.isOver()) {
                return new Result(label, true);
            }
        } while (backoff.pause());
        return new Result(label, false);
    }

    /**
     * Ends the transaction of a call that ends by an exception: one attempt, for a short time, even when the scope is cancelled or the thread is
     * interrupted. A transaction that is over is not touched, and neither is one that may be prepared, which the next attempt commits.
     */
    void abandon(final TransactionContext failed) {
        final CallScope scope = new CallScope();
        final TransactionContext context = failed.with(scope);
        CompletableFuture.delayedExecutor(ABANDON_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS).execute(scope::cancel);
        final boolean interrupted = Thread.interrupted();
        try {
            final LabelInquiry label = inquire(context);
            if (!label.isKnown() && context.style().isResumable()) {
                warnOfLeftOver(context.request());
                return;
            }
            if (label.isKnown() && isSettled(label.state().get().state(), context.style())) {
                return;
            }
            if (!(calls.rollback(context) instanceof final StepReply.Replied replied) || !replied.isSuccess()) {
                calls.cancel(context);
            }
        } catch (CallCancelledException e) {
            warnOfLeftOver(context.request());
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void warnOfLeftOver(final LoadRequest request) {
        LOGGER.warn("The transaction of load [{}] into {} could not be rolled back. It ends by its timeout or by the next attempt", request.label(),
                request.table());
    }

    /** A transaction of several tables without rows yet has no state (fe-recordings, 121, 153). */
    private static boolean mayBeOpen(final LabelInquiry label, final TransactionStyle style) {
        return !label.isOver() || style.hasSeveralTables() && label.is(LabelState.State.UNKNOWN);
    }

    private static boolean isSettled(final LabelState.State state, final TransactionStyle style) {
        return switch (state) {
            case COMMITTED, VISIBLE, ABORTED -> true;
            case PREPARED -> style.isResumable();
            // The begin may be in progress.
            case UNKNOWN, PREPARE -> false;
        };
    }

    private LabelInquiry inquire(final TransactionContext context) throws CallCancelledException {
        return labels.inquire(context.request(), context.scope());
    }
}
