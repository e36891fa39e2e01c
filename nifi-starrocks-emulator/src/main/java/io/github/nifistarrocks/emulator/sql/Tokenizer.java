package io.github.nifistarrocks.emulator.sql;

import java.util.ArrayList;
import java.util.List;

/** Splits SQL text into tokens; comments are dropped. */
final class Tokenizer {

    private static final List<String> LONG_SYMBOLS = List.of("<=>", "<=", ">=", "<>", "!=", "||", "&&", "->");

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int position;

    private Tokenizer(final String sql) {
        this.sql = sql;
    }

    /** @return the tokens, closed by one of kind END */
    static List<Token> tokens(final String sql) {
        final Tokenizer tokenizer = new Tokenizer(sql);
        while (tokenizer.next()) {
            // Each call reads one token.
        }
        return tokenizer.tokens;
    }

    private boolean next() {
        skipBlanksAndComments();
        final int start = position;
        if (position == sql.length()) {
            tokens.add(new Token(Token.Kind.END, "", start, start));
            return false;
        }
        final char first = sql.charAt(position);
        if (first == '`' || first == '\'' || first == '"') {
            final String text = quoted(first);
            tokens.add(new Token(first == '`' ? Token.Kind.QUOTED_NAME : Token.Kind.STRING, text, start, position));
        } else if (Character.isDigit(first) || first == '.' && isDigitAt(position + 1)) {
            number();
            tokens.add(new Token(Token.Kind.NUMBER, sql.substring(start, position), start, position));
        } else if (isWordPart(first) || first == '@') {
            word();
            tokens.add(new Token(Token.Kind.WORD, sql.substring(start, position), start, position));
        } else {
            final String symbol = LONG_SYMBOLS.stream().filter(candidate -> sql.startsWith(candidate, start)).findFirst().orElse(String.valueOf(first));
            position += symbol.length();
            tokens.add(new Token(Token.Kind.SYMBOL, symbol, start, position));
        }
        return true;
    }

    private void skipBlanksAndComments() {
        while (position < sql.length()) {
            if (Character.isWhitespace(sql.charAt(position))) {
                position++;
            } else if (sql.startsWith("--", position) || sql.charAt(position) == '#') {
                skipTo("\n");
            } else if (sql.startsWith("/*", position)) {
                skipTo("*/");
            } else {
                return;
            }
        }
    }

    private void skipTo(final String end) {
        final int found = sql.indexOf(end, position);
        position = found < 0 ? sql.length() : found + end.length();
    }

    private String quoted(final char quote) {
        final StringBuilder text = new StringBuilder();
        final int start = position++;
        while (position < sql.length()) {
            char c = sql.charAt(position++);
            if (c == quote) {
                if (position == sql.length() || sql.charAt(position) != quote) {
                    return text.toString();
                }
                position++;
                if (quote == '`') {
                    // All backticks of a name are removed, also doubled ones (FE: AstBuilder.visitBackQuotedIdentifier).
                    continue;
                }
            } else if (c == '\\' && quote != '`' && position < sql.length()) {
                c = unescaped(sql.charAt(position++));
            }
            text.append(c);
        }
        throw new SqlSyntaxException("Unterminated quote at character %d".formatted(start + 1));
    }

    private static char unescaped(final char c) {
        return switch (c) {
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case '0' -> '\0';
            default -> c;
        };
    }

    private void number() {
        while (position < sql.length() && (isWordPart(sql.charAt(position)) || sql.charAt(position) == '.' || isExponentSign())) {
            position++;
        }
    }

    private boolean isExponentSign() {
        final char before = sql.charAt(position - 1);
        final char c = sql.charAt(position);
        return (c == '+' || c == '-') && (before == 'e' || before == 'E');
    }

    private void word() {
        while (position < sql.length() && (isWordPart(sql.charAt(position)) || sql.charAt(position) == '@')) {
            position++;
        }
    }

    private boolean isDigitAt(final int at) {
        return at < sql.length() && Character.isDigit(sql.charAt(at));
    }

    private static boolean isWordPart(final char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$';
    }
}
