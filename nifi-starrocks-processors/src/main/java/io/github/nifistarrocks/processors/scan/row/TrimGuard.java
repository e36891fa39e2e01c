package io.github.nifistarrocks.processors.scan.row;

import io.github.nifistarrocks.processors.scan.column.ColumnReader;
import io.github.nifistarrocks.processors.scan.column.ReadContext;

/** Text of a column, whose blanks at both ends some record writers remove, such as that of CSV by default. */
record TrimGuard(String column, ColumnReader source, ReadContext context) implements ColumnReader {

    @Override
    public Object value(final int row) {
        return text(row);
    }

    @Override
    public String text(final int row) {
        final String text = source.text(row);
        if (text != null && hasBlankEnd(text) && !context.keepsBlanks()) {
            context.inexact(column, () -> "text with blanks at its beginning or end, which the record writer would remove: [%s]. Set its Trim Fields to false"
                    .formatted(ReadContext.shown(text)));
        }
        return text;
    }

    private static boolean hasBlankEnd(final String text) {
        return !text.isEmpty() && (text.charAt(0) <= ' ' || text.charAt(text.length() - 1) <= ' ');
    }
}
