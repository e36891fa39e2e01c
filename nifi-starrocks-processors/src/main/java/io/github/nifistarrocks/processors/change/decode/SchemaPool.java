package io.github.nifistarrocks.processors.change.decode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;

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
}
