package io.github.nifistarrocks.client.transaction;

import java.util.function.IntConsumer;

/**
 * What a caller knows of its attempts to load several tables, and what a load learns of them. Each attempt has a label of its own. An FE does not show for
 * ever how an attempt has ended: it forgets the label, and after a change of the leader its reply to a rollback proves nothing. So the attempts that are
 * certainly not committed are counted. Not safe for use by several threads.
 */
public final class AttemptHistory {

    private final int attempts;
    private final IntConsumer listener;
    private int ended;
    private boolean doubtful;

    /** Of a caller that knows of no end. */
    public AttemptHistory(final int attempts) {
        this(attempts, 0, number -> {
            // Nothing is remembered.
        });
    }

    /**
     * @param attempts that the caller knows of; there may be more
     * @param ended so many attempts, from the first on, are not committed, now and later
     * @param listener gets the number of such attempts when it changes
     */
    public AttemptHistory(final int attempts, final int ended, final IntConsumer listener) {
        this.attempts = attempts;
        this.ended = ended;
        this.listener = listener;
    }

    /** Whether an attempt was found of which it is not known how it has ended. The FE may have forgotten it before the next load. */
    public boolean isDoubtful() {
        return doubtful;
    }

    int attempts() {
        return attempts;
    }

    /** Whether the attempt is known not to be committed, now and later. */
    boolean hasEnded(final int attempt) {
        return attempt <= ended;
    }

    /** The attempt is about to begin. Its label is free, so it may have been used for one that the FE has forgotten. */
    void begins(final int attempt) {
        if (hasEnded(attempt)) {
            set(attempt - 1);
        }
    }

    /** The attempt is not committed, now and later. Ignored while this is not known of those before it. */
    void ended(final int attempt) {
        if (attempt == ended + 1) {
            set(attempt);
        }
    }

    /** It is not known how an attempt has ended. */
    void doubt() {
        doubtful = true;
    }

    private void set(final int number) {
        ended = number;
        listener.accept(number);
    }
}
