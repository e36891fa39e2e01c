package io.github.nifistarrocks.client.transaction;

/** The purpose of a transaction. */
enum TransactionStyle {
    /** Loads one table. A prepared transaction is complete and durable, so a later call may commit it. */
    ONE_TABLE,
    /** Loads several tables of one database (StarRocks 4.0+). The FE runs it. It has no prepare. */
    SEVERAL_TABLES,
    /** Loads nothing: prepared for the counts, and rolled back. */
    TRIAL
}
