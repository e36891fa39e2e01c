package io.github.nifistarrocks.processors.scan;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ArrayType;
import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.client.schema.ColumnType.MapType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.ColumnType.StructField;
import io.github.nifistarrocks.client.schema.ColumnType.StructType;
import org.apache.avro.generic.IndexedRecord;
import org.apache.nifi.serialization.record.Record;

/**
 * A value as the MySQL protocol prints it, in a form that can be compared: null, text for each scalar, a list for an ARRAY, and a list of entries for MAP and
 * STRUCT. Floats are their bits, because servers and Java print different digits.
 */
final class PrintedValue {

    private final String text;
    private int position;

    private PrintedValue(final String text) {
        this.text = text;
    }

    /** What a BE prints. */
    static Object printed(final ColumnType type, final JsonNode cell) {
        if (cell.isNull()) {
            return null;
        }
        if (type instanceof ArrayType || type instanceof MapType || type instanceof StructType) {
            final PrintedValue value = new PrintedValue(cell.textValue());
            final Object parsed = value.nested(type);
            if (value.position != value.text.length()) {
                throw new IllegalArgumentException("%s continues at %d".formatted(value.text, value.position));
            }
            return parsed;
        }
        return scalar(type, cell.textValue());
    }

    /** What a record has. */
    static Object ofRecord(final ColumnType type, final Object value) {
        return switch (type) {
            case ArrayType array -> value == null ? null : Arrays.stream((Object[]) value).<Object>map(element -> ofRecord(array.element(), element)).toList();
            case MapType map -> value == null
                    ? null
                    : ((Map<?, ?>) value).entrySet().stream().map(entry -> entry(scalar(map.key(), key(map.key(), entry.getKey())),
                            ofRecord(map.value(), entry.getValue()))).toList();
            case StructType struct -> value == null
                    ? null
                    : struct.fields().stream().map(field -> entry(field.name(), ofRecord(field.type(), ((Record) value).getValue(field.name())))).toList();
            default -> value == null ? null : scalar(type, text(type, value));
        };
    }

    /** What a writer of JSON has written. */
    static Object ofJson(final ColumnType type, final JsonNode node) {
        return ofJson(type, node, JsonNode::textValue);
    }

    /** What the text of a nested value has, in which JSON columns are JSON and not text. */
    static Object ofText(final ColumnType type, final JsonNode node) {
        return ofJson(type, node, PrintedValue::spaced);
    }

    private static Object ofJson(final ColumnType type, final JsonNode node, final Function<JsonNode, String> jsonColumn) {
        if (node.isNull()) {
            return null;
        }
        return switch (type) {
            case ArrayType array -> {
                final List<Object> elements = new ArrayList<>();
                node.forEach(element -> elements.add(ofJson(array.element(), element, jsonColumn)));
                yield elements;
            }
            case MapType map -> {
                final List<Object> entries = new ArrayList<>();
                node.properties().forEach(field -> entries
                        .add(entry(scalar(map.key(), key(map.key(), field.getKey())), ofJson(map.value(), field.getValue(), jsonColumn))));
                yield entries;
            }
            case StructType struct -> struct.fields().stream()
                    .map(field -> entry(field.name(), ofJson(field.type(), node.get(field.name()), jsonColumn))).toList();
            case ScalarType scalar when scalar == ScalarType.JSON -> jsonColumn.apply(node);
            case ScalarType scalar when scalar == ScalarType.BOOLEAN -> node.booleanValue() ? "1" : "0";
            default -> scalar(type, node.asText());
        };
    }

