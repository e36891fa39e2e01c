package io.github.nifistarrocks.processors.scan.row;

import java.util.function.IntFunction;

import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.processors.scan.column.ColumnReader;
import io.github.nifistarrocks.processors.scan.column.ReadContext;
import org.apache.arrow.vector.complex.ListVector;

/** ARRAY as an array of objects. */
final class ArrayReader implements NestedReader {

    private final String column;
    private final ListVector vector;
    private final Elements elements;
    private final ReadContext context;
    private final IntFunction<Object> values;
    private final IntFunction<Object> exactValues;

    /**
     * Reads elements by their position in the batch.
     *
     * @param type of the elements
     */
    record Elements(ColumnType type, ColumnReader reader) {}

    ArrayReader(final String column, final ListVector vector, final Elements elements, final ReadContext context) {
        this.column = column;
        this.vector = vector;
        this.elements = elements;
        this.context = context;
        values = elements.reader()::value;
        exactValues = elements.reader()::exactValue;
    }

    @Override
    public boolean isNull(final int row) {
        return vector.isNull(row);
    }

    @Override
    public Object value(final int row) {
        return values(row, values);
    }

    @Override
    public Object exactValue(final int row) {
        return values(row, exactValues);
    }

    private Object[] values(final int row, final IntFunction<Object> element) {
        if (isNull(row)) {
            return null;
        }
        final int start = vector.getElementStartIndex(row);
        final Object[] array = new Object[vector.getElementEndIndex(row) - start];
        if (array.length > 0 && elements.reader() instanceof ArrayReader) {
            context.requireNestedArrays(column, () -> text(row));
        }
        for (int i = 0; i < array.length; i++) {
            array[i] = element.apply(start + i);
        }
        context.requireElements(column, array, () -> text(row));
        return array;
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
            json.part(elements.type(), elements.reader(), i);
        }
        json.structure(']');
    }
}
