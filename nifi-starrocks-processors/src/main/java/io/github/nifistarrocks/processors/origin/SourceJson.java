package io.github.nifistarrocks.processors.origin;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.SerializedForm;

/**
 * The JSON that a record was read from. NiFi does not return it for a record that contains null (MapRecord.isSerializedFormReset), so that nulls are removed
 * while it is read. The schema of a record gets the fields that it lacks and that contain null.
 */
final class SourceJson {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Object NOT_NULL = "";

    private final List<Runnable> restoring = new ArrayList<>();

    private SourceJson() {}

    /** @return empty where NiFi does not return it */
    static Optional<JsonNode> of(final Record record) {
        final SourceJson nulls = new SourceJson();
        nulls.remove(record);
        try {
            return record.getSerializedForm().map(SerializedForm::getSerialized).flatMap(json -> parsed(json.toString()));
        } finally {
            nulls.restoring.forEach(Runnable::run);
        }
    }

    private static Optional<JsonNode> parsed(final String json) {
        try {
            return Optional.of(JSON.readTree(json));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private void remove(final Object value) {
        switch (value) {
            case Record record -> remove(record);
            case Object[] elements -> remove(elements);
            case Collection<?> elements -> elements.forEach(this::remove);
            case null, default -> {
                // Has no value inside.
            }
        }
    }

    private void remove(final Record record) {
        for (final String name : nulls(record)) {
            if (record.getSchema().getField(name).isEmpty()) {
                // A record removes only fields of its schema.
                record.incorporateSchema(new SimpleRecordSchema(List.of(new RecordField(name, RecordFieldType.STRING.getDataType()))));
            }
            final RecordField field = record.getSchema().getField(name).orElseThrow();
            if (field.getFieldName().equals(name)) {
                record.remove(field);
                restoring.add(() -> record.setValue(field, null));
            }
        }
        record.toMap().values().forEach(this::remove);
    }

    private static List<String> nulls(final Record record) {
        return record.toMap().entrySet().stream().filter(entry -> entry.getValue() == null).map(Map.Entry::getKey).toList();
    }

    /** Elements that are or may contain null are replaced. The fields of a record in an array need not be in any schema. */
    private void remove(final Object[] elements) {
        for (int i = 0; i < elements.length; i++) {
            final Object element = elements[i];
            if (!(element instanceof String || element instanceof Number || element instanceof Boolean)) {
                final int index = i;
                elements[i] = NOT_NULL;
                restoring.add(() -> elements[index] = element);
            }
        }
    }
}
