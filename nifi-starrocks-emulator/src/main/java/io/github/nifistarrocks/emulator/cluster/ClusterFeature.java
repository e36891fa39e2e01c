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
    MULTI_TABLE_TRANSACTIONS,
    /** The transaction manager knows the label of a transaction of several tables, since change #63334. */
    MULTI_TABLE_LABELS,
    /** A transaction of several tables has states of its own, and a second begin of its label is refused, whatever the outcome of the first. */
    MULTI_TABLE_TASK_STATES,
    /** The header {@code prepared_timeout}, since 3.5.4. */
    PREPARED_TIMEOUTS,
    /** Scans of DECIMAL256 and VARBINARY. */
    WIDE_SCAN_TYPES,
    /** SHOW PARTITIONS and SHOW TABLET have the columns of a shared-data cluster, and compactions become visible as versions. All else is unchanged. */
    SHARED_DATA,
    /** SHOW PARTITIONS has the data versions of a shared-data cluster. */
    DATA_VERSIONS
}
