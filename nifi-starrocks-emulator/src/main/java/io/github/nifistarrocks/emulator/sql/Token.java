package io.github.nifistarrocks.emulator.sql;

/**
 * A piece of SQL text.
 *
 * @param kind what it is
 * @param text a word or symbol as written, a quoted name or string without quotes and escapes
 * @param start where it begins in the text
 * @param end behind its last character
 */
record Token(Kind kind, String text, int start, int end) {

    enum Kind {
        WORD, QUOTED_NAME, STRING, NUMBER, SYMBOL, END
    }

    boolean isWord(final String word) {
        return kind == Kind.WORD && text.equalsIgnoreCase(word);
    }

    boolean isSymbol(final String symbol) {
        return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean isName() {
        return kind == Kind.WORD || kind == Kind.QUOTED_NAME;
    }
}
