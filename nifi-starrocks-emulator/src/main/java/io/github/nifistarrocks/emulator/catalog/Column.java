package io.github.nifistarrocks.emulator.catalog;

import java.util.Optional;

/**
 * A column of a table.
 *
 * @param name as written when the table was created; names are compared ignoring case
 * @param type its type
 * @param nullable whether NULL may be stored
 * @param key whether it belongs to the table's key
 * @param defaultValue the constant text, or {@code CURRENT_TIMESTAMP}
 * @param comment empty when there is none
 * @param aggregation SUM, MAX, REPLACE, HLL_UNION and the like in an AGGREGATE KEY table; empty elsewhere
 */
public record Column(String name, ColumnType type, boolean nullable, boolean key, Optional<String> defaultValue, String comment, String aggregation) {
    public Column(String name, ColumnType type, boolean nullable, boolean key, Optional<String> defaultValue, String comment) {
        this(name, type, nullable, key, defaultValue, comment, "");
    }

    /** A nullable value column without a default. */
    public static Column of(String name, ColumnType type) {
        return new Column(name, type, true, false, Optional.empty(), "");
    }

    public Column asKey() {
        return new Column(name, type, nullable, true, defaultValue, comment, aggregation);
    }
}
