package io.github.nifistarrocks.processors.scan.column;

import java.math.BigInteger;

import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;

/** LARGEINT, which Arrow carries as decimal digits. */
record LargeIntReader(String column, TextReader source, ReadContext context) implements ColumnReader {

    @Override
    public Object value(final int row) {
        final String text = text(row);
        try {
            return text == null ? null : new BigInteger(text);
        } catch (NumberFormatException e) {
            throw context.invalid(column, ScalarType.LARGEINT.name(), text, e);
        }
    }

    @Override
    public String text(final int row) {
        return source.text(row);
    }
}
