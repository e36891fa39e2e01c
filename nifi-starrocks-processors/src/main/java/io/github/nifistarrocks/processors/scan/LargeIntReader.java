package io.github.nifistarrocks.processors.scan;

import java.math.BigInteger;

import org.apache.arrow.vector.VarCharVector;

/** LARGEINT, which comes as decimal digits. */
record LargeIntReader(String column, TextReader source) implements ColumnReader {

    LargeIntReader(final String column, final VarCharVector vector) {
        this(column, new TextReader(vector));
    }

    @Override
    public Object value(final int row) {
        final String text = text(row);
        try {
            return text == null ? null : new BigInteger(text);
        } catch (NumberFormatException e) {
            throw (UnreadableColumnException) new UnreadableColumnException(column, "has a value that is no LARGEINT: [%s]".formatted(text)).initCause(e);
        }
    }

    @Override
    public String text(final int row) {
        return source.text(row);
    }
}
