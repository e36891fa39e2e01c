package io.github.nifistarrocks.processors.change.decode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.util.DataTypeUtils;

/** One schema instance for each list of fields in use, so that rows with the same fields share one. */
public final class SchemaPool {

    private static final int MAX_SCHEMAS = 64;

    private final Map<List<RecordField>, RecordSchema> byFields = new LinkedHashMap<>(MAX_SCHEMAS, 0.75f, true) {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(final Map.Entry<List<RecordField>, RecordSchema> eldest) {
            return size() > MAX_SCHEMAS;
        }
    };

    public RecordSchema of(final List<RecordField> fields) {
        return byFields.computeIfAbsent(List.copyOf(fields), SimpleRecordSchema::new);
    }

    /**
     * The schema of a row, extended by the fields that it lacks: readers omit them where records of one FlowFile differ too much, or where the schema has another
     * type than that of a record.
     */
    public RecordSchema of(final Record row) {
        List<RecordField> extended = null;
        for (final Map.Entry<String, Object> entry : row.toMap().entrySet()) {
            if (row.getSchema().getField(entry.getKey()).isEmpty()) {
                extended = extended == null ? new ArrayList<>(row.getSchema().getFields()) : extended;
                extended.add(new RecordField(entry.getKey(), type(entry.getValue())));
            }
        }
        return extended == null ? row.getSchema() : of(extended);
    }

    private static DataType type(final Object value) {
        final DataType unknown = RecordFieldType.STRING.getDataType();
        return value == null ? unknown : DataTypeUtils.inferDataType(value, unknown);
    }
}
