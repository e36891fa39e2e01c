package io.github.nifistarrocks.client.transaction;

/** The purpose of a transaction. */
enum TransactionStyle {
    /** Loads one table. A prepared transaction is complete and durable, so a later call may commit it. */
    ONE_TABLE,
    /** Loads one table, and leaves the prepared transaction to be committed by a later call. */
    TWO_PHASE,
    /** Loads several tables of one database (StarRocks 4.0+). The FE runs it. It has no prepare. Its label has no state before the first load, in early FEs before the commit. */
    SEVERAL_TABLES,
    /** Loads nothing: prepared for the counts, and rolled back. */
    TRIAL;

    boolean hasSeveralTables() {
        return switch (this) {
            case SEVERAL_TABLES -> true;
            case ONE_TABLE, TWO_PHASE, TRIAL -> false;
        };
    }

    /** Whether a later call commits a prepared transaction. */
    boolean isResumable() {
        return switch (this) {
            case ONE_TABLE, TWO_PHASE -> true;
            case SEVERAL_TABLES, TRIAL -> false;
        };
    }
}
