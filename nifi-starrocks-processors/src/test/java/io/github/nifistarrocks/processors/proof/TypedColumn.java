package io.github.nifistarrocks.processors.proof;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.catalog.type.TypeKind;
import io.github.nifistarrocks.emulator.value.Sketch;
import io.github.nifistarrocks.processors.option.LoadFormat;

/**
 * A column of one type with the values that are to be in it.
 *
 * @param values Boolean, BigInteger, Float, Double, BigDecimal with the column's scale, String, byte[], LocalDate, LocalDateTime, JsonNode; of a HLL the text
 *     that it counts
 */
record TypedColumn(String ddl, List<Object> values) {

    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");
    static final ObjectMapper MAPPER = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    static JsonNode json(final String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    ColumnType type() {
        return ColumnType.parse(ddl);
    }

    /** The column in a CREATE TABLE of an AGGREGATE KEY table; other types stand in a DUPLICATE KEY table. */
    String aggregation() {
        return switch (type().kind()) {
            case BITMAP -> " BITMAP_UNION";
            case HLL -> " HLL_UNION";
            default -> "";
        };
    }

    boolean isSketch() {
        return !aggregation().isEmpty();
    }

    boolean isScannable() {
        return switch (type().kind()) {
            case BITMAP, HLL -> false;
            default -> true;
        };
    }

    /** The column with the values for which a format has a form; empty when it has none for the type. */
    Optional<TypedColumn> in(final LoadFormat format) {
        return switch (format) {
            case JSON -> Optional.of(this);
            case CSV -> ddl.contains("STRUCT") || ddl.contains("MAP<VARCHAR(40),ARRAY") || ddl.startsWith("DECIMAL(76")
                    ? Optional.empty()
                    : Optional.of(new TypedColumn(ddl, values.stream().filter(value -> !(value instanceof final JsonNode node && type().kind() == TypeKind.JSON
                            && (node.isNumber() || node.isBoolean()))).toList()));
        };
    }

    /** What stands in a SELECT for it. */
    String selected(final String name) {
        return ddl.equals("BITMAP") ? "bitmap_to_string(`%s`)".formatted(name) : "`%s`".formatted(name);
    }

    /** A value that should be there in the form of {@link #found}. */
    String expected(final Object value) {
        return switch (value) {
            case null -> "NULL";
            case String text when type().kind() == TypeKind.HLL -> found(Sketch.hll(text));
            case JsonNode node -> text(node);
            default -> found(value);
        };
    }

    /** A value from a query or a scan as text that tells every difference; but for the sign of zero, which the emulator does not keep. */
    String found(final Object value) {
        return switch (value) {
            case null -> "NULL";
            case String text -> switch (type().kind()) {
                case JSON, ARRAY, MAP, STRUCT -> text(json(text));
                case DATETIME -> LocalDateTime.parse(text.replace(' ', 'T')).toString();
                default -> text;
            };
            case BigDecimal decimal -> decimal.toPlainString();
            case Float real -> "float " + (real + 0f);
            case Double real -> "double " + (real + 0d);
            case byte[] bytes -> "x" + HexFormat.of().formatHex(bytes);
            case Object[] bytes -> "x" + HexFormat.of().formatHex(unboxed(bytes));
            default -> value.toString();
        };
    }

    /** A nested value whose numbers are texts of digits, because a table prints some of them in quotes, and a scan prints none. */
    String withoutQuotesOfNumbers(final String value) {
        return type().kind().isNested() && !"NULL".equals(value) ? digits(type(), json(value)).toString() : value;
    }

    private static JsonNode digits(final ColumnType type, final JsonNode node) {
        if (node.isNull()) {
            return node;
        }
        return switch (type.kind()) {
            case ARRAY -> {
                final ArrayNode copy = JsonNodeFactory.instance.arrayNode();
                node.forEach(element -> copy.add(digits(type.children().getFirst(), element)));
                yield copy;
            }
            case MAP -> {
                final ObjectNode copy = JsonNodeFactory.instance.objectNode();
                node.properties().forEach(entry -> copy.set(entry.getKey(), digits(type.children().getLast(), entry.getValue())));
                yield copy;
            }
            case STRUCT -> {
                final ObjectNode copy = JsonNodeFactory.instance.objectNode();
                node.properties().forEach(field -> copy.set(field.getKey(),
                        digits(type.children().get(type.fieldNames().indexOf(field.getKey())), field.getValue())));
                yield copy;
            }
            case TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE, DECIMAL, DECIMALV2 -> node.isNumber() || NUMBER.matcher(node.asText()).matches()
                    ? JsonNodeFactory.instance.textNode(new BigDecimal(node.asText()).stripTrailingZeros().toPlainString())
                    : node;
            case BOOLEAN, DATE, DATETIME, CHAR, VARCHAR, JSON, VARBINARY, HLL, BITMAP -> node;
        };
    }

    /** StarRocks stores the keys of JSON in order, and fractions as doubles, which it does not always print in the shortest form. */
    private String text(final JsonNode node) {
        return (type().kind() == TypeKind.JSON ? sorted(node) : node).toString();
    }

    private static JsonNode sorted(final JsonNode node) {
        if (node instanceof final ArrayNode array) {
            final ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            array.forEach(element -> copy.add(sorted(element)));
            return copy;
        }
        if (node instanceof final ObjectNode object) {
            final ObjectNode copy = JsonNodeFactory.instance.objectNode();
            object.properties().stream().sorted(Map.Entry.comparingByKey()).forEach(field -> copy.set(field.getKey(), sorted(field.getValue())));
            return copy;
        }
        return node.isBigDecimal() || node.isDouble() ? DoubleNode.valueOf(node.doubleValue()) : node;
    }

    private static byte[] unboxed(final Object[] elements) {
        final byte[] bytes = new byte[elements.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (Byte) elements[i];
        }
        return bytes;
    }

    /** The text of bytes that are UTF-8; null when they are not. */
    static String utf8(final byte[] bytes) {
        final String text = new String(bytes, StandardCharsets.UTF_8);
        return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes) ? text : null;
    }
}
