package io.github.nifistarrocks.emulator.sql;

import java.util.ArrayList;
import java.util.List;

import io.github.nifistarrocks.emulator.catalog.TableName;

/** Walks over the tokens of one statement. */
final class TokenCursor {

    private final String sql;
    private final List<Token> tokens;
    private int position;

    TokenCursor(final String sql) {
        this.sql = sql;
        this.tokens = Tokenizer.tokens(sql);
    }

    Token peek() {
        return tokens.get(position);
    }

    Token take() {
        final Token token = tokens.get(position);
        if (token.kind() != Token.Kind.END) {
            position++;
        }
        return token;
    }

    boolean isAtEnd() {
        return peek().kind() == Token.Kind.END;
    }

    boolean isNext(final String... wanted) {
        for (int i = 0; i < wanted.length; i++) {
            if (position + i >= tokens.size() || !tokens.get(position + i).isWord(wanted[i])) {
                return false;
            }
        }
        return true;
    }

    /** Consumes these tokens when they come next, all of them or none. */
    boolean accept(final String... wanted) {
        final boolean found = isNext(wanted);
        if (found) {
            position += wanted.length;
        }
        return found;
    }

    boolean acceptSymbol(final String symbol) {
        final boolean found = peek().isSymbol(symbol);
        if (found) {
            position++;
        }
        return found;
    }

    void expect(final String... wanted) {
        if (!accept(wanted)) {
            throw failure(String.join(" ", wanted));
        }
    }

    void expectSymbol(final String symbol) {
        if (!acceptSymbol(symbol)) {
            throw failure(symbol);
        }
    }

    String name() {
        final Token token = take();
        if (!token.isName()) {
            throw failure("a name");
        }
        return token.text();
    }

    /** A text literal, with either quote. */
    String string() {
        final Token token = take();
        if (token.kind() != Token.Kind.STRING) {
            throw failure("a text");
        }
        return token.text();
    }

    int number() {
        final Token token = take();
        if (token.kind() != Token.Kind.NUMBER) {
            throw failure("a number");
        }
        return Integer.parseInt(token.text());
    }

    TableName tableName() {
        final String database = name();
        expectSymbol(".");
        return new TableName(database, name());
    }

    /** {@code (a, b, c)}. */
    List<String> names() {
        final List<String> names = new ArrayList<>();
        expectSymbol("(");
        do {
            names.add(name());
        } while (acceptSymbol(","));
        expectSymbol(")");
        return names;
    }

    /** The text from the next token to the end. */
    String rest() {
        return sql.substring(peek().start());
    }

    /** The text of a type, up to the first token outside of its brackets. */
    String typeText() {
        final int start = peek().start();
        int end = take().end();
        int depth = 0;
        while (!isAtEnd()) {
            if (peek().isSymbol("(") || peek().isSymbol("<")) {
                depth++;
            } else if (peek().isSymbol(")") || peek().isSymbol(">")) {
                if (depth == 0) {
                    break;
                }
                depth--;
            } else if (depth == 0) {
                break;
            }
            end = take().end();
        }
        return sql.substring(start, end);
    }

    /** The text of an expression, up to a comma or bracket outside of its own brackets, or COMMENT. */
    String expressionText() {
        final int start = peek().start();
        int end = start;
        int depth = 0;
        while (!isAtEnd() && (depth > 0 || !peek().isSymbol(",") && !peek().isSymbol(")") && !isNext("comment"))) {
            depth += peek().isSymbol("(") ? 1 : peek().isSymbol(")") ? -1 : 0;
            end = take().end();
        }
        return sql.substring(start, end);
    }

    SqlSyntaxException failure(final String expected) {
        return new SqlSyntaxException("Expected %s at character %d of: %s".formatted(expected, peek().start() + 1, sql));
    }
}
