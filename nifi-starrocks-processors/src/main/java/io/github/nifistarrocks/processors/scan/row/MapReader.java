package io.github.nifistarrocks.processors.scan.row;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntFunction;

import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.processors.scan.column.ColumnReader;
import io.github.nifistarrocks.processors.scan.column.ReadContext;
import org.apache.arrow.vector.complex.ListVector;

/** MAP as a map with the texts of its keys, in the order of the server. */
final class MapReader implements NestedReader {

    private final String column;
    private final ListVector vector;
    private final Entries entries;
    private final ReadContext context;
    private final IntFunction<Object> values;
    private final IntFunction<Object> exactValues;

    /**
     * Reads keys and values by their positions in the batch.
     *
     * @param keys never NULL in a valid batch
     * @param valueType of the values
     */
    record Entries(ColumnReader keys, ColumnType valueType, ColumnReader values) {}

    MapReader(final String column, final ListVector vector, final Entries entries, final ReadContext context) {
        this.column = column;
        this.vector = vector;
        this.entries = entries;
        this.context = context;
        values = entries.values()::value;
        exactValues = entries.values()::exactValue;
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

    private Map<String, Object> values(final int row, final IntFunction<Object> value) {
        if (isNull(row)) {
            return null;
        }
        final int start = vector.getElementStartIndex(row);
        final int end = vector.getElementEndIndex(row);
        final Map<String, Object> map = LinkedHashMap.newLinkedHashMap(end - start);
        for (int i = start; i < end; i++) {
            final String key = key(i);
            context.requireName(column, key);
            map.put(key, value.apply(i));
        }
        context.requireEntries(column, map, () -> text(row));
        if (map.size() < end - start) {
            context.inexact(column, () -> """
                    a MAP that has a key several times, which no map of a record represents: %s. Declare the column as string in the schema of the record \
                    writer""".formatted(ReadContext.shown(text(row))));
        }
        return map;
    }

    private String key(final int index) {
        final String key = entries.keys().text(index);
        if (key == null) {
            context.inexact(column,
                    () -> "a MAP with the key NULL, which no map of a record represents. Exclude the column in Columns of FetchStarRocksTablets");
        }
        return String.valueOf(key);
    }

    @Override
    public void append(final JsonAppender json, final int row) {
        final int start = vector.getElementStartIndex(row);
        final int end = vector.getElementEndIndex(row);
        json.structure('{');
        for (int i = start; i < end; i++) {
            if (i > start) {
                json.structure(',');
            }
            json.string(key(i));
            json.structure(':');
            json.part(entries.valueType(), entries.values(), i);
        }
        json.structure('}');
    }
}