    /** What an Avro file has. Its maps have no order. */
    static Object ofAvro(final ColumnType type, final Object value) {
        if (value == null) {
            return null;
        }
        return switch (type) {
            case ArrayType array -> ((List<?>) value).stream().map(element -> ofAvro(array.element(), element)).toList();
            case MapType map -> sorted(((Map<?, ?>) value).entrySet().stream()
                    .map(field -> entry(scalar(map.key(), key(map.key(), field.getKey().toString())), ofAvro(map.value(), field.getValue()))).toList());
            case StructType struct -> {
                final List<Object> entries = new ArrayList<>();
                struct.fields().forEach(field -> entries.add(entry(field.name(), ofAvro(field.type(), ((IndexedRecord) value).get(entries.size())))));
                yield entries;
            }
            case DecimalType decimal ->
                scalar(type, new BigDecimal(new BigInteger(((ByteBuffer) value).array()), decimal.scale().orElseThrow()).toPlainString());
            default -> scalar(type, value instanceof CharSequence ? value.toString() : text(type, value));
        };
    }

    /** What a reader of Arrow in another language has: arrays, and pairs for the entries of MAP and STRUCT. */
    static Object ofPairs(final ColumnType type, final JsonNode node) {
        if (node.isNull()) {
            return null;
        }
        final List<Object> parts = new ArrayList<>();
        return switch (type) {
            case ArrayType array -> {
                node.forEach(element -> parts.add(ofPairs(array.element(), element)));
                yield parts;
            }
            case MapType map -> {
                node.forEach(pair -> parts.add(entry(ofPairs(map.key(), pair.get(0)), ofPairs(map.value(), pair.get(1)))));
                yield parts;
            }
            case StructType struct -> {
                node.forEach(pair -> parts.add(entry(pair.get(0).textValue(), ofPairs(struct.fields().get(parts.size()).type(), pair.get(1)))));
                yield parts;
            }
            case ScalarType scalar when scalar == ScalarType.BOOLEAN -> "true".equals(node.textValue()) ? "1" : "0";
            default -> scalar(type, node.textValue());
        };
    }

    /** Whether an ARRAY has an element, or a MAP a value, that is NULL, at any depth. */
    static boolean hasNullInside(final ColumnType type, final Object value) {
        if (value == null) {
            return false;
        }
        return switch (type) {
            case ArrayType array -> ((List<?>) value).stream().anyMatch(element -> element == null || hasNullInside(array.element(), element));
            case MapType map -> ((List<?>) value).stream().map(field -> ((List<?>) field).get(1))
                    .anyMatch(element -> element == null || hasNullInside(map.value(), element));
            case StructType struct -> {
                boolean inside = false;
                for (int i = 0; i < struct.fields().size(); i++) {
                    inside |= hasNullInside(struct.fields().get(i).type(), ((List<?>) ((List<?>) value).get(i)).get(1));
                }
                yield inside;
            }
            default -> false;
        };
    }

    /** A value whose maps have the order of their keys. */
    static Object sorted(final ColumnType type, final Object value) {
        if (value == null) {
            return null;
        }
        final List<?> list = value instanceof final List<?> elements ? elements : List.of();
        return switch (type) {
            case ArrayType array -> list.stream().map(element -> sorted(array.element(), element)).toList();
            case MapType map -> sorted(list.stream().map(field -> entry(((List<?>) field).get(0), sorted(map.value(), ((List<?>) field).get(1)))).toList());
            case StructType struct -> {
                final List<Object> entries = new ArrayList<>();
                struct.fields().forEach(field -> entries.add(entry(field.name(), sorted(field.type(), ((List<?>) list.get(entries.size())).get(1)))));
                yield entries;
            }
            default -> value;
        };
    }

    private static List<List<Object>> sorted(final List<List<Object>> entries) {
        return entries.stream().sorted(Comparator.comparing(field -> String.valueOf(field.getFirst()))).toList();
    }

    private static List<Object> entry(final Object key, final Object value) {
        return Arrays.asList(key, value);
    }

    /** Keys of records and of JSON are text. */
    private static String key(final ColumnType type, final Object key) {
        return type == ScalarType.BOOLEAN ? "true".equals(key) ? "1" : "0" : (String) key;
    }

