package io.github.nifistarrocks.processors.scan;

import java.io.OutputStream;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import org.apache.nifi.controller.AbstractControllerService;
import org.apache.nifi.logging.ComponentLog;
import org.apache.nifi.serialization.AbstractRecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriter;
import org.apache.nifi.serialization.RecordSetWriterFactory;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.type.ArrayDataType;
import org.apache.nifi.serialization.record.type.MapDataType;
import org.apache.nifi.serialization.record.type.RecordDataType;

/** Passes every row of a scan to a test, at the time at which a writer would write it. Its output shows no value. */
public final class KeepingWriter extends AbstractControllerService implements RecordSetWriterFactory {

    private static final DataType TEXT = RecordFieldType.STRING.getDataType();

    private final UnaryOperator<DataType> types;
    private final Consumer<Record> consumer;

    /** @param types from the types of the scan to those that the schema of the writer declares */
    public KeepingWriter(final UnaryOperator<DataType> types, final Consumer<Record> consumer) {
        this.types = types;
        this.consumer = consumer;
    }

    /** Dates and times as text, also inside. */
    static DataType datesAsText(final DataType type) {
        return switch (type) {
            case ArrayDataType array -> RecordFieldType.ARRAY.getArrayDataType(datesAsText(array.getElementType()));
            case MapDataType map -> RecordFieldType.MAP.getMapDataType(datesAsText(map.getValueType()));
            case RecordDataType inner -> RecordFieldType.RECORD.getRecordDataType(schema(inner.getChildSchema(), KeepingWriter::datesAsText));
            default -> type.getFieldType() == RecordFieldType.DATE || type.getFieldType() == RecordFieldType.TIMESTAMP ? TEXT : type;
        };
    }

    /** Everything as text. */
    static DataType text(final DataType ignored) {
        return TEXT;
    }

    private static RecordSchema schema(final RecordSchema schema, final UnaryOperator<DataType> types) {
        return new SimpleRecordSchema(
                schema.getFields().stream().map(field -> new RecordField(field.getFieldName(), types.apply(field.getDataType()))).toList());
    }

    @Override
    public RecordSchema getSchema(final Map<String, String> variables, final RecordSchema readSchema) {
        return schema(readSchema, types);
    }

    @Override
    public RecordSetWriter createWriter(final ComponentLog log, final RecordSchema schema, final OutputStream out, final Map<String, String> variables) {
        return new AbstractRecordSetWriter(out) {
            @Override
            protected Map<String, String> writeRecord(final Record row) {
                if (!(row instanceof MapRecord)) {
                    consumer.accept(row);
                }
                return Map.of();
            }

            @Override
            public String getMimeType() {
                return "application/octet-stream";
            }
        };
    }
}
