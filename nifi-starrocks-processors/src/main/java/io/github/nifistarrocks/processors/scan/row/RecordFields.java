package io.github.nifistarrocks.processors.scan.row;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import io.github.nifistarrocks.processors.scan.column.ColumnReader;
import io.github.nifistarrocks.processors.scan.column.ReadContext;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * The fields of the rows of a batch, or of a STRUCT: their readers by position, and their positions by name and by the fields of the record writer. Names are
 * compared without case, as StarRocks does. A field has the name that the record writer gives it, because some writers look it up by that.
 */
final class RecordFields {

    static final int NONE = -1;

    private final RecordSchema schema;
    private final ReadContext context;
    private final String path;
    private final List<String> paths = new ArrayList<>();
    private final List<String> order;
    private final Set<String> names;
    private final Map<String, Integer> positions = new HashMap<>();
    private final Map<String, Integer> positionsWithoutCase = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    /** By identity: a writer passes the fields of its own schema, and hashing a field is expensive. */
    private final Map<RecordField, Integer> writerFields = new IdentityHashMap<>();
    private final DataType[] written;
    private final boolean[] defaulted;
    private final ColumnReader[] readers;
    private final boolean dropsNull;

    /**
     * @param path of the STRUCT with the fields; empty for those of a row
     * @param schema of the fields
     * @param writerSchema the fields that the record writer requests
     */
    RecordFields(final String path, final RecordSchema schema, final RecordSchema writerSchema, final ReadContext context) {
        this.context = context;
        this.path = path;
        dropsNull = context.dropsNull();
        order = new ArrayList<>(schema.getFieldNames());
        readers = new ColumnReader[order.size()];
        written = new DataType[order.size()];
        defaulted = new boolean[order.size()];
        for (int i = 0; i < order.size(); i++) {
            paths.add(path.isEmpty() ? order.get(i) : PartPath.field(path, order.get(i)));
            positions.put(order.get(i), i);
            positionsWithoutCase.putIfAbsent(order.get(i), i);
            written[i] = schema.getField(i).getDataType();
        }
        final Set<String> exact = new LinkedHashSet<>(writerSchema.getFieldNames());
        exact.retainAll(order);
        for (final RecordField field : writerSchema.getFields()) {
            final int position = find(field);
            writerFields.put(field, position);
            if (position != NONE) {
                declare(position, field, exact.contains(schema.getField(position).getFieldName()));
            }
        }
        this.schema = order.equals(schema.getFieldNames()) ? schema : renamed(schema);
        names = Collections.unmodifiableSet(new LinkedHashSet<>(order));
    }

    /** @param exact whether the record writer has a field with exactly the name of the column, which then decides */
    private void declare(final int position, final RecordField field, final boolean exact) {
        defaulted[position] |= field.getDefaultValue() != null;
        if (!exact || field.getFieldName().equals(order.get(position))) {
            written[position] = field.getDataType();
        }
        if (!exact && field.getFieldName().equalsIgnoreCase(order.get(position))) {
            order.set(position, field.getFieldName());
        }
    }

    private RecordSchema renamed(final RecordSchema own) {
        final List<RecordField> fields = new ArrayList<>();
        for (int i = 0; i < order.size(); i++) {
            fields.add(new RecordField(order.get(i), own.getField(i).getDataType(), own.getField(i).isNullable()));
        }
        return new SimpleRecordSchema(fields);
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

    /** Reports that a field is NULL, if the record writer writes a default instead. */
    void reportNull(final int position) {
        if (defaulted[position]) {
            context.inexact(paths.get(position),
                    () -> "NULL, for which the record writer writes the default of its schema. Remove the default from the schema");
        }
    }

    /** Reports that all fields of the record writer are NULL, if the record writer writes nothing then. */
    void requireValue(final int row) {
        if (dropsNull && writerFields.values().stream().allMatch(position -> position == NONE || readers[position].value(row) == null)) {
            context.inexact(path.isEmpty() ? paths.getFirst() : path,
                    () -> "NULL, as all fields beside it or in it, so that the record writer would write nothing. Set its Suppress Null Values to Never Suppress");
        }
    }

    /** @return {@link #NONE} when there is no such field */
    int position(final String name) {
        final Integer exact = positions.get(name);
        return exact == null ? positionsWithoutCase.getOrDefault(name, NONE) : exact;
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
