package io.github.nifistarrocks.processors.rejected;

import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.processors.type.ValueTypes;
import io.github.nifistarrocks.processors.value.Bytes;
import io.github.nifistarrocks.processors.value.ColumnValues;
import io.github.nifistarrocks.processors.value.NullValues;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.type.ArrayDataType;
import org.apache.nifi.serialization.record.type.RecordDataType;

/**
 * The schema of rejected records. A field keeps the type that it has in the schema of the records, unless a value of another class is there: writers convert
 * values to the types of the schema.
 */
public final class RejectedSchema {

    private static final DataType TEXT = RecordFieldType.STRING.getDataType();

    private final Map<String, RecordField> fields = new LinkedHashMap<>();
    private final Map<String, DataType> found = new HashMap<>();
    private final ColumnValues values = new ColumnValues(ZoneId.systemDefault(), NullValues.NONE);

    public RejectedSchema(final RecordSchema schema) {
        schema.getFields().forEach(field -> fields.put(field.getFieldName(), field));
    }

    /** Considers the values of a record. */
    public void add(final Record record) {
        record.toMap().forEach((name, value) -> {
            final RecordField field = fields.computeIfAbsent(name, added -> new RecordField(added, TEXT, true));
            if (value != null) {
                found.merge(name, ValueTypes.of(value, field.getDataType()), ValueTypes::merged);
            }
        });
    }

    /** @param more fields that are added to those of the records */
    public RecordSchema schema(final List<RecordField> more) {
        final List<RecordField> all = new ArrayList<>();
        for (final RecordField field : fields.values()) {
            if (more.stream().noneMatch(added -> added.getFieldName().equals(field.getFieldName()))) {
                all.add(new RecordField(field.getFieldName(), typeOf(field), field.getAliases(), true));
            }
        }
        all.addAll(more);
        return new SimpleRecordSchema(all);
    }

    private DataType typeOf(final RecordField field) {
        return Optional.ofNullable(found.get(field.getFieldName())).orElse(field.getDataType());
    }

    /** The values of a record; text instead of those of a field in which other records have text. */
    public Map<String, Object> valuesOf(final Record record) throws IOException {
        final Map<String, Object> result = new LinkedHashMap<>();
        for (final Map.Entry<String, Object> entry : record.toMap().entrySet()) {
            final Object value = entry.getValue();
            final RecordField field = fields.get(entry.getKey());
            result.put(entry.getKey(), value == null ? null : fitting(value, typeOf(field)));
        }
        return result;
    }

    private Object fitting(final Object value, final DataType type) throws IOException {
        return switch (type) {
            case RecordDataType inner when value instanceof final Record record -> {
                final Map<String, Object> fitted = new LinkedHashMap<>();
                for (final Map.Entry<String, Object> entry : record.toMap().entrySet()) {
                    final DataType known = inner.getChildSchema().getDataType(entry.getKey()).orElse(TEXT);
                    fitted.put(entry.getKey(), entry.getValue() == null ? null : fitting(entry.getValue(), known));
                }
                yield new MapRecord(inner.getChildSchema(), fitted);
            }
            case ArrayDataType array when value instanceof final Object[] elements && Bytes.of(value, type).isEmpty() -> {
                final Object[] fitted = new Object[elements.length];
                for (int i = 0; i < fitted.length; i++) {
                    fitted[i] = elements[i] == null ? null : fitting(elements[i], array.getElementType());
                }
                yield fitted;
            }
            default -> type.getFieldType() == RecordFieldType.STRING && !(value instanceof String) ? values.text(value, type) : value;
        };
    }
}
