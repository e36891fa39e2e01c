package io.github.nifistarrocks.processors.rejected;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.processors.type.RecordTypes;
import io.github.nifistarrocks.processors.value.Bytes;
import io.github.nifistarrocks.processors.value.PlainJson;
import io.github.nifistarrocks.processors.value.StrictDateFormat;
import io.github.nifistarrocks.processors.value.TemporalText;
import io.github.nifistarrocks.processors.value.UntypedValues;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.SerializedForm;
import org.apache.nifi.serialization.record.util.DataTypeUtils;

/** A rejected record that a writer of JSON writes by the classes of its values, so that none gets the type that other records have. */
public final class RejectedJson extends MapRecord {

    private static final DataType TEXT = RecordFieldType.STRING.getDataType();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final TemporalText DATES = new TemporalText(ZoneId.systemDefault());

    private final SerializedForm json;

    /**
     * @param values as the schema has them, for other writers
     * @param record as it was read
     * @param added fields beside those of the record
     */
    public RejectedJson(final RecordSchema schema, final Map<String, Object> values, final Record record, final Map<String, String> added) {
        super(schema, values);
        json = SerializedForm.of(() -> {
            final ObjectNode node = object(record);
            added.forEach(node::put);
            return PlainJson.of(node.toString());
        }, "application/json");
    }

    /** Also where there is null, for which NiFi would not return it. */
    @Override
    public Optional<SerializedForm> getSerializedForm() {
        return Optional.of(json);
    }

    @Override
    public boolean equals(final Object other) {
        return super.equals(other);
    }

    @Override
    public int hashCode() {
        return super.hashCode();
    }

    private static ObjectNode object(final Record record) {
        final ObjectNode node = NODES.objectNode();
        record.toMap().forEach((name, value) -> node.set(name, node(value, record.getSchema().getField(name).map(RecordField::getDataType).orElse(TEXT))));
        return node;
    }

    private static JsonNode node(final Object value, final DataType type) {
        return switch (value) {
            case null -> NODES.nullNode();
            case Boolean flag -> NODES.booleanNode(flag);
            case Integer number -> NODES.numberNode(number);
            case Long number -> NODES.numberNode(number);
            case BigInteger number -> NODES.numberNode(number);
            case Double number -> Double.isFinite(number) ? NODES.numberNode(number) : NODES.textNode(number.toString());
            case BigDecimal number -> NODES.numberNode(number);
            case Number number -> NODES.numberNode(new BigDecimal(number.toString()));
            case Record record -> object(record);
            case Map<?, ?> map -> {
                final ObjectNode node = NODES.objectNode();
                map.forEach((key, part) -> node.set(String.valueOf(key), node(part, UntypedValues.ofValues(type))));
                yield node;
            }
            case Collection<?> elements -> array(elements, type);
            case byte[] bytes -> NODES.binaryNode(bytes);
            case Object[] elements -> Bytes.of(elements, RecordTypes.BYTES.equals(type) ? type : TEXT).map(bytes -> (JsonNode) NODES.binaryNode(bytes))
                    .orElseGet(() -> array(Arrays.asList(elements), type));
            default -> NODES.textNode(text(value, type));
        };
    }

    private static ArrayNode array(final Collection<?> elements, final DataType type) {
        final ArrayNode node = NODES.arrayNode();
        elements.forEach(element -> node.add(node(element, UntypedValues.ofElements(type))));
        return node;
    }

    /** Dates have the format of their field if it keeps them, and else the form of StarRocks. */
    private static String text(final Object value, final DataType type) {
        if (type.getFormat() != null) {
            final String formatted = DataTypeUtils.toString(value, type.getFormat());
            if (StrictDateFormat.of(type).read(formatted).filter(value::equals).isPresent()) {
                return formatted;
            }
        }
        try {
            return DATES.plain(value).orElseGet(value::toString);
        } catch (UnencodableValueException e) {
            return value.toString();
        }
    }
}
