package io.github.nifistarrocks.emulator.fault;

/** The requests that a rule of the fault script can name. */
public enum RequestKind {

    FE_STREAM_LOAD, BE_STREAM_LOAD, LOAD_STATE, CANCEL, QUERY_PLAN, OPEN_SCANNER, GET_NEXT, CLOSE_SCANNER, ERROR_LOG,
    /** A new connection to the thrift port of a BE; a delayed one is not read from, so that a large request cannot be sent. */
    SCAN_CONNECTION,
    /** Of the FE: begin, load, prepare, commit and rollback. */
    FE_TRANSACTION,
    TRANSACTION_BEGIN, TRANSACTION_LOAD, TRANSACTION_PREPARE, TRANSACTION_COMMIT, TRANSACTION_ROLLBACK, SCHEMA, HEALTH, SQL, OTHER
}
