package io.github.nifistarrocks.processors.change.decode;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.github.nifistarrocks.client.core.RowText;
import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;

/** Values as record readers return them: one value can arrive in several classes. */
public final class SourceValues {

    private static final int MAX_QUOTE = 100;
    private static final RecordSchema UNTYPED = new SimpleRecordSchema(List.of());

    private SourceValues() {}

    /** @return empty when the value is neither a record nor a map */
    public static Optional<Record> record(final Object value) {
        return switch (value) {
            case Record record -> Optional.of(record);
            case Map<?, ?> map -> Optional.of(record(map));
            case null, default -> Optional.empty();
        };
    }

    private static Record record(final Map<?, ?> map) {
        @SuppressWarnings("unchecked")
        final Map<String, Object> values = (Map<String, Object>) map;
        return new MapRecord(UNTYPED, values);
    }

    /** The elements of an array; any other value is its own only element, null has none. */
    public static List<?> elements(final Object value) {
        return switch (value) {
            case null -> List.of();
            case Object[] array -> Arrays.asList(array);
            case Collection<?> collection -> new ArrayList<>(collection);
            default -> List.of(value);
        };
    }

    /** Whether a record contains a field, also with null. */
    public static boolean contains(final Record record, final String field) {
        return record.getRawFieldNames().contains(field);
    }

    /** Whether no field has a value, as in a tombstone: what Kafka keeps for a deleted key. */
    public static boolean isEmpty(final Record record) {
        return record.toMap().values().stream().allMatch(Objects::isNull);
    }

    /** Whether a record is the wrapper of ConsumeKafka: the message is in {@code value}, beside its metadata. */
    public static boolean isWrapper(final Record record) {
        return contains(record, "value") && contains(record, "metadata");
    }

    /** Whether two values are equal in whatever classes they arrive: 1 equals 1.0, and bytes are compared one by one. */
    public static boolean same(final Object one, final Object other) {
        if (one == null || other == null) {
            return one == other;
        }
        if (one.equals(other)) {
            return true;
        }
        final Optional<byte[]> bytes = bytes(one);
        if (bytes.isPresent()) {
            return bytes(other).filter(others -> Arrays.equals(bytes.get(), others)).isPresent();
        }
        if (one instanceof Number || other instanceof Number) {
            return decimal(one).flatMap(number -> decimal(other).filter(otherNumber -> number.compareTo(otherNumber) == 0)).isPresent();
        }
        return one.getClass() != other.getClass() && one.toString().equals(other.toString());
    }

    /** Bytes as NiFi represents them: byte[], or an array of Byte. */
    static Optional<byte[]> bytes(final Object value) {
        if (value instanceof byte[] bytes) {
            return Optional.of(bytes);
        }
        if (!(value instanceof Object[] elements)) {
            return Optional.empty();
        }
        final byte[] bytes = new byte[elements.length];
        for (int i = 0; i < bytes.length; i++) {
            if (!(elements[i] instanceof Byte element)) {
                return Optional.empty();
            }
            bytes[i] = element;
        }
        return Optional.of(bytes);
    }

    /** @return empty when the value is neither a number nor the text of one */
    static Optional<BigDecimal> decimal(final Object value) {
        try {
            return switch (value) {
                case BigDecimal decimal -> Optional.of(decimal);
                case BigInteger integer -> Optional.of(new BigDecimal(integer));
                case Number number -> Optional.of(new BigDecimal(number.toString()));
                case String text -> Optional.of(new BigDecimal(text.strip()));
                case null, default -> Optional.empty();
            };
        } catch (final NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The time that a number of units since 1970 or a timestamp represents; empty for any other value, and for 0, which sources write for an unknown time. */
    public static Optional<Instant> instant(final Object value, final long millisPerUnit) {
        return switch (value) {
            case Number number when number.longValue() > 0 && number.longValue() <= Long.MAX_VALUE / millisPerUnit -> Optional
                    .of(Instant.ofEpochMilli(number.longValue() * millisPerUnit));
            case Timestamp timestamp -> Optional.of(timestamp.toInstant());
            case null, default -> Optional.empty();
        };
    }

    /** A value for a message, with marks of {@link RowText}. */
    public static String quote(final Object value) {
        final String text = bytes(value).map(bytes -> bytes.length + " bytes").orElseGet(() -> String.valueOf(value));
        return "[%s]".formatted(RowText.of(text.length() <= MAX_QUOTE ? text : text.substring(0, MAX_QUOTE) + "…"));
    }
}
