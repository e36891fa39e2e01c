package io.github.nifistarrocks.processors.scan.row;

import io.github.nifistarrocks.processors.scan.column.ColumnReader;
import io.github.nifistarrocks.processors.scan.column.ReadContext;

/**
 * The text of a column or part that the schema of the record writer declares as string.
 *
 * @param column its path
 */
record TextOf(String column, ColumnReader source, ReadContext context) implements ColumnReader {

    @Override
    public Object value(final int row) {
        final String text = text(row);
        if (text != null) {
            context.requireText(column, text);
        }
        return text;
    }

    @Override
    public String text(final int row) {
        return source.text(row);
    }
}
