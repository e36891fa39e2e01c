package io.github.nifistarrocks.processors.reading;

import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.processors.option.OperationSource;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

/** A row as each source of operations writes it, and a schema of it in which the value has a type. */
record EventForm(OperationSource source) {

    private static final DataType TEXT = RecordFieldType.STRING.getDataType();
    private static final DataType INT = RecordFieldType.INT.getDataType();

    Map<String, String> properties() {
        return switch (source) {
            case ATTRIBUTE -> Map.of("Operation Source", source.name(), "Operation Attribute", "op");
            case RECORD_PATH -> Map.of("Operation Source", source.name(), "Operation Record Path", "/op", "Row Record Path", "/row");
            case NONE, DEBEZIUM, MYSQL, CANAL, MAXWELL -> Map.of("Operation Source", source.name());
        };
    }

    /** @param value as JSON */
    String json(final int id, final String value) {
        final String row = "{\"id\":%d,\"v\":%s}".formatted(id, value);
        return switch (source) {
            case NONE, ATTRIBUTE -> row;
            case RECORD_PATH -> "{\"op\":\"c\",\"row\":%s}".formatted(row);
            case DEBEZIUM -> "{\"op\":\"c\",\"after\":%s}".formatted(row);
            case MYSQL -> "{\"type\":\"insert\",\"timestamp\":1,\"columns\":[{\"name\":\"id\",\"column_type\":4,\"value\":%d},{\"name\":\"v\",\"value\":%s}]}"
                    .formatted(id, value);
            case CANAL -> "{\"type\":\"INSERT\",\"es\":1,\"data\":[%s]}".formatted(row);
            case MAXWELL -> "{\"type\":\"insert\",\"ts\":1,\"data\":%s}".formatted(row);
        };
    }

    /** @param type of the value */
    RecordSchema schema(final DataType type) {
        final RecordSchema row = schema(field("id", INT), field("v", type));
        return switch (source) {
            case NONE, ATTRIBUTE -> row;
            case RECORD_PATH -> schema(field("op", TEXT), field("row", RecordFieldType.RECORD.getRecordDataType(row)));
            case DEBEZIUM -> schema(field("op", TEXT), field("after", RecordFieldType.RECORD.getRecordDataType(row)));
            case MYSQL -> schema(field("type", TEXT), field("timestamp", RecordFieldType.LONG.getDataType()),
                    field("columns", array(schema(field("name", TEXT), field("column_type", INT), field("value", type)))));
            case CANAL -> schema(field("type", TEXT), field("es", RecordFieldType.LONG.getDataType()), field("data", array(row)));
            case MAXWELL -> schema(field("type", TEXT), field("ts", RecordFieldType.LONG.getDataType()),
                    field("data", RecordFieldType.RECORD.getRecordDataType(row)));
        };
    }

    private static DataType array(final RecordSchema elements) {
        return RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.RECORD.getRecordDataType(elements));
    }

    private static RecordField field(final String name, final DataType type) {
        return new RecordField(name, type);
    }

    private static RecordSchema schema(final RecordField... fields) {
        return new SimpleRecordSchema(List.of(fields));
    }
}
