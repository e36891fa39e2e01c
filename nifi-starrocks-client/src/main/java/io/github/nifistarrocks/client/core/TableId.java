package io.github.nifistarrocks.client.core;

import java.util.Objects;

/**
 * A table of a StarRocks cluster's default catalog.
 *
 * @param database name of the database, as StarRocks spells it
 * @param table name of the table, as StarRocks spells it
 */
public record TableId(String database, String table) {

    public TableId {
        if (Objects.requireNonNull(database, "database").isBlank()) {
            throw new IllegalArgumentException("The database name is empty");
        }
        if (Objects.requireNonNull(table, "table").isBlank()) {
            throw new IllegalArgumentException("The table name is empty");
        }
    }

    @Override
    public String toString() {
        return database + "." + table;
    }
}
