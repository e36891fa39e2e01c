package io.github.nifistarrocks.emulator.transaction;

/** How a load was begun. */
public enum LoadKind {

    /** One request. */
    STREAM_LOAD,
    /** A transaction of several requests for one table, or an INSERT. */
    TRANSACTION,
    /** A transaction of several requests for several tables. */
    MULTI_TABLE
}
