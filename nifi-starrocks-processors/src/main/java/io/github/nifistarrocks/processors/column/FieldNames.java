package io.github.nifistarrocks.processors.column;

import java.util.Locale;

/** How the name of a field becomes the name of a column. */
public enum FieldNames {

    UNCHANGED {
        @Override
        public String columnName(final String field) {
            return field;
        }
    },
    TRANSLATED {
        @Override
        public String columnName(final String field) {
            return isIdentifier(field) ? field : translated(field);
        }
    };

    private static final char SEPARATOR = '_';

    /** The name of the column, in any case. */
    public abstract String columnName(String field);

    private static boolean isIdentifier(final String name) {
        return name.codePoints().allMatch(c -> c == SEPARATOR || Character.isLetterOrDigit(c));
    }

    /** Lower case, with one underscore for what stands between letters and digits. */
    private static String translated(final String name) {
        final StringBuilder column = new StringBuilder(name.length());
        name.toLowerCase(Locale.ROOT).codePoints().forEach(c -> {
            if (Character.isLetterOrDigit(c)) {
                column.appendCodePoint(c);
            } else if (!column.isEmpty() && column.charAt(column.length() - 1) != SEPARATOR) {
                column.append(SEPARATOR);
            }
        });
        final int end = column.length() - 1;
        if (end >= 0 && column.charAt(end) == SEPARATOR) {
            column.setLength(end);
        }
        return column.isEmpty() ? name : column.toString();
    }
}
