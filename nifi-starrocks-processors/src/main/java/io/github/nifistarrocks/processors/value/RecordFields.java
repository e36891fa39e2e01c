package io.github.nifistarrocks.processors.value;

import java.io.IOException;
import java.util.List;

import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;

/** The fields of a record that is a value. */
public final class RecordFields {

    private RecordFields() {}

    /** Passes each field that the record has, in the order of its schema. */
    public static void forEach(final Record record, final Action action) throws IOException {
        final List<RecordField> fields = record.getSchema().getFields();
        for (int i = 0; i < fields.size(); i++) {
            final RecordField field = fields.get(i);
            final Object value = record.getValue(field);
            if (value != null || record.getRawFieldNames().contains(field.getFieldName())) {
                action.accept(i, field, value);
            }
        }
    }

    @FunctionalInterface
    public interface Action {

        /**
         * @param index of the field in the schema
         * @param value may be null
         */
        void accept(int index, RecordField field, Object value) throws IOException;
    }
}
