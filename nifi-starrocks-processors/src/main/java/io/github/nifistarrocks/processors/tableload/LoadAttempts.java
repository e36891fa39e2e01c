package io.github.nifistarrocks.processors.tableload;

import java.util.function.BooleanSupplier;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.outcome.PreviousLoads.LoadStyle;
import io.github.nifistarrocks.client.transaction.AttemptHistory;

/** The attempts to load a FlowFile under its labels. Every load under a label passes here, so that no attempt is overlooked. */
@FunctionalInterface
public interface LoadAttempts {

    /** Neither asks for previous attempts nor remembers this one. */
    LoadAttempts UNTRACKED = (request, style, sending, rowsSent) -> sending.send();

    /**
     * Sends the rows, unless a previous attempt under the label is committed or still open.
     *
     * @param rowsSent whether rows were sent, when the sending has ended
     * @return the outcome of this attempt, or of the previous one
     */
    LoadOutcome run(LoadRequest request, LoadStyle style, Sending sending, BooleanSupplier rowsSent) throws LoadBodyException, CallCancelledException;

    /**
     * Sends the rows by a strategy that does not rely on the memory of attempts. Only a previous attempt by another strategy is asked for.
     *
     * @return the outcome of this attempt, or of the previous one
     */
    default LoadOutcome runUnremembered(final LoadRequest request, final LoadStyle style, final Sending sending)
            throws LoadBodyException, CallCancelledException {
        return sending.send();
    }

    /**
     * What is known of the attempts to load several tables under labels derived from one.
     *
     * @param attempts that the FlowFile shows
     */
    default AttemptHistory history(final String label, final int attempts) {
        return new AttemptHistory(attempts);
    }

    /** Whether an attempt under the label is known whose outcome is open. */
    default boolean isOpen(final String label) {
        return false;
    }

    /** Sends the rows of a load. */
    @FunctionalInterface
    interface Sending {
        LoadOutcome send() throws LoadBodyException, CallCancelledException;
    }
}
