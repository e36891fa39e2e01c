package io.github.nifistarrocks.processors.scan.column;

import java.nio.charset.StandardCharsets;

import org.apache.arrow.vector.VarCharVector;

/** Text, unchanged. */
record TextReader(VarCharVector vector) implements ColumnReader {

    @Override
    public Object value(final int row) {
        return text(row);
    }

    @Override
    public String text(final int row) {
        return vector.isNull(row) ? null : new String(vector.get(row), StandardCharsets.UTF_8);
    }
}
