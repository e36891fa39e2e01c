package io.github.nifistarrocks.emulator.value;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.value.json.JsonTextParser;

/** ARRAY, MAP and STRUCT as JSON text, in which the row store keeps them, and in which scripts and expressions write them. */
final class NestedText {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private NestedText() {}

    /** @throws InvalidValueException when the text is not JSON of the type */
    static Object read(final ColumnType type, final String text) {
        try {
            return value(type, MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            throw InvalidValueException.unreadable(text);
        }
    }

    /** The inverse of {@link #read}. */
    static String write(final ColumnType type, final Object value) {
        try {
            return MAPPER.writeValueAsString(plain(type, value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Cannot be kept as JSON: " + type.displayName(), e);
        }
    }

    private static Object value(final ColumnType type, final JsonNode node) {
        if (node == null || node.isNull() || node.isMissingNode()) {
            return null;
        }
        return switch (type.kind()) {
            case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, DATE, DATETIME, CHAR, VARCHAR -> TextValues.parse(type, node.asText());
            case FLOAT -> Float.valueOf(node.asText());
            case DOUBLE -> Double.valueOf(node.asText());
            case DECIMAL, DECIMALV2 -> new BigDecimal(node.asText()).setScale(type.scale(), RoundingMode.HALF_UP);
            case JSON -> node.isContainerNode() ? JsonTextParser.stored(node.toString()) : node.asText();
            case VARBINARY, HLL, BITMAP -> node.asText().getBytes(StandardCharsets.UTF_8);
            case ARRAY -> array(type, node);
            case MAP -> map(type, node);
            case STRUCT -> struct(type, node);
        };
    }

    /** What is not a value of its type is NULL. */
    private static Object part(final ColumnType type, final JsonNode node) {
        try {
            return value(type, node);
        } catch (InvalidValueException | NumberFormatException e) {
            return null;
        }
    }

    private static List<Object> array(final ColumnType type, final JsonNode node) {
        if (!node.isArray()) {
            throw InvalidValueException.unreadable(node.toString());
        }
        final List<Object> items = new ArrayList<>();
        node.forEach(item -> items.add(part(type.children().getFirst(), item)));
        return items;
    }

    private static Map<Object, Object> map(final ColumnType type, final JsonNode node) {
        if (!node.isObject()) {
            throw InvalidValueException.unreadable(node.toString());
        }
        final Map<Object, Object> map = new LinkedHashMap<>();
        node.properties().forEach(entry -> map.put(part(type.children().getFirst(), TextNode.valueOf(entry.getKey())),
                part(type.children().getLast(), entry.getValue())));
        return map;
    }

    private static List<Object> struct(final ColumnType type, final JsonNode node) {
        if (!node.isObject()) {
            throw InvalidValueException.unreadable(node.toString());
        }
        final List<Object> fields = new ArrayList<>();
        for (int i = 0; i < type.fieldNames().size(); i++) {
            fields.add(part(type.children().get(i), node.get(type.fieldNames().get(i))));
        }
        return fields;
    }

    private static Object plain(final ColumnType type, final Object value) {
        if (value == null) {
            return null;
        }
        return switch (type.kind()) {
            case ARRAY -> ((List<?>) value).stream().map(item -> plain(type.children().getFirst(), item)).toList();
            case MAP -> plainMap(type, (Map<?, ?>) value);
            case STRUCT -> plainStruct(type, (List<?>) value);
            case LARGEINT, DATE -> value.toString();
            case DECIMAL, DECIMALV2 -> ((BigDecimal) value).toPlainString();
            case DATETIME -> TemporalText.of((LocalDateTime) value);
            case VARBINARY, HLL, BITMAP -> new String((byte[]) value, StandardCharsets.UTF_8);
            case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, FLOAT, DOUBLE, CHAR, VARCHAR, JSON -> value;
        };
    }

    private static Map<String, Object> plainMap(final ColumnType type, final Map<?, ?> map) {
        final Map<String, Object> plain = new LinkedHashMap<>();
        map.forEach((key, value) -> plain.put(String.valueOf(plain(type.children().getFirst(), key)), plain(type.children().getLast(), value)));
        return plain;
    }

    private static Map<String, Object> plainStruct(final ColumnType type, final List<?> fields) {
        final Map<String, Object> plain = new LinkedHashMap<>();
        for (int i = 0; i < fields.size(); i++) {
            plain.put(type.fieldNames().get(i), plain(type.children().get(i), fields.get(i)));
        }
        return plain;
    }
}
