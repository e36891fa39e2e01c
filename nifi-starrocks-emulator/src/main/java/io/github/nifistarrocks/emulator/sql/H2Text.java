package io.github.nifistarrocks.emulator.sql;

import java.sql.JDBCType;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Rewrites StarRocks SQL into what H2 reads: string quotes and escapes, array literals, {@code if()}, {@code generate_series()}. */
public final class H2Text {

    private static final Map<String, String> FUNCTIONS = Map.of("if", "CASEWHEN", "string", JDBCType.VARCHAR.getName(), "largeint", "NUMERIC(39,0)", "now",
            "LOCALTIMESTAMP");

    private final String sql;
    private final List<Token> tokens;
    private final StringBuilder out = new StringBuilder();
    private int copied;

    private H2Text(final String sql) {
        this.sql = sql;
        this.tokens = Tokenizer.tokens(sql);
    }

    /** @throws SqlSyntaxException when a quote is not closed */
    public static String of(final String sql) {
        return new H2Text(sql).rewrite();
    }

    private String rewrite() {
        for (int i = 0; i < tokens.size(); i++) {
            final Token token = tokens.get(i);
            switch (token.kind()) {
                case STRING -> replace(token, "'" + token.text().replace("'", "''") + "'");
                case QUOTED_NAME -> replace(token, "\"" + token.text().replace("\"", "\"\"") + "\"");
                case WORD -> i = word(i);
                case SYMBOL -> symbol(i);
                case NUMBER, END -> {}
            }
        }
        return out.append(sql, copied, sql.length()).toString();
    }

    private int word(final int index) {
        final Token token = tokens.get(index);
        if (token.isWord("table") && isCall(index) && tokens.get(index + 2).isWord("generate_series")) {
            return series(index);
        }
        if (token.isWord("now") && isCall(index)) {
            replaceRange(token.start(), tokens.get(index + 2).end(), "LOCALTIMESTAMP(6)");
            return index + 2;
        }
        final String other = FUNCTIONS.get(token.text().toLowerCase(Locale.ROOT));
        if (other != null && (isCall(index) && token.isWord("if") || isCastTarget(index))) {
            replace(token, other);
        }
        return index;
    }

    private boolean isCall(final int index) {
        return tokens.get(index + 1).isSymbol("(");
    }

    private boolean isCastTarget(final int index) {
        return index > 0 && tokens.get(index - 1).isWord("as") && tokens.get(index + 1).isSymbol(")");
    }

    private int series(final int table) {
        int close = table + 4;
        while (!tokens.get(close).isSymbol(")")) {
            close++;
        }
        final String arguments = sql.substring(tokens.get(table + 3).end(), tokens.get(close).start());
        replaceRange(tokens.get(table).start(), tokens.get(close + 1).end(), "(SELECT x AS generate_series FROM SYSTEM_RANGE(" + arguments + "))");
        return close + 1;
    }

    private void symbol(final int index) {
        final Token token = tokens.get(index);
        if (token.isSymbol("[") && isArrayStart(index)) {
            replace(token, "ARRAY[");
        }
    }

    private boolean isArrayStart(final int index) {
        if (index == 0) {
            return true;
        }
        final Token before = tokens.get(index - 1);
        final boolean adjacent = before.end() == tokens.get(index).start();
        final boolean subscript = adjacent && (before.isName() || before.isSymbol(")") || before.isSymbol("]"));
        return !subscript;
    }

    private void replace(final Token token, final String text) {
        replaceRange(token.start(), token.end(), text);
    }

    private void replaceRange(final int start, final int end, final String text) {
        out.append(sql, copied, start).append(text);
        copied = end;
    }
}
