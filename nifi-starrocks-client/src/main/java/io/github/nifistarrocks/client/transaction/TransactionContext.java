package io.github.nifistarrocks.client.transaction;

import java.time.Duration;

import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.outcome.PollBackoff;

/**
 * One call that loads in a transaction. Every step gets it.
 *
 * @param request database, label and headers
 * @param style purpose of the transaction
 * @param scope cancels the call
 * @param outcomeTimeout maximum time for each step to be confirmed, and for the transaction to be rolled back
 * @param preparedTimeout time for which a prepared transaction waits for its commit
 */
record TransactionContext(LoadRequest request, TransactionStyle style, CallScope scope, Duration outcomeTimeout, Duration preparedTimeout) {

    /** Pauses between the attempts of one step. */
    PollBackoff backoff() {
        return new PollBackoff(outcomeTimeout, scope);
    }

    TransactionContext with(final TransactionStyle other) {
        return new TransactionContext(request, other, scope, outcomeTimeout, preparedTimeout);
    }

    TransactionContext with(final LoadRequest other) {
        return new TransactionContext(other, style, scope, outcomeTimeout, preparedTimeout);
    }

    TransactionContext with(final CallScope other) {
        return new TransactionContext(request, style, other, outcomeTimeout, preparedTimeout);
    }
}
