package io.github.nifistarrocks.client.transaction;

/** What a transaction is for. */
enum TransactionStyle {
    /** Loads one table. Once prepared it is complete and durable, so a later call may commit it. */
    ONE_TABLE,
    /** Loads several tables of one database (StarRocks 4.0+). The FE runs it; it knows no prepare. */
    SEVERAL_TABLES,
    /** Loads nothing: prepared for the counts, and rolled back. */
    TRIAL
}
