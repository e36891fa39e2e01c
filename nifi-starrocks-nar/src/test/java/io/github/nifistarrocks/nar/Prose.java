package io.github.nifistarrocks.nar;

/**
 * The prose of a file: its text with everything that is not prose replaced by {@link #BARRIER}, so that offsets and lines stay and no phrase reaches across.
 */
final class Prose {

    static final char BARRIER = '|';

    private static final String QUOTES = "\"\"\"";

    private Prose() {}

    /** The comments and string literals of Java source. Literals joined by a plus sign read on. */
    static String ofJava(final String source) {
        return new JavaMask(source).masked();
    }

    /** A change log may name what was renamed: its code spans are no prose. */
    static String withoutCodeSpans(final String markdown) {
        final StringBuilder prose = new StringBuilder(markdown);
        boolean code = false;
        for (int i = 0; i < prose.length(); i++) {
            final char character = prose.charAt(i);
            if (character == '`') {
                code = !code;
            } else if (code && character != '\n') {
                prose.setCharAt(i, BARRIER);
            }
        }
        return prose.toString();
    }

    /** Goes through Java source once. */
    private static final class JavaMask {
        private final String source;
        private final StringBuilder masked;
        private int position;

        JavaMask(final String source) {
            this.source = source;
            this.masked = new StringBuilder(source.length());
        }

        String masked() {
            while (position < source.length()) {
                if (source.startsWith("//", position)) {
                    comment("\n", 0);
                } else if (source.startsWith("/*", position)) {
                    comment("*/", 2);
                } else if (source.startsWith(QUOTES, position)) {
                    literal(QUOTES);
                } else if (source.charAt(position) == '"') {
                    literal("\"");
                } else if (source.charAt(position) == '\'') {
                    character();
                } else {
                    code(1);
                }
            }
            return masked.toString();
        }

        private void code(final int length) {
            for (int i = 0; i < length; i++) {
                final char character = source.charAt(position++);
                masked.append(Character.isWhitespace(character) ? character : character == '+' ? ' ' : BARRIER);
            }
        }

        private void character() {
            final int first = source.charAt(position + 1) == '\\' ? position + 3 : position + 2;
            code(source.indexOf('\'', first) + 1 - position);
        }

        private void comment(final String end, final int endLength) {
            final int found = source.indexOf(end, position + 2);
            final int stop = found < 0 ? source.length() : found + endLength;
            for (; position < stop; position++) {
                final char character = source.charAt(position);
                masked.append(character == '*' || character == '/' ? ' ' : character);
            }
        }

        private void literal(final String quotes) {
            skip(quotes.length());
            while (!source.startsWith(quotes, position)) {
                if (source.charAt(position) == '\\') {
                    escape();
                } else {
                    masked.append(source.charAt(position++));
                }
            }
            skip(quotes.length());
        }

        /** A line that is continued reads on; any other escape ends a phrase. */
        private void escape() {
            final char escaped = source.charAt(position + 1);
            masked.append(escaped == '\n' ? " \n" : String.valueOf(BARRIER).repeat(2));
            position += 2;
        }

        private void skip(final int length) {
            masked.repeat(' ', length);
            position += length;
        }
    }
}
