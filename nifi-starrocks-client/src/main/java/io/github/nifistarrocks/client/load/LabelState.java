package io.github.nifistarrocks.client.load;

/**
 * What the FE knows of a label, by {@code GET /api/{db}/get_load_state}.
 *
 * @param state the transaction's state
 * @param reason why it was aborted; empty otherwise
 */
public record LabelState(State state, String reason) {

    /** States of a transaction, and {@link #UNKNOWN} for a label that was never begun or is forgotten (12 h by default). */
    public enum State {
        UNKNOWN, PREPARE, PREPARED, COMMITTED, VISIBLE, ABORTED;

        /** The rows are in the table or will be without anybody's doing. */
        public boolean isCommitted() {
            return this == COMMITTED || this == VISIBLE;
        }

        /** Still to be decided. */
        public boolean isRunning() {
            return this == PREPARE || this == PREPARED;
        }
    }
}