    private static String text(final ColumnType type, final Object value) {
        return switch (value) {
            case Boolean flag -> flag ? "1" : "0";
            case BigDecimal decimal when type instanceof DecimalType -> decimal.toPlainString();
            case Byte number -> number.toString();
            case Short number -> number.toString();
            case Integer number -> number.toString();
            case Long number -> number.toString();
            case BigInteger number -> number.toString();
            case Float number -> number.toString();
            case Double number -> number.toString();
            case String plain -> plain;
            default -> throw new IllegalArgumentException("%s of %s".formatted(value, value.getClass()));
        };
    }

    private static Object scalar(final ColumnType type, final String text) {
        return switch (type) {
            case ScalarType scalar -> switch (scalar) {
                case FLOAT -> "float " + Integer.toHexString(Float.floatToIntBits(Float.parseFloat(java(text))));
                case DOUBLE -> "double " + Long.toHexString(Double.doubleToLongBits(Double.parseDouble(java(text))));
                case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, DATE, DATETIME, JSON, HLL, BITMAP, PERCENTILE -> text;
            };
            case DecimalType decimal -> new BigDecimal(text).setScale(decimal.scale().orElseThrow(), RoundingMode.UNNECESSARY).toPlainString();
            default -> text;
        };
    }

    private static String java(final String number) {
        return switch (number) {
            case "nan" -> "NaN";
            case "inf" -> "Infinity";
            case "-inf" -> "-Infinity";
            default -> number;
        };
    }

    private Object nested(final ColumnType type) {
        if (text.startsWith("null", position)) {
            position += "null".length();
            return null;
        }
        return switch (type) {
            case ArrayType array -> list('[', ']', index -> nested(array.element()));
            case MapType map -> list('{', '}', index -> {
                final Object key = nested(map.key());
                expect(':');
                return entry(key, nested(map.value()));
            });
            case StructType struct -> list('{', '}', index -> {
                final StructField field = struct.fields().get(index);
                final String name = quoted();
                if (!name.equals(field.name())) {
                    throw new IllegalArgumentException("%s has %s for %s".formatted(text, name, field.name()));
                }
                expect(':');
                return entry(name, nested(field.type()));
            });
            default -> text.charAt(position) == '"' || text.charAt(position) == '\'' ? scalar(type, quoted()) : scalar(type, bare());
        };
    }

    private interface Element {
        Object read(int index);
    }

    private List<Object> list(final char open, final char close, final Element element) {
        final List<Object> elements = new ArrayList<>();
        expect(open);
        while (text.charAt(position) != close) {
            if (!elements.isEmpty()) {
                expect(',');
            }
            elements.add(element.read(elements.size()));
        }
        expect(close);
        return elements;
    }

    private void expect(final char expected) {
        if (text.charAt(position) != expected) {
            throw new IllegalArgumentException("%s has no %s at %d".formatted(text, expected, position));
        }
        position++;
    }

    /** In the quotes that it has; a backslash escapes quotes and backslashes only. */
    private String quoted() {
        final char quote = text.charAt(position++);
        final StringBuilder value = new StringBuilder();
        while (text.charAt(position) != quote) {
            if (text.charAt(position) == '\\') {
                position++;
            }
            value.append(text.charAt(position++));
        }
        position++;
        return value.toString();
    }

    private String bare() {
        final int start = position;
        while (",:]}".indexOf(text.charAt(position)) < 0) {
            position++;
        }
        return text.substring(start, position);
    }

    /** As StarRocks prints JSON. */
    private static String spaced(final JsonNode node) {
        if (node.isArray()) {
            final List<String> elements = new ArrayList<>();
            node.forEach(element -> elements.add(spaced(element)));
            return "[%s]".formatted(String.join(", ", elements));
        }
        if (node.isObject()) {
            return "{%s}".formatted(String.join(", ", node.properties().stream().map(field -> "\"%s\": %s".formatted(field.getKey(), spaced(field.getValue())))
                    .toList()));
        }
        return node.toString();
    }
}
