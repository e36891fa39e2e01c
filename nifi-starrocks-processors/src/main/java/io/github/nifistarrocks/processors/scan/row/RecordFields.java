package io.github.nifistarrocks.processors.scan.row;

import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.nifistarrocks.processors.scan.column.ColumnReader;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;

/** The fields of the rows of a batch, or of a STRUCT: their readers by position, and their positions by name and by the fields of the record writer. */
final class RecordFields {

    static final int NONE = -1;

    private final RecordSchema schema;
    private final List<String> order;
    private final Set<String> names;
    private final Map<String, Integer> positions = new HashMap<>();
    /** By identity: a writer passes the fields of its own schema, and hashing a field is expensive. */
    private final Map<RecordField, Integer> writerFields = new IdentityHashMap<>();
    private final DataType[] written;
    private final ColumnReader[] readers;

    /**
     * @param schema of the fields
     * @param writerSchema the fields that the record writer requests
     */
    RecordFields(final RecordSchema schema, final RecordSchema writerSchema) {
        this.schema = schema;
        order = schema.getFieldNames();
        names = Collections.unmodifiableSet(new LinkedHashSet<>(order));
        readers = new ColumnReader[order.size()];
        written = new DataType[order.size()];
        for (int i = 0; i < order.size(); i++) {
            positions.put(order.get(i), i);
            written[i] = schema.getField(i).getDataType();
        }
        for (final RecordField field : writerSchema.getFields()) {
            final int position = find(field);
            writerFields.put(field, position);
            if (position != NONE) {
                written[position] = field.getDataType();
            }
        }
    }

    void read(final int position, final ColumnReader reader) {
        readers[position] = reader;
    }

    ColumnReader reader(final int position) {
        return readers[position];
    }

    /** Type of a field in the schema of the record writer; its own type when the writer does not have it. */
    DataType written(final int position) {
        return written[position];
    }

    /** By position, also those of later batches. */
    ColumnReader[] readers() {
        return readers;
    }

    RecordSchema schema() {
        return schema;
    }

    Set<String> names() {
        return names;
    }

    String name(final int position) {
        return order.get(position);
    }

    /** @return {@link #NONE} when there is no such field */
    int position(final String name) {
        return positions.getOrDefault(name, NONE);
    }

    /** @return {@link #NONE} when there is no such field */
    int position(final RecordField field) {
        final Integer position = writerFields.get(field);
        return position == null ? find(field) : position;
    }

    private int find(final RecordField field) {
        int position = position(field.getFieldName());
        for (final String alias : field.getAliases()) {
            position = position == NONE ? position(alias) : position;
        }
        return position;
    }
}
