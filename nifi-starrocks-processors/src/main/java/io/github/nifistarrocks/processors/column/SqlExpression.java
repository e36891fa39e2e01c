package io.github.nifistarrocks.processors.column;

import java.util.Set;
import java.util.TreeSet;

import io.github.nifistarrocks.processors.common.InvalidRecordException;

/**
 * A user's SQL for one column, read just far enough to know which names it uses and that it stays one item of the header {@code columns}.
 *
 * @param column target, as the user spells it
 * @param text SQL
 * @param identifiers names that are neither functions nor sub-fields; keywords are among them. Case does not matter.
 */
record SqlExpression(String column, String text, Set<String> identifiers) {

    /** @throws InvalidRecordException when the text cannot stand in the header as one expression */
    static SqlExpression of(final String column, final String text) throws InvalidRecordException {
        final String sql = text.strip();
        if (sql.isEmpty()) {
            throw invalid(column, "is empty");
        }
        if (sql.indexOf('\n') >= 0 || sql.indexOf('\r') >= 0) {
            throw invalid(column, "has a line break, which a Stream Load header cannot carry; write it on one line");
        }
        return new SqlExpression(column, sql, new Reader(column, sql).identifiers());
    }

    boolean uses(final String field) {
        return identifiers.contains(field);
    }

    private static InvalidRecordException invalid(final String column, final String trouble) {
        return new InvalidRecordException("The expression for column `%s` %s".formatted(column, trouble), null);
    }

    private static final class Reader {

        private final String column;
        private final String sql;
        private final Set<String> identifiers = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        private int at;
        private int depth;
        private boolean afterDot;

        Reader(final String column, final String sql) {
            this.column = column;
            this.sql = sql;
        }

        Set<String> identifiers() throws InvalidRecordException {
            while (at < sql.length()) {
                final char c = sql.charAt(at);
                if (Character.isWhitespace(c)) {
                    at++;
                    continue;
                }
                if (c == '\'' || c == '"') {
                    quoted(c);
                } else if (c == '`') {
                    identifier(quoted(c));
                } else if (c >= '0' && c <= '9') {
                    word();
                } else if (isWordPart(c)) {
                    identifier(word());
                } else {
                    punctuation(c);
                }
                afterDot = c == '.';
            }
            if (depth != 0) {
                throw invalid(column, "has a bracket that is not closed");
            }
            return identifiers;
        }

        private void identifier(final String name) {
            int next = at;
            while (next < sql.length() && Character.isWhitespace(sql.charAt(next))) {
                next++;
            }
            if (!afterDot && (next == sql.length() || sql.charAt(next) != '(')) {
                identifiers.add(name);
            }
        }

        private String word() {
            final int start = at;
            while (at < sql.length() && isWordPart(sql.charAt(at))) {
                at++;
            }
            return sql.substring(start, at);
        }

        private String quoted(final char quote) throws InvalidRecordException {
            final StringBuilder content = new StringBuilder();
            at++;
            while (at < sql.length()) {
                final char c = sql.charAt(at++);
                if (c == '\\' && quote != '`') {
                    at++;
                } else if (c != quote) {
                    content.append(c);
                } else if (at < sql.length() && sql.charAt(at) == quote) {
                    // An FE removes each backtick of a name (AstBuilder.visitBackQuotedIdentifier).
                    content.append(quote == '`' ? "" : String.valueOf(c));
                    at++;
                } else {
                    return content.toString();
                }
            }
            throw invalid(column, "has a %s that is not closed".formatted(quote));
        }

        private void punctuation(final char c) throws InvalidRecordException {
            if (sql.startsWith("--", at) || sql.startsWith("/*", at)) {
                throw invalid(column, "has a comment; remove it");
            }
            switch (c) {
                case '(', '[', '{' -> depth++;
                case ')', ']', '}' -> {
                    depth--;
                    if (depth < 0) {
                        throw invalid(column, "closes a bracket that is not open");
                    }
                }
                case ',' -> {
                    if (depth == 0) {
                        throw invalid(column, "has a comma outside of brackets; it must be one expression");
                    }
                }
                default -> {
                    // Operators.
                }
            }
            at++;
        }

        private static boolean isWordPart(final char c) {
            return c == '_' || c == '$' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80;
        }
    }
}
