package io.github.nifistarrocks.client.core;

import java.util.Objects;

/**
 * A table of a StarRocks cluster's default catalog.
 *
 * @param database name of the database, as StarRocks spells it
 * @param table name of the table, as StarRocks spells it
 */
public record TableId(String database, String table) {

    /** @throws IllegalArgumentException when a name is empty, or would be resolved in the path of a request */
    public TableId {
        requireName("database", database);
        requireName("table", table);
    }

    /**
     * An FE decodes each part of a path by itself (FE: PathTrie), so a table could have such a name. A proxy between resolves them: {@code a/../b} would be
     * another table, with the same password.
     */
    private static void requireName(final String what, final String name) {
        if (Objects.requireNonNull(name, what).isBlank()) {
            throw new IllegalArgumentException("The %s name is empty".formatted(what));
        }
        if (name.equals(".") || name.equals("..") || name.indexOf('/') >= 0 || name.indexOf('\\') >= 0) {
            throw new IllegalArgumentException("The %s name [%s] cannot be a part of a URL, because of its slashes or dots".formatted(what, name));
        }
    }

    @Override
    public String toString() {
        return database + "." + table;
    }
}
