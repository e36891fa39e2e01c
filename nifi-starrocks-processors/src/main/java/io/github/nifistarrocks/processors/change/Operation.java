package io.github.nifistarrocks.processors.change;

/** What a change does to the row of its key. */
public enum Operation {

    /** The row exists afterwards, with the values of the change. */
    UPSERT,

    /** The row does not exist afterwards. */
    DELETE
}
