package io.github.nifistarrocks.emulator.load.json.column;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.value.InvalidValueException;
import io.github.nifistarrocks.emulator.value.json.JsonError;
import io.github.nifistarrocks.emulator.value.json.JsonKind;
import io.github.nifistarrocks.emulator.value.json.JsonMember;
import io.github.nifistarrocks.emulator.value.json.JsonReadException;
import io.github.nifistarrocks.emulator.value.json.JsonValue;
import io.github.nifistarrocks.emulator.value.json.StoredJson;

/**
 * Reads the values of one field of JSON documents. Types that JSON does not have are text at first and are cast to the type of the column afterwards (BE:
 * exec/file_scanner/json_scanner.cpp, construct_json_type; formats/json/nullable_column.cpp, binary_column.cpp, map_column.cpp, struct_column.cpp).
 */
public final class JsonColumn {

    private final String name;
    private final ColumnType type;

    /** @param name as messages show it */
    public JsonColumn(final String name, final ColumnType type) {
        this.name = name;
        this.type = type;
    }

    public String name() {
        return name;
    }

    public ColumnType type() {
        return type;
    }

    /**
     * @return empty for NULL; text where the type is cast from text
     * @throws JsonRowException when the value is not one of the type, which makes it NULL with {@code invalidAsNull}, or its document is broken
     */
    public Optional<Object> read(final JsonValue value, final boolean invalidAsNull) {
        return Optional.ofNullable(nullable(type, value, invalidAsNull));
    }

    /**
     * The object of a row as a whole, for the path {@code $}.
     *
     * @param row an object that was started
     * @throws JsonRowException when the column is neither JSON nor text
     */
    public Object readRow(final JsonValue row) {
        try {
            return switch (type.kind()) {
                case JSON -> StoredJson.ofStarted(row);
                case CHAR, VARCHAR -> fitting(type, row.writtenToEnd());
                case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE, DECIMAL, DECIMALV2, DATE, DATETIME, VARBINARY, HLL, BITMAP, ARRAY, MAP,
                        STRUCT ->
                    throw JsonRowException.unsupported("json object could only load into JSON/VARCHAR column");
            };
        } catch (JsonReadException e) {
            throw JsonRowException.parsing("", name, e);
        }
    }

    /** Null is NULL. */
    private Object nullable(final ColumnType valueType, final JsonValue value, final boolean invalidAsNull) {
        try {
            if (value.isNull()) {
                return null;
            }
        } catch (JsonReadException e) {
            throw JsonRowException.parsing("", name, e);
        }
        try {
            return notNull(valueType, value);
        } catch (JsonRowException e) {
            if (invalidAsNull) {
                return null;
            }
            throw e;
        }
    }

    private Object notNull(final ColumnType valueType, final JsonValue value) {
        return switch (valueType.kind()) {
            case BOOLEAN -> JsonBooleans.read(name, value);
            case TINYINT, SMALLINT, INT, BIGINT, FLOAT, DOUBLE -> JsonNumbers.read(name, valueType.kind(), value);
            case CHAR, VARCHAR, LARGEINT, DECIMAL, DECIMALV2, DATE, DATETIME, VARBINARY, HLL, BITMAP -> text(valueType, value);
            case JSON -> json(value);
            case ARRAY -> array(valueType, value);
            case MAP -> map(valueType, value);
            case STRUCT -> struct(valueType, value);
        };
    }

    private String text(final ColumnType valueType, final JsonValue value) {
        try {
            return switch (value.kind()) {
                case NUMBER -> fitting(valueType, value.token());
                case STRING -> fitting(valueType, value.string());
                case BOOLEAN -> value.bool() ? "1" : "0";
                case ARRAY, OBJECT -> fitting(valueType, value.compact());
                case NULL -> throw JsonRowException.quality("Unsupported value type. Binary type is required. column=" + name);
            };
        } catch (JsonReadException e) {
            throw JsonRowException.parsing(" as string", name, e);
        }
    }

    private String fitting(final ColumnType valueType, final String text) {
        final int limit = switch (valueType.kind()) {
            case CHAR, VARCHAR -> valueType.length();
            case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE, DECIMAL, DECIMALV2, DATE, DATETIME, JSON, VARBINARY, HLL, BITMAP, ARRAY, MAP,
                    STRUCT ->
                ColumnType.MAX_LENGTH;
        };
        if (text.length() * 3L > limit && text.getBytes(StandardCharsets.UTF_8).length > limit) {
            throw JsonRowException.invalid("Value length is beyond the capacity. column=%s, capacity=%d".formatted(name, limit));
        }
        return text;
    }

    private String json(final JsonValue value) {
        try {
            return StoredJson.of(value);
        } catch (JsonReadException e) {
            if (value.isString()) {
                throw JsonRowException.quality("Failed to convert simdjson value, json=%s, error=%s".formatted(value.rest(), e.getMessage()));
            }
            throw JsonRowException.parsing(" as json type", name, new JsonReadException(JsonError.INCORRECT_TYPE));
        }
    }

    private List<Object> array(final ColumnType valueType, final JsonValue value) {
        try {
            if (value.kind() != JsonKind.ARRAY) {
                throw JsonRowException.invalid("Failed to parse value as array, column=" + name);
            }
            final List<Object> items = new ArrayList<>();
            value.startArray();
            for (; value.hasItem(); value.nextItem()) {
                items.add(part(valueType.children().getFirst(), value.item()));
            }
            return items;
        } catch (JsonReadException e) {
            throw JsonRowException.parsing(" as array", name, e);
        }
    }

    /** Of a key that is written twice, the last value counts. */
    private Map<Object, Object> map(final ColumnType valueType, final JsonValue value) {
        try {
            startObject(value);
            final Map<Object, Object> entries = new LinkedHashMap<>();
            for (; value.hasMember(); value.nextMember()) {
                final JsonMember member = value.member();
                final Object key = part(valueType.children().getFirst(), member.keyAsValue());
                final Object entry = part(valueType.children().getLast(), member.value());
                entries.remove(key);
                entries.put(key, entry);
            }
            return entries;
        } catch (JsonReadException e) {
            throw JsonRowException.parsing(" as object", name, e);
        }
    }

    private List<Object> struct(final ColumnType valueType, final JsonValue value) {
        try {
            startObject(value);
            final List<Object> fields = new ArrayList<>();
            for (int i = 0; i < valueType.children().size(); i++) {
                fields.add(field(value, valueType.fieldNames().get(i), valueType.children().get(i)));
            }
            return fields;
        } catch (JsonReadException e) {
            throw JsonRowException.parsing(" as object", name, e);
        }
    }

    /** A member that cannot be found because the object is broken is NULL. */
    private Object field(final JsonValue object, final String key, final ColumnType fieldType) {
        final Optional<JsonValue> found;
        try {
            found = object.find(key);
        } catch (JsonReadException e) {
            return null;
        }
        return found.isPresent() ? part(fieldType, found.get()) : null;
    }

    private static void startObject(final JsonValue value) {
        final JsonKind kind = value.kind();
        if (kind != JsonKind.OBJECT) {
            throw JsonRowException.quality("Expected value type [object], got [%s]".formatted(kind));
        }
        value.startObject();
    }

    /** What is not valid inside of a value is NULL, with strict mode too. */
    private Object part(final ColumnType partType, final JsonValue value) {
        final Object part = nullable(partType, value, true);
        try {
            return part instanceof final String text ? JsonCasts.cast(partType, text) : part;
        } catch (InvalidValueException e) {
            return null;
        }
    }
}
