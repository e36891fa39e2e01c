package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;

import com.fasterxml.jackson.core.JsonToken;
import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.schema.TableColumn;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordFieldType;

/** The rule of a column by its StarRocks type. */
final class TypeRules {

    private static final int LONGEST_VARCHAR = 1_048_576;
    private static final DataType BYTES = RecordFieldType.ARRAY.getArrayDataType(RecordFieldType.BYTE.getDataType());
    private static final ValueRule ANYTHING = value -> null;

    private final LoadFormat format;
    private final TemporalText temporal;
    private final ColumnEncoders encoders;

    TypeRules(final LoadFormat format, final TemporalText temporal, final ColumnEncoders encoders) {
        this.format = format;
        this.temporal = temporal;
        this.encoders = encoders;
    }

    /** @param type what the row's schema says of the field */
    ValueRule ruleFor(final TableColumn column, final DataType type, final String field) {
        final RecordValue values = RecordValue.of(type, field);
        final ValueRule rule = byType(column, Optional.of(type));
        return value -> {
            final Object settled = values.settle(value);
            if (settled == null) {
                return column.nullable() ? null : "takes no NULL";
            }
            return rule.objection(settled instanceof Character ? settled.toString() : settled);
        };
    }

    private ValueRule byType(final TableColumn column, final Optional<DataType> type) {
        return switch (column.type()) {
            case "BOOLEAN" -> NumberRules.bool();
            case "TINYINT" -> NumberRules.signed(Byte.SIZE);
            case "SMALLINT" -> NumberRules.signed(Short.SIZE);
            case "INT" -> NumberRules.signed(Integer.SIZE);
            case "BIGINT" -> NumberRules.signed(Long.SIZE);
            case "LARGEINT" -> NumberRules.signed(2 * Long.SIZE);
            case "BITMAP" -> NumberRules.unsignedLong();
            case "FLOAT" -> NumberRules.single();
            case "DOUBLE", "PERCENTILE" -> NumberRules.real();
            case "DECIMAL" -> column.precision().isPresent() && column.scale().isPresent()
                    ? NumberRules.decimal(column.precision().getAsInt(), column.scale().getAsInt())
                    : NumberRules.real();
            case "DATE" -> value -> date(value, "takes dates from 0000-01-01 to 9999-12-31");
            case "DATETIME" -> value -> date(value, "takes yyyy-MM-dd HH:mm:ss with up to 6 digits of fraction and no zone, years 0000 to 9999");
            case "CHAR" -> value -> shortText(value, column.length(), type);
            case "VARCHAR", "STRING", "HLL" -> value -> text(value, column.length(), type);
            case "VARBINARY", "BINARY" -> value -> bytes(value, column.length(), type);
            case "JSON" -> value -> json(value, type);
            case "ARRAY" -> array(column);
            case "MAP" -> map(column);
            case "STRUCT" -> struct(column);
            default -> ANYTHING;
        };
    }

    private String date(final Object value, final String takes) throws UnencodableValueException {
        final LocalDateTime dateTime = temporal.dateTime(value);
        if (dateTime != null) {
            return dateTime.getYear() < 0 || dateTime.getYear() > 9999 ? takes : null;
        }
        final String text = value instanceof Boolean || value instanceof java.util.Date ? null : temporal.plain(value);
        return text == null || !DateText.isRead(text) ? takes : null;
    }

    private String shortText(final Object value, final OptionalInt length, final Optional<DataType> type) throws IOException {
        final String objection = text(value, length, type);
        return objection == null && value instanceof String text && text.indexOf('\0') >= 0 ? "takes text without NUL, where it ends" : objection;
    }

    private String text(final Object value, final OptionalInt length, final Optional<DataType> type) throws IOException {
        final String text = type.isPresent() ? encoders.text(value, type.get()) : temporal.plainOrRefuse(value);
        if (format == LoadFormat.CSV && type.isPresent() && "\\N".equals(text)) {
            return "cannot take the text \\N from CSV, where it means NULL";
        }
        final int max = length.orElse(LONGEST_VARCHAR);
        final long bytes = Utf8.length(text);
        if (bytes < 0) {
            return "takes text that is UTF-8, and this has half a surrogate pair";
        }
        return bytes > max ? "takes at most %d bytes, and these are %d".formatted(max, bytes) : null;
    }

