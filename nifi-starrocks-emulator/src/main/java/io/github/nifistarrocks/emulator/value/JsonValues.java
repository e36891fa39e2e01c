package io.github.nifistarrocks.emulator.value;

import java.math.BigDecimal;
import java.math.BigInteger;
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
import io.github.nifistarrocks.emulator.catalog.ColumnType;
import io.github.nifistarrocks.emulator.value.json.JsonTextParser;
import io.github.nifistarrocks.emulator.value.json.MalformedJsonException;

/** Reads JSON values as Stream Load does, and keeps nested values as JSON text in the row store. */
public final class JsonValues {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private JsonValues() {}

    public static ObjectMapper mapper() {
        return MAPPER;
    }

    /**
     * @param column named in the error texts
     * @throws InvalidValueException when the value is not one of the type
     */
    public static Object of(final ColumnType type, final JsonNode node, final String column) {
        if (node == null || node.isNull() || node.isMissingNode()) {
            return null;
        }
        return switch (type.kind()) {
            case BOOLEAN -> node.isBoolean() ? (Object) node.booleanValue() : TextValues.parse(type, node.asText());
            case TINYINT, SMALLINT, INT, BIGINT -> integer(type, node, column);
            case LARGEINT, FLOAT, DOUBLE, DECIMAL, DATE, DATETIME -> TextValues.parse(type, scalarText(node));
            case CHAR -> TextValues.untilNul(text(node));
            case VARCHAR -> text(node);
            case JSON -> node.toString();
            case VARBINARY, HLL, BITMAP -> scalarText(node).getBytes(StandardCharsets.UTF_8);
            case ARRAY -> array(type, node, column);
            case MAP -> map(type, node, column);
            case STRUCT -> struct(type, node, column);
        };
    }

    /** The VARCHAR value of any JSON value: strings as they are, booleans as 1 and 0, objects and arrays as JSON text. */
    public static String text(final JsonNode node) {
        if (node == null || node.isNull() || node.isMissingNode()) {
            return null;
        }
        if (node.isBoolean()) {
            return node.booleanValue() ? "1" : "0";
        }
        return node.isContainerNode() ? node.toString() : scalarText(node);
    }

    /** The inverse of {@link #store}: an ARRAY, MAP or STRUCT from its JSON text. */
    static Object fromText(final ColumnType type, final String text) {
        try {
            return of(type, MAPPER.readTree(text), "");
        } catch (JsonProcessingException e) {
            throw InvalidValueException.unreadable(text);
        }
    }

    static String normalised(final String text) {
        try {
            return JsonTextParser.stored(text);
        } catch (MalformedJsonException e) {
            throw InvalidValueException.unreadable(text);
        }
    }

    /** A nested value as JSON text. */
    static String store(final ColumnType type, final Object value) {
        try {
            return MAPPER.writeValueAsString(plain(type, value));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Cannot be kept as JSON: " + type.displayName(), e);
        }
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
            case DECIMAL -> ((BigDecimal) value).toPlainString();
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

    private static Object integer(final ColumnType type, final JsonNode node, final String column) {
        final BigInteger whole;
        if (node.isNumber()) {
            whole = node.isIntegralNumber() ? node.bigIntegerValue() : node.decimalValue().toBigInteger();
        } else {
            whole = wholeOfText(type, node, column);
        }
        try {
            return switch (type.kind()) {
                case TINYINT -> (Object) whole.byteValueExact();
                case SMALLINT -> whole.shortValueExact();
                case INT -> whole.intValueExact();
                case BIGINT -> whole.longValueExact();
                case BOOLEAN, LARGEINT, FLOAT, DOUBLE, DECIMAL, DATE, DATETIME, CHAR, VARCHAR, JSON, VARBINARY, HLL, BITMAP, ARRAY, MAP, STRUCT ->
                    throw new IllegalArgumentException(
                            "Not an integer type: " + type.displayName());
            };
        } catch (ArithmeticException e) {
            throw InvalidValueException.withText("Value is overflow. column=%s, value=%s".formatted(column, node.asText()));
        }
    }

    private static BigInteger wholeOfText(final ColumnType type, final JsonNode node, final String column) {
        if (node.isBoolean()) {
            return node.booleanValue() ? BigInteger.ONE : BigInteger.ZERO;
        }
        try {
            return new BigDecimal(node.isTextual() ? node.textValue().trim() : node.toString()).toBigInteger();
        } catch (NumberFormatException e) {
            throw InvalidValueException.withText("Unable to cast string value to %s. value=%s, column=%s".formatted(type.kind(), text(node), column));
        }
    }

    /** A value inside a nested value becomes NULL when it does not fit, in strict mode too (BE: formats/json/nullable_column.cpp, invalid_as_null). */
    private static Object part(final ColumnType type, final JsonNode node, final String column) {
        try {
            final Object value = of(type, node, column);
            return value instanceof final String text && !fits(type, text) ? null : value;
        } catch (InvalidValueException e) {
            return null;
        }
    }

    /** Whether a text is not too long for a type that limits it. */
    static boolean fits(final ColumnType type, final String text) {
        return switch (type.kind()) {
            case CHAR, VARCHAR -> text.getBytes(StandardCharsets.UTF_8).length <= type.length();
            case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE, DECIMAL, DATE, DATETIME, JSON, VARBINARY, HLL, BITMAP, ARRAY, MAP, STRUCT ->
                true;
        };
    }

    private static Object array(final ColumnType type, final JsonNode node, final String column) {
        if (!node.isArray()) {
            throw InvalidValueException.withText("Failed to parse value as array, column=%s".formatted(column));
        }
        final List<Object> items = new ArrayList<>();
        node.forEach(item -> items.add(part(type.children().getFirst(), item, column)));
        return items;
    }

    private static Object map(final ColumnType type, final JsonNode node, final String column) {
        if (!node.isObject()) {
            throw InvalidValueException.withText("Failed to parse value as map, column=%s".formatted(column));
        }
        final Map<Object, Object> map = new LinkedHashMap<>();
        node.properties().forEach(entry -> map.put(part(type.children().getFirst(), TextNode.valueOf(entry.getKey()), column),
                part(type.children().getLast(), entry.getValue(), column)));
        return map;
    }

    private static Object struct(final ColumnType type, final JsonNode node, final String column) {
        if (!node.isObject()) {
            throw InvalidValueException.withText("Failed to parse value as struct, column=%s".formatted(column));
        }
        final List<Object> fields = new ArrayList<>();
        for (int i = 0; i < type.fieldNames().size(); i++) {
            fields.add(part(type.children().get(i), node.get(type.fieldNames().get(i)), column));
        }
        return fields;
    }

    private static String scalarText(final JsonNode node) {
        if (node.isTextual()) {
            return node.textValue();
        }
        return node.isBigDecimal() ? node.decimalValue().toPlainString() : node.asText();
    }
}
