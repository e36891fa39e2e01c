package io.github.nifistarrocks.client.load;

import java.util.Optional;
import java.util.stream.Stream;

/**
 * The state of a label, by {@code GET /api/{db}/get_load_state}.
 *
 * @param state the transaction's state
 * @param reason why it was aborted; empty otherwise
 */
public record LabelState(State state, String reason) {

    /** States of a transaction, and {@link #UNKNOWN} for a label that was never begun or is forgotten. */
    public enum State {
        UNKNOWN, PREPARE, PREPARED, COMMITTED, VISIBLE, ABORTED;

        /** The state as an FE names it; nothing when it is not known to this client. */
        public static Optional<State> of(final String name) {
            return Stream.of(values()).filter(state -> state.name().equals(name)).findFirst();
        }

        /** The rows are in the table, or will be without further action. */
        public boolean isCommitted() {
            return this == COMMITTED || this == VISIBLE;
        }

        /** The outcome is still open. */
        public boolean isRunning() {
            return this == PREPARE || this == PREPARED;
        }
    }
}
