package io.github.nifistarrocks.processors.encode;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;

import org.apache.nifi.serialization.record.RecordSchema;

/** What is settled once for each schema instance that rows come with. Readers may make a schema for each record, so only some are kept. */
final class SchemaCache<T> {

    private static final int MOST = 64;

    private final Function<RecordSchema, T> settle;
    private final Map<RecordSchema, T> settled = new IdentityHashMap<>();
    private RecordSchema lastSchema;
    private T last;

    SchemaCache(final Function<RecordSchema, T> settle) {
        this.settle = settle;
    }

    T get(final RecordSchema schema) {
        if (schema != lastSchema) {
            last = settled.get(schema);
            if (last == null) {
                if (settled.size() == MOST) {
                    settled.clear();
                }
                last = settle.apply(schema);
                settled.put(schema, last);
            }
            lastSchema = schema;
        }
        return last;
    }
}
