package io.github.nifistarrocks.processors.change;

/** What a change does to the row of its key. */
public enum Operation {

    /** The row is there afterwards, with the values told. */
    UPSERT,

    /** The row is gone afterwards. */
    DELETE
}
