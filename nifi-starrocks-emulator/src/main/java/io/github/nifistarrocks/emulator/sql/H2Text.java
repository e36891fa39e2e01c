package io.github.nifistarrocks.emulator.sql;

import java.sql.JDBCType;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Rewrites StarRocks SQL into what H2 reads: string quotes and escapes, array literals, {@code if()}, {@code generate_series()}. */
public final class H2Text {
    private static final Map<String, String> FUNCTIONS = Map.of("if", "CASEWHEN", "string", JDBCType.VARCHAR.getName(), "largeint", "NUMERIC(39,0)", "now", "LOCALTIMESTAMP");

    private final String sql;
    private final List<Token> tokens;
    private final StringBuilder out = new StringBuilder();
    private int copied;

    private H2Text(String sql) {
        this.sql = sql;
        this.tokens = Tokenizer.tokens(sql);
    }

    /** @throws SqlSyntaxException when a quote is not closed */
    public static String of(String sql) {
        return new H2Text(sql).rewrite();
    }

    private String rewrite() {
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
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

    private int word(int index) {
        Token token = tokens.get(index);
        if (token.isWord("table") && isCall(index) && tokens.get(index + 2).isWord("generate_series")) {
            return series(index);
        }
        if (token.isWord("now") && isCall(index)) {
            replaceRange(token.start(), tokens.get(index + 2).end(), "LOCALTIMESTAMP(6)");
            return index + 2;
        }
        String other = FUNCTIONS.get(token.text().toLowerCase(Locale.ROOT));
        if (other != null && (isCall(index) && token.isWord("if") || isCastTarget(index))) {
            replace(token, other);
        }
        return index;
    }

    private boolean isCall(int index) {
        return tokens.get(index + 1).isSymbol("(");
    }

    private boolean isCastTarget(int index) {
        return index > 0 && tokens.get(index - 1).isWord("as") && tokens.get(index + 1).isSymbol(")");
    }

    private int series(int table) {
        int close = table + 4;
        while (!tokens.get(close).isSymbol(")")) {
            close++;
        }
        String arguments = sql.substring(tokens.get(table + 3).end(), tokens.get(close).start());
        replaceRange(tokens.get(table).start(), tokens.get(close + 1).end(), "(SELECT x AS generate_series FROM SYSTEM_RANGE(" + arguments + "))");
        return close + 1;
    }

    private void symbol(int index) {
        Token token = tokens.get(index);
        if (token.isSymbol("[") && isArrayStart(index)) {
            replace(token, "ARRAY[");
        }
    }

    private boolean isArrayStart(int index) {
        if (index == 0) {
            return true;
        }
        Token before = tokens.get(index - 1);
        boolean adjacent = before.end() == tokens.get(index).start();
        boolean subscript = adjacent && (before.isName() || before.isSymbol(")") || before.isSymbol("]"));
        return !subscript;
    }

    private void replace(Token token, String text) {
        replaceRange(token.start(), token.end(), text);
    }

    private void replaceRange(int start, int end, String text) {
        out.append(sql, copied, start).append(text);
        copied = end;
    }
}
