package io.github.nifistarrocks.processors.origin;

import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.processors.value.StrictDateFormat;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.RecordSchema;
import org.apache.nifi.serialization.record.type.ArrayDataType;
import org.apache.nifi.serialization.record.type.MapDataType;
import org.apache.nifi.serialization.record.type.RecordDataType;

/**
 * Restores the text of dates that a reader of JSON has read leniently: 2024-02-30 as the 29th, hour 24 as the next day, and digits as milliseconds. The JSON of
 * the record has the text. It is read only where a date may be such a one.
 */
final class JsonDates {

    private final boolean isDeclared;
    private final Map<DataType, StrictDateFormat> formats = new HashMap<>();
    private final Set<RecordFieldType> formatted = EnumSet.noneOf(RecordFieldType.class);
    private RecordSchema schema;
    private boolean hasDates;

    /** @param isDeclared whether the types are declared, so that the format of the reader is not known */
    JsonDates(final boolean isDeclared) {
        this.isDeclared = isDeclared;
    }

    /** @return the record itself where no date was read leniently */
    Record restore(final Record record) {
        if (record.getSchema() != schema) {
            schema = record.getSchema();
            hasDates = schema.isRecursive() || mayHaveDates(schema);
        }
        if (!hasDates || !needsText(record)) {
            return record;
        }
        final Optional<JsonNode> json = SourceJson.of(record);
        final Record restored = json.isEmpty() ? record : restored(record, json.get());
        return restored.getSchema() == schema ? restored : new MapRecord(schema, new LinkedHashMap<>(restored.toMap()));
    }

    private static boolean mayHaveDates(final RecordSchema schema) {
        return schema.getDataTypes().stream().anyMatch(JsonDates::mayHaveDates);
    }

    private static boolean mayHaveDates(final DataType type) {
        return switch (type.getFieldType()) {
            case DATE, TIME, TIMESTAMP, CHOICE -> true;
            case ARRAY -> Optional.ofNullable(((ArrayDataType) type).getElementType()).filter(JsonDates::mayHaveDates).isPresent();
            case MAP -> Optional.ofNullable(((MapDataType) type).getValueType()).filter(JsonDates::mayHaveDates).isPresent();
            case RECORD -> Optional.ofNullable(((RecordDataType) type).getChildSchema()).filter(JsonDates::mayHaveDates).isPresent();
            case BOOLEAN, BYTE, SHORT, INT, LONG, BIGINT, FLOAT, DOUBLE, DECIMAL, CHAR, STRING, ENUM, UUID -> false;
        };
    }

    /**
     * Whether the text of a value must be read. Once a text of a kind has had the format, the reader knows the format, and takes only the end of a month and
     * midnight for other text. A declared timestamp may always have been milliseconds.
     */
    private boolean needsText(final Object value) {
        return switch (value) {
            case Timestamp timestamp -> isDeclared || !formatted.contains(RecordFieldType.TIMESTAMP) || isSuspect(timestamp);
            case Date date -> !formatted.contains(RecordFieldType.DATE) || isMonthEnd(date.toLocalDate());
            case java.util.Date ignored -> true;
            case Record record -> anyNeedsText(record.toMap().values());
            case Map<?, ?> map -> anyNeedsText(map.values());
            case Object[] elements -> anyNeedsText(Arrays.asList(elements));
            case null, default -> false;
        };
    }

    private boolean anyNeedsText(final Collection<?> values) {
        for (final Object value : values) {
            if (needsText(value)) {
                return true;
            }
        }
        return false;
    }

    /** Whether a timestamp is the end of a month or midnight, for which a reader takes other text. */
    private static boolean isSuspect(final Timestamp timestamp) {
        final LocalDateTime dateTime = timestamp.toLocalDateTime();
        return isMonthEnd(dateTime.toLocalDate()) || dateTime.toLocalTime().equals(LocalTime.MIDNIGHT);
    }

    private static boolean isMonthEnd(final LocalDate date) {
        return date.getDayOfMonth() == date.lengthOfMonth() && date.getDayOfMonth() < 31;
    }

    /** @param type what the schema says of the value */
    private Object restored(final Object value, final JsonNode json, final DataType type) {
        return switch (value) {
            case java.util.Date date when json.isTextual() -> isText(json.textValue(), date, type) ? date : json.textValue();
            case Record record when json.isObject() -> restored(record, json);
            case Map<?, ?> map when json.isObject() -> restored(map, json, type);
            case Object[] elements when json.isArray() && elements.length == json.size() -> restored(elements, json,
                    type instanceof final ArrayDataType array && array.getElementType() != null ? array.getElementType() : type);
            case null, default -> value;
        };
    }

    private Record restored(final Record record, final JsonNode json) {
        Map<String, Object> changed = null;
        for (final Map.Entry<String, Object> entry : record.toMap().entrySet()) {
            final JsonNode part = json.path(entry.getKey());
            final DataType type = record.getSchema().getField(entry.getKey()).map(RecordField::getDataType).orElse(RecordFieldType.STRING.getDataType());
            final Object restored = restored(entry.getValue(), part, type);
            if (restored != entry.getValue()) {
                changed = changed == null ? new LinkedHashMap<>(record.toMap()) : changed;
                changed.put(entry.getKey(), restored);
            }
        }
        return changed == null ? record : new MapRecord(record.getSchema(), changed);
    }

    private Map<?, ?> restored(final Map<?, ?> map, final JsonNode json, final DataType type) {
        final DataType valueType = type instanceof final MapDataType known && known.getValueType() != null ? known.getValueType() : type;
        final Map<Object, Object> restored = new LinkedHashMap<>();
        map.forEach((key, value) -> restored.put(key, restored(value, json.path(String.valueOf(key)), valueType)));
        return restored;
    }

    private Object[] restored(final Object[] elements, final JsonNode json, final DataType type) {
        final Object[] restored = new Object[elements.length];
        boolean isSame = true;
        for (int i = 0; i < elements.length; i++) {
            restored[i] = restored(elements[i], json.get(i), type);
            isSame = isSame && restored[i] == elements[i];
        }
        return isSame ? elements : restored;
    }

    /** Whether the text stands for the date. */
    private boolean isText(final String text, final java.util.Date date, final DataType type) {
        final boolean isText = !isDeclared && type.getFormat() != null
                ? formats.computeIfAbsent(type, StrictDateFormat::of).read(text).filter(read -> ((java.util.Date) read).getTime() == date.getTime()).isPresent()
                : isLike(text, date);
        if (isText && !isNumber(text)) {
            formatted.add(date instanceof Timestamp ? RecordFieldType.TIMESTAMP : RecordFieldType.DATE);
        }
        return isText;
    }

    private static boolean isNumber(final String text) {
        return text.strip().chars().allMatch(c -> c >= '0' && c <= '9' || c == '.' || c == '-' && text.strip().lastIndexOf('-') == 0);
    }

    private static boolean isLike(final String text, final java.util.Date date) {
        return switch (date) {
            case Timestamp timestamp -> !isSuspect(timestamp) && !isNumber(text) || DateTrace.of(text).isOf(timestamp.toLocalDateTime());
            case Date day -> !isMonthEnd(day.toLocalDate()) && !isNumber(text) || DateTrace.of(text).isOf(day.toLocalDate());
            case Time ignored -> !text.strip().startsWith("24");
            default -> DateTrace.of(text).isOf(LocalDateTime.ofInstant(date.toInstant(), ZoneId.systemDefault()));
        };
    }
}
