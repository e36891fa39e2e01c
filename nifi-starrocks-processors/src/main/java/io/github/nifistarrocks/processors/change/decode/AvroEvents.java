package io.github.nifistarrocks.processors.change.decode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * The encodings of Debezium's times in the Avro schema of an event: Kafka Connect's AvroConverter writes the name of each encoding into {@code connect.name},
 * which NiFi's readers do not evaluate. They read other encodings by Avro's own logical types.
 */
final class AvroEvents {

    private static final String TIMES = "io.debezium.time.";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final RecordSchema FIELD = new SimpleRecordSchema(List.of(textField("field"), textField("type"), textField("name")));
    private static final RecordSchema STRUCT = new SimpleRecordSchema(
            List.of(new RecordField("fields", RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.RECORD.getRecordDataType(FIELD)))));

    private AvroEvents() {}

    /**
     * @param image name of the field that holds a row
     * @return the times in it, described as in Kafka Connect's JSON; empty for events that are not Avro
     */
    static Optional<Record> imageOf(final RecordSchema event, final String image) {
        final Optional<String> text = event.getSchemaText();
        if (text.isEmpty() || !text.get().contains(TIMES)) {
            return Optional.empty();
        }
        try {
            final JsonNode schema = MAPPER.readTree(text.get());
            final Map<String, JsonNode> named = new HashMap<>();
            collect(schema, named);
            return fields(schema).filter(field -> image.equals(field.path("name").asText())).findFirst().map(field -> struct(field.path("type"), named));
        } catch (JsonProcessingException e) {
            // The schema has another format than Avro.
            return Optional.empty();
        }
    }

    private static Record struct(final JsonNode type, final Map<String, JsonNode> named) {
        final JsonNode row = resolved(type, named);
        final List<Object> times = new ArrayList<>();
        fields(row).forEach(field -> {
            final String encoding = resolved(field.path("type"), named).path("connect.name").asText();
            if (encoding.startsWith(TIMES)) {
                times.add(new MapRecord(FIELD, Map.of("field", field.path("name").asText(), "type", "int64", "name", encoding)));
            }
        });
        return new MapRecord(STRUCT, Map.of("fields", times.toArray()));
    }

    /** The type beside null in a union, with references by name resolved. */
    private static JsonNode resolved(final JsonNode type, final Map<String, JsonNode> named) {
        JsonNode found = type;
        if (type.isArray()) {
            for (final JsonNode branch : type) {
                if (!"null".equals(branch.asText())) {
                    found = branch;
                }
            }
        }
        return found.isTextual() ? named.getOrDefault(simpleName(found.asText()), found) : found;
    }

    private static void collect(final JsonNode schema, final Map<String, JsonNode> named) {
        if (schema.isObject() && "record".equals(schema.path("type").asText())) {
            named.put(simpleName(schema.path("name").asText()), schema);
        }
        schema.forEach(part -> collect(part, named));
    }

    /** Names may be written with their namespace or without. */
    private static String simpleName(final String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static Stream<JsonNode> fields(final JsonNode record) {
        final List<JsonNode> fields = new ArrayList<>();
        record.path("fields").forEach(fields::add);
        return fields.stream();
    }

    private static RecordField textField(final String name) {
        return new RecordField(name, RecordFieldType.STRING.getDataType());
    }
}
