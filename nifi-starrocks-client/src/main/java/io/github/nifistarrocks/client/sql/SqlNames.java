package io.github.nifistarrocks.client.sql;

import java.util.Collection;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.core.TableId;

/** Names of tables, columns and partitions in statements, always in backticks. */
public final class SqlNames {

    private SqlNames() {}

    /**
     * A doubled backtick does not represent one: an FE removes all of them (AstBuilder.visitBackQuotedIdentifier), and names have none.
     *
     * @throws IllegalArgumentException for a name that no table, column or partition has
     */
    public static String quote(final String name) {
        if (name.indexOf('`') >= 0) {
            throw new IllegalArgumentException("The name [%s] contains a backtick, which no name in StarRocks has".formatted(name));
        }
        return "`" + name + "`";
    }

    /** The name with its database. */
    public static String quote(final TableId table) {
        return "%s.%s".formatted(quote(table.database()), quote(table.table()));
    }

    /** Names separated by commas. */
    public static String list(final Collection<String> names) {
        return names.stream().map(SqlNames::quote).collect(Collectors.joining(", "));
    }

    /** The clause after a table that selects partitions; empty for all. */
    public static String partitions(final Collection<String> names) {
        return names.isEmpty() ? "" : " partition (%s)".formatted(list(names));
    }
}
