package io.github.nifistarrocks.emulator.plan;

/** Quoting as in StarRocks: back-ticks around names, single or double quotes around text. */
final class SqlNames {

    private SqlNames() {}

    /** All backticks are removed, also doubled ones inside (FE: AstBuilder.visitBackQuotedIdentifier). */
    static String unquoted(final String name) {
        return name.replace("`", "");
    }

    /** A name in double quotes for the parser is a text literal in StarRocks. */
    static boolean isText(final String name) {
        return name.length() > 1 && name.charAt(0) == '"' && name.charAt(name.length() - 1) == '"';
    }

    static String quoted(final String name) {
        return '`' + name.replace("`", "``") + '`';
    }

    /** The text between quotes, with doubled quotes and the escapes of MySQL resolved. */
    static String text(final String escaped, final char quote) {
        final StringBuilder text = new StringBuilder(escaped.length());
        int position = 0;
        while (position < escaped.length()) {
            final char current = escaped.charAt(position++);
            final boolean more = position < escaped.length();
            if (current == '\\' && more) {
                text.append(unescaped(escaped.charAt(position++)));
            } else {
                if (current == quote && more && escaped.charAt(position) == quote) {
                    position++;
                }
                text.append(current);
            }
        }
        return text.toString();
    }

    private static String unescaped(final char escaped) {
        return switch (escaped) {
            case 'n' -> "\n";
            case 't' -> "\t";
            case 'r' -> "\r";
            case 'b' -> "\b";
            case '0' -> "\0";
            case 'Z' -> "\u001a";
            case '%' -> "\\%";
            case '_' -> "\\_";
            default -> String.valueOf(escaped);
        };
    }
}