    private String bytes(final Object value, final OptionalInt length, final Optional<DataType> type) throws IOException {
        final int max = length.orElse(LONGEST_VARCHAR);
        final long bytes = encoders.bytes(value, type.orElse(BYTES)).length;
        return bytes > max ? "takes at most %d bytes, and these are %d".formatted(max, bytes) : null;
    }

    private String json(final Object value, final Optional<DataType> type) throws IOException {
        return utf8(encoders.json(value, type));
    }

    private ValueRule array(final TableColumn column) {
        final Optional<ValueRule> element = column.children().stream().findFirst().map(child -> byType(child, Optional.empty()));
        return value -> switch (value) {
            case String text -> nested(text, JsonToken.START_ARRAY);
            case byte[] bytes -> null;
            case Object[] elements -> elements(Arrays.asList(elements), element, "elements");
            case Collection<?> elements -> elements(elements, element, "elements");
            default -> "takes arrays";
        };
    }

    private ValueRule map(final TableColumn column) {
        final boolean known = column.children().size() == 2;
        final Optional<ValueRule> keys = known ? Optional.of(byType(column.children().getFirst(), Optional.empty())) : Optional.empty();
        final Optional<ValueRule> values = known ? Optional.of(byType(column.children().getLast(), Optional.empty())) : Optional.empty();
        return value -> switch (value) {
            case String text -> nested(text, JsonToken.START_OBJECT);
            case Map<?, ?> map -> entries(map, keys, values);
            case Record record -> entries(record.toMap(), keys, values);
            default -> "takes maps and records";
        };
    }

    private static String entries(final Map<?, ?> map, final Optional<ValueRule> keys, final Optional<ValueRule> values) throws IOException {
        final String objection = elements(map.keySet(), keys, "keys");
        return objection == null ? elements(map.values(), values, "values") : objection;
    }

    private ValueRule struct(final TableColumn column) {
        final Map<String, ValueRule> rules = column.children().stream().collect(Collectors.toMap(TableColumn::name, child -> byType(child,
                Optional.empty())));
        return value -> switch (value) {
            case String text -> nested(text, JsonToken.START_OBJECT);
            case Map<?, ?> map -> fields(rules, map::get);
            case Record record -> fields(rules, record::getValue);
            default -> "takes records and maps";
        };
    }

    private static String fields(final Map<String, ValueRule> rules, final Function<String, Object> values) throws IOException {
        for (final Map.Entry<String, ValueRule> rule : rules.entrySet()) {
            final Object value = values.apply(rule.getKey());
            final String objection = value == null ? null : rule.getValue().objection(value);
            if (objection != null) {
                return "has a field [%s] that %s".formatted(rule.getKey(), objection);
            }
        }
        return null;
    }

    private static String elements(final Collection<?> elements, final Optional<ValueRule> rule, final String kind) throws IOException {
        if (rule.isEmpty()) {
            return null;
        }
        for (final Object element : elements) {
            final String objection = element == null ? null : rule.get().objection(element);
            if (objection != null) {
                return "has %s of a type that %s".formatted(kind, objection);
            }
        }
        return null;
    }

    private String nested(final String text, final JsonToken first) throws IOException {
        if (format == LoadFormat.JSON) {
            JsonText.require(text, first);
        } else if (!isLiteral(text.strip(), first)) {
            return first == JsonToken.START_ARRAY ? "takes text that begins with [ and ends with ]" : "takes text that begins with { and ends with }";
        }
        return utf8(text);
    }

    private static boolean isLiteral(final String text, final JsonToken first) {
        return first == JsonToken.START_ARRAY ? text.startsWith("[") && text.endsWith("]") : text.startsWith("{") && text.endsWith("}");
    }

    private static String utf8(final String text) {
        return Utf8.length(text) < 0 ? "takes text that is UTF-8, and this has half a surrogate pair" : null;
    }
}
