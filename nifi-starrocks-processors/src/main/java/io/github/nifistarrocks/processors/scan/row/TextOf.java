package io.github.nifistarrocks.processors.scan.row;

import io.github.nifistarrocks.processors.scan.column.ColumnReader;

/** The text of a column or part that the schema of the record writer declares as string. */
record TextOf(ColumnReader source) implements ColumnReader {

    @Override
    public Object value(final int row) {
        return source.text(row);
    }

    @Override
    public String text(final int row) {
        return source.text(row);
    }
}
