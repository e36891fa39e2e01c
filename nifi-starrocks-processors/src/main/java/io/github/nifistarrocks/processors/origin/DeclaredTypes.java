package io.github.nifistarrocks.processors.origin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * Converts the values of records to the types that a user declared. A value that the type cannot hold exactly makes the record invalid. Objects and arrays are
 * left to the column where another type is declared. Not thread-safe.
 */
final class DeclaredTypes {

    private RecordSchema schema;
    private List<FieldConversion> fields = List.of();

    /**
     * @param number of the record, for messages
     * @return the record itself where no value changes
     */
    Record convert(final Record record, final long number) throws InvalidRecordException {
        if (record.getSchema() != schema) {
            schema = record.getSchema();
            fields = fieldsOf(schema);
        }
        try {
            return convert(record, fields);
        } catch (UndeclaredValueException e) {
            throw new InvalidRecordException("Record %d does not fit its declared schema: %s".formatted(number, e.markedMessage()), e);
        }
    }

    static Record convert(final Record record, final List<FieldConversion> fields) throws UndeclaredValueException {
        Map<String, Object> changed = null;
        for (final FieldConversion field : fields) {
            final Object value = record.getValue(field.field);
            final Object converted = value == null ? null : field.convert(value);
            if (converted != value) {
                changed = changed == null ? new LinkedHashMap<>(record.toMap()) : changed;
                field.field.getAliases().forEach(changed::remove);
                changed.put(field.field.getFieldName(), converted);
            }
        }
        return changed == null ? record : new MapRecord(record.getSchema(), changed);
    }

    /** The fields that may have values of another class. */
    static List<FieldConversion> fieldsOf(final RecordSchema schema) {
        final List<FieldConversion> conversions = new ArrayList<>();
        for (final RecordField field : schema.getFields()) {
            DeclaredType.of(field.getDataType()).ifPresent(type -> conversions.add(new FieldConversion(field, type)));
        }
        return List.copyOf(conversions);
    }

    record FieldConversion(RecordField field, DeclaredType type) {

        Object convert(final Object value) throws UndeclaredValueException {
            try {
                return type.convert(value);
            } catch (UndeclaredValueException e) {
                throw e.in(field.getFieldName());
            }
        }
    }
}
