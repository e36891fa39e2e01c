package io.github.nifistarrocks.processors.encode;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;

import org.apache.nifi.serialization.record.RecordSchema;

/** What is derived once from each schema instance of the rows. Readers may create a schema for each record, so only some are kept. */
final class SchemaCache<T> {

    private static final int MAX_SCHEMAS = 64;

    private final Function<RecordSchema, T> factory;
    private final Map<RecordSchema, T> values = new IdentityHashMap<>();
    private RecordSchema lastSchema;
    private T last;

    SchemaCache(final Function<RecordSchema, T> factory) {
        this.factory = factory;
    }

    T get(final RecordSchema schema) {
        if (schema != lastSchema) {
            last = values.get(schema);
            if (last == null) {
                if (values.size() == MAX_SCHEMAS) {
                    values.clear();
                }
                last = factory.apply(schema);
                values.put(schema, last);
            }
            lastSchema = schema;
        }
        return last;
    }
}
