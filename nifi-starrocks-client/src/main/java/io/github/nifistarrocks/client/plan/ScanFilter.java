package io.github.nifistarrocks.client.plan;

import io.github.nifistarrocks.client.core.RowText;

/**
 * An SQL condition, without WHERE.
 *
 * @param sql as StarRocks gets it
 * @param marked the same, with the marks of {@link RowText} around its values
 */
public record ScanFilter(String sql, String marked) {

    /** A condition that is one value as a whole in messages. */
    public static ScanFilter of(final String sql) {
        return new ScanFilter(sql, RowText.of(sql));
    }

    /** Both conditions. */
    public ScanFilter and(final ScanFilter other) {
        return new ScanFilter("%s and %s".formatted(parenthesize(sql), parenthesize(other.sql)),
                "%s and %s".formatted(parenthesize(marked), parenthesize(other.marked)));
    }

    /** A line comment at the end of a condition must not include the parenthesis. */
    static String parenthesize(final String condition) {
        return condition.contains("--") ? "(" + condition + "\n)" : "(" + condition + ")";
    }
}
