package io.github.nifistarrocks.emulator.transaction;

/** The states of a load, as {@code get_load_state} names them. */
public enum TransactionState {

    /** Never begun, or forgotten. */
    UNKNOWN,
    /** Begun. */
    PREPARE,
    /** First phase of two done. */
    PREPARED,
    /** Committed, not visible yet. */
    COMMITTED,
    VISIBLE,
    ABORTED;

    /** RUNNING or FINISHED, as a repeated begin reports it; FINISHED does not mean visible. */
    public String existingJobStatus() {
        return isCommitted() ? "FINISHED" : "RUNNING";
    }

    public boolean isCommitted() {
        return this == COMMITTED || this == VISIBLE;
    }

    public boolean isOpen() {
        return this == PREPARE || this == PREPARED;
    }
}
