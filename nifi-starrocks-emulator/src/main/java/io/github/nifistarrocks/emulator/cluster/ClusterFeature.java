package io.github.nifistarrocks.emulator.cluster;

/** Features of a cluster that its configuration or release switches on or off. */
public enum ClusterFeature {

    /** Counts the bytes and newlines of loads and drops them. */
    DISCARD_LOADS,
    /** FE configuration {@code empty_load_as_error}. */
    EMPTY_LOAD_IS_ERROR,
    /** The header {@code envelope} of the newest releases. */
    DEBEZIUM_ENVELOPE,
    /** Transactions of several tables, since 4.0. */
    MULTI_TABLE_TRANSACTIONS
}
