package io.github.nifistarrocks.processors.value;

import java.io.IOException;
import java.util.List;
import java.util.Set;

import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;

/** The fields of a record that is a value. */
public final class RecordFields {

    /** Index of fields that the schema of their record does not have. Readers give a record an empty schema where its field is inferred as text or a number. */
    public static final int UNKNOWN = -1;

    private RecordFields() {}

    /** Passes each field that the record has: first those of its schema in their order, then those that the schema does not have. */
    public static void forEach(final Record record, final Action action) throws IOException {
        final List<RecordField> fields = record.getSchema().getFields();
        final Set<String> present = record.getRawFieldNames();
        int known = 0;
        for (int i = 0; i < fields.size(); i++) {
            final RecordField field = fields.get(i);
            final Object value = record.getValue(field);
            final boolean isPresent = present.contains(field.getFieldName());
            if (value != null || isPresent) {
                action.accept(i, field, value);
            }
            if (isPresent) {
                known++;
            }
        }
        if (known < present.size()) {
            forEachUnknown(record, action);
        }
    }

    private static void forEachUnknown(final Record record, final Action action) throws IOException {
        for (final String name : record.getRawFieldNames()) {
            if (record.getSchema().getField(name).isEmpty()) {
                action.accept(UNKNOWN, new RecordField(name, UntypedValues.ANY), record.getValue(name));
            }
        }
    }

    @FunctionalInterface
    public interface Action {

        /**
         * @param index of the field in the schema, or {@link #UNKNOWN}
         * @param value may be null
         */
        void accept(int index, RecordField field, Object value) throws IOException;
    }
}
