package io.github.nifistarrocks.client.load;

import java.util.function.UnaryOperator;

/**
 * The result of committing a transaction that a previous call prepared. Only that caller commits it, so the caller can interpret {@link Forgotten}: an FE
 * keeps a prepared transaction until its prepared timeout, and forgets it only after it was committed or aborted.
 */
public sealed interface PreparedCommit {

    /** The same result with its message edited. */
    default PreparedCommit withMessage(final UnaryOperator<String> edit) {
        return switch (this) {
            case Committed committed -> new Committed(committed.outcome.edited(edit));
            case Aborted aborted -> new Aborted(edit.apply(aborted.reason));
            case Forgotten forgotten -> forgotten;
            case Open open -> new Open(open.outcome.withMessage(edit), open.cause, open.sent);
        };
    }

    /** The rows are in the table, or will be without further action. */
    record Committed(LoadOutcome.Committed outcome) implements PreparedCommit {}

    /** The transaction was ended without a commit. Nothing was loaded, and the label is free. */
    record Aborted(String reason) implements PreparedCommit {}

    /** The FE does not know the label. */
    record Forgotten(Sent sent) implements PreparedCommit {}

    /** The result is not known. The outcome is {@link LoadOutcome.Unknown}, or {@link LoadOutcome.Failed} if a user must act first. */
    record Open(LoadOutcome outcome, Cause cause, Sent sent) implements PreparedCommit {}

    /** Whether this call has sent a commit that may have taken effect. */
    enum Sent {
        /** It has sent one. */
        YES,
        /** Without one, the transaction is committed only if a previous call has sent one. */
        NO
    }

    /** Why the result is not known. */
    enum Cause {
        /** No FE replies, so that no other load can succeed either. */
        NO_FRONTEND,
        /** FEs reply, and do not commit this transaction now. */
        THIS_LOAD
    }
}
