package io.github.nifistarrocks.client.transaction;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.outcome.LabelStates;
import io.github.nifistarrocks.client.outcome.PollBackoff;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends open transactions. A rollback reaches the BE that holds the transaction in its memory, and lets it forget the label; {@code _cancel} ends at
 * the FE what no BE answers for. What came of either, the label's state tells.
 */
public final class TransactionUndo {

    private static final Logger LOGGER = LoggerFactory.getLogger(TransactionUndo.class);
    /** For those who are asked to stop and have no time. */
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private final TransactionCalls calls;
    private final LabelStates labels;
    private final Duration settleTime;

    public TransactionUndo(final TransactionCalls calls, final LabelStates labels, final Duration settleTime) {
        this.calls = calls;
        this.labels = labels;
        this.settleTime = settleTime;
    }

    /**
     * What an undoing has come to.
     *
     * @param state the label's last known state
     * @param byUs whether it was still open, as far as could be told, and is ended now by this undoing
     */
    record Undone(Optional<LabelState> state, boolean byUs) {

        /** Known to be open no more. */
        boolean isOver() {
            return state.map(last -> !last.state().isRunning()).orElse(false);
        }
    }

    /** Rolls the label's transaction back and verifies it, within the time that a label is given to settle. */
    Undone undo(final LoadRequest request, final TransactionStyle style, final CallScope scope) throws CallCancelledException {
        Optional<LabelState> state = peek(request, scope);
        if (state.isPresent() && !mayBeOpen(state.get(), style)) {
            return new Undone(state, false);
        }
        final PollBackoff patience = new PollBackoff(settleTime);
        do {
            calls.rollback(request, style, scope);
            state = peek(request, scope);
            if (state.isEmpty() || state.get().state().isRunning()) {
                calls.cancel(request, scope);
                state = peek(request, scope);
            }
            if (state.isPresent() && !state.get().state().isRunning()) {
                return new Undone(state, true);
            }
        } while (patience.pause(scope));
        return new Undone(state, false);
    }

    /**
     * The last thing that is done for a transaction whose call ends by an exception: tried once, for a short time, whatever the caller's scope and the
     * thread's interrupt flag say. One that is ended is not touched, nor is one that may be prepared for the next try to commit.
     */
    void leave(final LoadRequest request, final TransactionStyle style) {
        final CallScope farewell = new CallScope();
        CompletableFuture.delayedExecutor(FAREWELL.toMillis(), TimeUnit.MILLISECONDS).execute(farewell::cancel);
        final boolean interrupted = Thread.interrupted();
        try {
            final Optional<LabelState> state = peek(request, farewell);
            if (state.isEmpty() && style == TransactionStyle.ONE_TABLE) {
                warnOfLeftOver(request);
                return;
            }
            if (state.isPresent() && isSettled(state.get().state(), style)) {
                return;
            }
            if (!(calls.rollback(request, style, farewell) instanceof final TransactionCalls.Answer.Told told) || !told.isOk()) {
                calls.cancel(request, farewell);
            }
        } catch (CallCancelledException e) {
            warnOfLeftOver(request);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static void warnOfLeftOver(final LoadRequest request) {
        LOGGER.warn("The transaction of load [{}] into {} could not be rolled back; it ends with its timeout or with the next try", request.label(),
                request.table());
    }

    /** A transaction of several tables without rows yet has no state (fe-recordings, 121, 153). */
    private static boolean mayBeOpen(final LabelState state, final TransactionStyle style) {
        return state.state().isRunning() || style == TransactionStyle.SEVERAL_TABLES && state.state() == LabelState.State.UNKNOWN;
    }

    private static boolean isSettled(final LabelState.State state, final TransactionStyle style) {
        return switch (state) {
            case COMMITTED, VISIBLE, ABORTED -> true;
            case PREPARED -> style == TransactionStyle.ONE_TABLE;
            // The begin may be under way.
            case UNKNOWN, PREPARE -> false;
        };
    }

    private Optional<LabelState> peek(final LoadRequest request, final CallScope scope) throws CallCancelledException {
        return labels.peek(request.table().database(), request.label(), scope);
    }
}
