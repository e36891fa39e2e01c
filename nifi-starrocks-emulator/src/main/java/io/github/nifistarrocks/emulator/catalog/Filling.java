package io.github.nifistarrocks.emulator.catalog;

/** How a column gets its value when a load does not provide one. */
public sealed interface Filling {

    /** NULL, if the column may be NULL. */
    record None() implements Filling {}

    /** @param value the constant text, or {@code CURRENT_TIMESTAMP} */
    record Default(String value) implements Filling {}

    /** The next number of the table. */
    record AutoIncrement() implements Filling {}

    /** @param sql an expression over other columns of the row */
    record Generated(String sql) implements Filling {}
}
