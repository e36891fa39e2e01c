package io.github.nifistarrocks.client.sql;

import java.util.Map;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.reply.ServerText;

/**
 * A statement.
 *
 * @param sql as StarRocks gets it
 * @param markedSql the same, with the marks of {@link RowText} around values of rows
 * @param variables session variables for the statement, by name
 */
public record SqlText(String sql, String markedSql, Map<String, String> variables) {

    public SqlText {
        variables = Map.copyOf(variables);
    }

    /** A statement without values of rows. */
    public static SqlText of(final String sql) {
        return new SqlText(sql, sql, Map.of());
    }

    /** A message about the statement. It may have the values of the statement, in a form that is not known. */
    String marked(final String message) {
        return sql.equals(markedSql) ? message : ServerText.marked(message);
    }
}
