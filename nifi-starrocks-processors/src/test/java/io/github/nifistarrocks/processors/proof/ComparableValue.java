package io.github.nifistarrocks.processors.proof;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import org.apache.avro.generic.IndexedRecord;

/**
 * A value of a column type in a form that is equal for equal values, whichever reader it comes from: text for each scalar, a list for ARRAY and STRUCT, and a
 * list of entries in the order of their keys for MAP. NULL is null. A zero has no sign, because the tables of the emulator and JSON have none.
 */
final class ComparableValue {

    private static final String WHOLE = "-?\\d+";

    private ComparableValue() {}

    /** A JSON document that is null is loaded as NULL. */
    static Object of(final ColumnType type, final Object value) {
        if (value == null || value instanceof final JsonNode node && (node.isMissingNode() || node.isNull())) {
            return null;
        }
        return switch (type.kind()) {
            case BOOLEAN -> Set.of("true", "1").contains(text(value));
            case TINYINT, SMALLINT, INT, BIGINT, LARGEINT -> new BigDecimal(text(value)).toBigIntegerExact().toString();
            case FLOAT -> "float " + Integer.toHexString(Float.floatToRawIntBits(Float.parseFloat(text(value)) + 0f));
            case DOUBLE -> "double " + Long.toHexString(Double.doubleToRawLongBits(Double.parseDouble(text(value)) + 0d));
            case DECIMAL, DECIMALV2 -> decimal(value, type.scale()).setScale(type.scale(), RoundingMode.UNNECESSARY).toPlainString();
            case DATE -> date(value);
            case DATETIME -> dateTime(value);
            case CHAR, VARCHAR -> text(value);
            case JSON -> "null".equals(text(value)) ? null : new TypedColumn("JSON", List.of()).found(text(value));
            case VARBINARY -> "x" + HexFormat.of().formatHex(bytes(value));
            case ARRAY -> elements(value).stream().map(element -> of(type.children().getFirst(), element)).toList();
            case MAP -> entries(value).stream().map(entry -> Arrays.asList(of(type.children().getFirst(), entry.getFirst()),
                    of(type.children().getLast(), entry.getLast()))).sorted(Comparator.comparing(entry -> String.valueOf(entry.getFirst()))).toList();
            case STRUCT -> struct(type, value);
            case HLL, BITMAP -> throw new IllegalArgumentException(type.displayName());
        };
    }

    private static String text(final Object value) {
        return value instanceof final JsonNode node ? node.isTextual() ? node.textValue() : node.toString() : value.toString();
    }

    /** Avro has the unscaled number. */
    private static BigDecimal decimal(final Object value, final int scale) {
        return value instanceof final ByteBuffer unscaled ? new BigDecimal(new BigInteger(bytes(unscaled)), scale) : new BigDecimal(text(value));
    }

    /** Text, days as in Avro, or milliseconds in the zone of this JVM as in JSON and CSV without a format. */
    private static String date(final Object value) {
        if (value instanceof final Integer day) {
            return LocalDate.ofEpochDay(day).toString();
        }
        final String text = text(value);
        return text.matches(WHOLE) ? instant(text).toLocalDate().toString() : LocalDate.parse(text).toString();
    }

    private static String dateTime(final Object value) {
        final String text = text(value);
        return text.matches(WHOLE) ? instant(text).toString() : LocalDateTime.parse(text.replace(' ', 'T')).toString();
    }

    private static LocalDateTime instant(final String millis) {
        return LocalDateTime.ofInstant(Instant.ofEpochMilli(Long.parseLong(millis)), ZoneId.systemDefault());
    }

    /** Bytes, an array of numbers, or base64. */
    private static byte[] bytes(final Object value) {
        if (value instanceof final byte[] bytes) {
            return bytes;
        }
        if (value instanceof final ByteBuffer buffer) {
            final byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        if (value instanceof CharSequence || value instanceof final JsonNode node && node.isTextual()) {
            return Base64.getDecoder().decode(text(value));
        }
        final List<Object> elements = elements(value);
        final byte[] bytes = new byte[elements.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = Byte.parseByte(text(elements.get(i)));
        }
        return bytes;
    }

    private static List<Object> elements(final Object value) {
        final List<Object> elements = new ArrayList<>();
        ((Iterable<?>) value).forEach(elements::add);
        return elements;
    }

    /** Pairs of key and value. Arrow has a list of structs. */
    private static List<List<Object>> entries(final Object value) {
        final List<List<Object>> entries = new ArrayList<>();
        switch (value) {
            case final JsonNode object -> object.properties().forEach(entry -> entries.add(List.of(entry.getKey(), entry.getValue())));
            case final Map<?, ?> map -> map.forEach((key, mapped) -> entries.add(Arrays.asList(key, mapped)));
            default -> elements(value).forEach(entry -> entries.add(Arrays.asList(((Map<?, ?>) entry).get("key"), ((Map<?, ?>) entry).get("value"))));
        }
        return entries;
    }

    private static List<Object> struct(final ColumnType type, final Object value) {
        final List<Object> fields = new ArrayList<>();
        for (int i = 0; i < type.children().size(); i++) {
            final String name = type.fieldNames().get(i);
            final Object field = switch (value) {
                case final JsonNode object -> require(object.has(name), object).get(name);
                case final Map<?, ?> map -> require(map.containsKey(name), map).get(name);
                case final IndexedRecord struct -> struct.get(i);
                default -> throw new IllegalArgumentException(value.getClass().getName());
            };
            fields.add(of(type.children().get(i), field));
        }
        return fields;
    }

    private static <T> T require(final boolean present, final T struct) {
        if (!present) {
            throw new IllegalArgumentException("A field is missing in %s".formatted(struct));
        }
        return struct;
    }
}
