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

import org.apache.nifi.serialization.SimpleRecordSchema;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;

/** Values as readers give them: the same thing comes in more than one class. */
public final class SourceValues {

    private static final int LONGEST_QUOTE = 100;
    private static final RecordSchema UNTYPED = new SimpleRecordSchema(List.of());

    private SourceValues() {}

    /** @return null when the value is neither a record nor a map */
    public static Record record(final Object value) {
        return switch (value) {
            case Record record -> record;
            case Map<?, ?> map -> record(map);
            case null, default -> null;
        };
    }

    private static Record record(final Map<?, ?> map) {
        @SuppressWarnings("unchecked")
        final Map<String, Object> values = (Map<String, Object>) map;
        return new MapRecord(UNTYPED, values);
    }

    /** The elements of an array; a value that is none is its own only element, null has none. */
    public static List<?> elements(final Object value) {
        return switch (value) {
            case null -> List.of();
            case Object[] array -> Arrays.asList(array);
            case Collection<?> collection -> new ArrayList<>(collection);
            default -> List.of(value);
        };
    }

    public static boolean told(final Record record, final String field) {
        return record.getRawFieldNames().contains(field);
    }

    /** Whether there is no value at all: what Kafka keeps of a deleted key is a record of that kind, or none. */
    public static boolean isNothing(final Record record) {
        return record == null || record.toMap().values().stream().allMatch(Objects::isNull);
    }

    /** Whether a record is ConsumeKafka's wrapper: the message is in {@code value}, beside what Kafka tells of it. */
    public static boolean isWrapper(final Record record) {
        return told(record, "value") && told(record, "metadata");
    }

    /** Whether two values are the same whatever class holds them: 1 is 1.0, and bytes are compared one by one. */
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
            final BigDecimal number = decimal(one);
            final BigDecimal otherNumber = decimal(other);
            return number != null && otherNumber != null && number.compareTo(otherNumber) == 0;
        }
        return one.getClass() != other.getClass() && one.toString().equals(other.toString());
    }

    /** Bytes as NiFi holds them: byte[], or an array of numbers of one byte each. */
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

    /** @return null when the value is not a number nor the text of one */
    static BigDecimal decimal(final Object value) {
        try {
            return switch (value) {
                case BigDecimal decimal -> decimal;
                case BigInteger integer -> new BigDecimal(integer);
                case Number number -> new BigDecimal(number.toString());
                case String text -> new BigDecimal(text.strip());
                case null, default -> null;
            };
        } catch (final NumberFormatException e) {
            return null;
        }
    }

    /** The time that a number of units since 1970 or a timestamp stands for; nothing for any other value, and for 0, by which sources say that they do not know. */
    public static Optional<Instant> instant(final Object value, final long millisPerUnit) {
        return switch (value) {
            case Number number when number.longValue() > 0 && number.longValue() <= Long.MAX_VALUE / millisPerUnit -> Optional
                    .of(Instant.ofEpochMilli(number.longValue() * millisPerUnit));
            case Timestamp timestamp -> Optional.of(timestamp.toInstant());
            case null, default -> Optional.empty();
        };
    }

    /** A value for a message. */
    public static String quote(final Object value) {
        final String text = bytes(value).map(bytes -> bytes.length + " bytes").orElseGet(() -> String.valueOf(value));
        return "[%s]".formatted(text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE) + "…");
    }
}
