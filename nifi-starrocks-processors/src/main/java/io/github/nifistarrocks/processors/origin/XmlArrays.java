package io.github.nifistarrocks.processors.origin;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.type.ArrayDataType;
import org.apache.nifi.serialization.record.type.RecordDataType;

/** Elements of XML: one that occurs once is an array only by the schema, whatever it contains. */
final class XmlArrays {

    private XmlArrays() {}

    /** @param schema of the record; the records inside of records have none of their own */
    static Record complete(final Record record, final RecordSchema schema) {
        Map<String, Object> changed = null;
        for (final Map.Entry<String, Object> entry : record.toMap().entrySet()) {
            final Optional<DataType> type = schema.getField(entry.getKey()).map(RecordField::getDataType);
            final Object completed = type.isEmpty() ? entry.getValue() : complete(entry.getValue(), type.get());
            if (completed != entry.getValue()) {
                changed = changed == null ? new LinkedHashMap<>(record.toMap()) : changed;
                changed.put(entry.getKey(), completed);
            }
        }
        return changed == null ? record : new MapRecord(record.getSchema(), changed);
    }

    private static Object complete(final Object value, final DataType type) {
        return switch (type) {
            case ArrayDataType array when value instanceof final Object[] elements -> elements(elements, array);
            case ArrayDataType array when value != null -> elements(new Object[] {value}, array);
            case RecordDataType inner when value instanceof final Record record && inner.getChildSchema() != null -> complete(record, inner.getChildSchema());
            default -> value;
        };
    }

    private static Object[] elements(final Object[] elements, final ArrayDataType type) {
        if (type.getElementType() != null) {
            for (int i = 0; i < elements.length; i++) {
                elements[i] = complete(elements[i], type.getElementType());
            }
        }
        return elements;
    }
}
