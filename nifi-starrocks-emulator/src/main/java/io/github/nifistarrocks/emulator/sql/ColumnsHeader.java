package io.github.nifistarrocks.emulator.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The {@code columns} header of a load: names of source fields, and {@code target=expression}. */
public final class ColumnsHeader {

    private static final int PREFIX = "COLUMNS (".length();

    private ColumnsHeader() {}

    /** @throws SqlSyntaxException with the FE's message */
    public static List<Item> parse(final String header) {
        final List<Item> items = new ArrayList<>();
        final List<Token> tokens = Tokenizer.tokens(header);
        int i = 0;
        do {
            final Token name = tokens.get(i);
            if (!name.isName()) {
                throw unexpected(name, PREFIX, "a legal identifier");
            }
            i++;
            if (tokens.get(i).isSymbol("=")) {
                final int end = endOfExpression(tokens, i + 1);
                items.add(new Item(name.text(), Optional.of(header.substring(tokens.get(i).end(), tokens.get(end).start()).strip())));
                i = end;
            } else {
                items.add(new Item(name.text(), Optional.empty()));
            }
        } while (tokens.get(i++).isSymbol(","));
        final Token after = tokens.get(i - 1);
        if (after.kind() != Token.Kind.END) {
            throw unexpected(after, PREFIX, "',', ')'");
        }
        return items;
    }

    /** The FE's error for an expression that is incomplete or cannot be parsed; it names the last token. */
    public static SqlSyntaxException brokenExpression(final String expression) {
        final List<Token> tokens = Tokenizer.tokens(expression);
        final Token last = tokens.get(Math.max(0, tokens.size() - 2));
        return unexpected(last, 0, "<EOF>");
    }

    private static int endOfExpression(final List<Token> tokens, final int from) {
        int depth = 0;
        for (int i = from; i < tokens.size(); i++) {
            final Token token = tokens.get(i);
            if (token.isSymbol("(") || token.isSymbol("[")) {
                depth++;
            } else if (token.isSymbol(")") || token.isSymbol("]")) {
                depth--;
            } else if (token.kind() == Token.Kind.END || depth == 0 && token.isSymbol(",")) {
                return i;
            }
        }
        return tokens.size() - 1;
    }

    private static SqlSyntaxException unexpected(final Token token, final int offset, final String similar) {
        return new SqlSyntaxException("Getting syntax error at line 1, column %d. Detail message: Unexpected input '%s', the most similar input is {%s}."
                .formatted(token.start() + offset, token.kind() == Token.Kind.END ? "<EOF>" : token.text(), similar));
    }

    /**
     * One entry.
     *
     * @param name of a source field, or of the target of an expression
     * @param expression empty for a source field
     */
    public record Item(String name, Optional<String> expression) {}
}
