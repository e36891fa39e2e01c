package io.github.nifistarrocks.processors.scan.row;

import java.util.function.IntFunction;

import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.processors.scan.column.ColumnReader;
import org.apache.arrow.vector.complex.ListVector;

/**
 * ARRAY as an array of objects.
 *
 * @param elementType of its elements
 * @param elements reads them by their position in the batch
 */
record ArrayReader(ListVector vector, ColumnType elementType, ColumnReader elements) implements NestedReader {

    @Override
    public boolean isNull(final int row) {
        return vector.isNull(row);
    }

    @Override
    public Object value(final int row) {
        return values(row, elements::value);
    }

    @Override
    public Object exactValue(final int row) {
        return values(row, elements::exactValue);
    }

    private Object[] values(final int row, final IntFunction<Object> element) {
        if (isNull(row)) {
            return null;
        }
        final int start = vector.getElementStartIndex(row);
        final Object[] values = new Object[vector.getElementEndIndex(row) - start];
        for (int i = 0; i < values.length; i++) {
            values[i] = element.apply(start + i);
        }
        return values;
    }

    @Override
    public void append(final JsonAppender json, final int row) {
        final int start = vector.getElementStartIndex(row);
        final int end = vector.getElementEndIndex(row);
        json.structure('[');
        for (int i = start; i < end; i++) {
            if (i > start) {
                json.structure(',');
            }
            json.part(elementType, elements, i);
        }
        json.structure(']');
    }
}
