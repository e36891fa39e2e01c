package io.github.nifistarrocks.processors.proof;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.catalog.type.TypeKind;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

/** Arrays, maps, records and text that stand for a JSON, ARRAY, MAP or STRUCT value. */
final class NestedValueCarriers {

    private NestedValueCarriers() {}

    /** Takes a way to say a value. */
    @FunctionalInterface
    interface Sink {
        void add(String name, DataType type, Object value);
    }

    static void add(final JsonNode node, final ColumnType type, final Sink sink) {
        if (type.kind() == TypeKind.JSON) {
            addDocument(node, sink);
            return;
        }
        sink.add("STRING", RecordFieldType.STRING.getDataType(), node.toString());
        final Object value = value(node, type);
        switch (type.kind()) {
            case ARRAY -> {
                sink.add("ARRAY", dataType(type), value);
                sink.add("LIST", dataType(type), Arrays.asList((Object[]) value));
            }
            case MAP -> {
                sink.add("MAP", dataType(type), value);
                sink.add("RECORD", RecordFieldType.RECORD.getDataType(), recordOf((Map<?, ?>) value, dataType(type.children().getLast())));
            }
            case STRUCT -> {
                sink.add("RECORD", dataType(type), value);
                sink.add("MAP", RecordFieldType.MAP.getDataType(), ((Record) value).toMap());
            }
            default -> throw new AssertionError(type);
        }
    }

    private static void addDocument(final JsonNode node, final Sink sink) {
        sink.add("STRING", RecordFieldType.STRING.getDataType(), node.toString());
        sink.add("STRING_ON_LINES", RecordFieldType.STRING.getDataType(), node.toPrettyString().replace("\n", "\r\n"));
        final Object value = free(node);
        switch (value) {
            case Object[] elements -> {
                sink.add("ARRAY", RecordFieldType.ARRAY.getDataType(), elements);
                sink.add("LIST", RecordFieldType.ARRAY.getDataType(), Arrays.asList(elements));
            }
            case Map<?, ?> map -> {
                sink.add("MAP", RecordFieldType.MAP.getDataType(), map);
                sink.add("RECORD", RecordFieldType.RECORD.getDataType(), recordOf(map, RecordFieldType.STRING.getDataType()));
            }
            case Boolean flag -> sink.add("BOOLEAN", RecordFieldType.BOOLEAN.getDataType(), flag);
            case Long number -> sink.add("LONG", RecordFieldType.LONG.getDataType(), number);
            case Double number -> sink.add("DOUBLE", RecordFieldType.DOUBLE.getDataType(), number);
            case null, default -> {
                // A text stands for the JSON that it holds, not for itself.
            }
        }
    }

    /** A value as a reader without a schema would give it. */
    private static Object free(final JsonNode node) {
        return switch (node.getNodeType()) {
            case NULL -> null;
            case ARRAY -> StreamSupport.stream(node.spliterator(), false).map(NestedValueCarriers::free).toArray();
            case OBJECT -> {
                final Map<String, Object> map = new LinkedHashMap<>();
                node.properties().forEach(entry -> map.put(entry.getKey(), free(entry.getValue())));
                yield map;
            }
            case BOOLEAN -> node.booleanValue();
            case NUMBER -> node.isIntegralNumber() ? (Object) node.longValue() : (Object) node.doubleValue();
            default -> node.textValue();
        };
    }

    private static Object value(final JsonNode node, final ColumnType type) {
        if (node == null || node.isNull()) {
            return null;
        }
        return switch (type.kind()) {
            case ARRAY -> StreamSupport.stream(node.spliterator(), false).map(item -> value(item, type.children().getFirst())).toArray();
            case MAP -> {
                final Map<String, Object> map = new LinkedHashMap<>();
                node.properties().forEach(entry -> map.put(entry.getKey(), value(entry.getValue(), type.children().getLast())));
                yield map;
            }
            case STRUCT -> {
                final Map<String, Object> values = new LinkedHashMap<>();
                for (int i = 0; i < type.fieldNames().size(); i++) {
                    values.put(type.fieldNames().get(i), value(node.get(type.fieldNames().get(i)), type.children().get(i)));
                }
                yield new MapRecord(schema(type), values);
            }
            case BOOLEAN -> node.booleanValue();
            case DOUBLE -> node.doubleValue();
            case LARGEINT -> new BigInteger(node.asText());
            case DECIMAL -> new BigDecimal(node.asText());
            case DATE -> Date.valueOf(node.textValue());
            case DATETIME -> Timestamp.valueOf(node.textValue());
            case VARCHAR -> node.textValue();
            default -> node.intValue();
        };
    }

    private static DataType dataType(final ColumnType type) {
        return switch (type.kind()) {
            case ARRAY -> RecordFieldType.ARRAY.getArrayDataType(dataType(type.children().getFirst()));
            case MAP -> RecordFieldType.MAP.getMapDataType(dataType(type.children().getLast()));
            case STRUCT -> RecordFieldType.RECORD.getRecordDataType(schema(type));
            case BOOLEAN -> RecordFieldType.BOOLEAN.getDataType();
            case DOUBLE -> RecordFieldType.DOUBLE.getDataType();
            case LARGEINT -> RecordFieldType.BIGINT.getDataType();
            case DECIMAL -> RecordFieldType.DECIMAL.getDecimalDataType(type.precision(), type.scale());
            case DATE -> RecordFieldType.DATE.getDataType();
            case DATETIME -> RecordFieldType.TIMESTAMP.getDataType();
            case VARCHAR -> RecordFieldType.STRING.getDataType();
            default -> RecordFieldType.INT.getDataType();
        };
    }

    private static RecordSchema schema(final ColumnType type) {
        final List<RecordField> fields = new ArrayList<>();
        for (int i = 0; i < type.fieldNames().size(); i++) {
            fields.add(new RecordField(type.fieldNames().get(i), dataType(type.children().get(i))));
        }
        return new SimpleRecordSchema(fields);
    }

    private static Record recordOf(final Map<?, ?> map, final DataType type) {
        final List<RecordField> fields = map.keySet().stream().map(key -> new RecordField((String) key, type)).toList();
        final Map<String, Object> values = new LinkedHashMap<>();
        map.forEach((key, value) -> values.put((String) key, value));
        return new MapRecord(new SimpleRecordSchema(fields), values);
    }
}
