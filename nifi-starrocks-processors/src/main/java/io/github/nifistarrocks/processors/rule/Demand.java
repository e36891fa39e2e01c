package io.github.nifistarrocks.processors.rule;

/** What a rule demands of a value. */
public enum Demand {
    /** The column stores the value, perhaps rounded or cut to its type. */
    STORED,
    /** The column stores the value unchanged. FLOAT and DOUBLE store the nearest number that they have. */
    UNCHANGED
}
