package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.temporal.Temporal;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.encode.ValueWriter;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.util.DataTypeUtils;

/**
 * The encoder of a column by its NiFi data type. A value of the class that the type promises is written directly. A number of another class is written as the
 * number that it is, so that none is rounded on the way. Everything else is converted by NiFi's own rules first.
 */
final class ValueEncoders {

    private final TemporalText temporal;
    private final NestedValues nested;

    /** @param nested writes arrays, maps and records */
    ValueEncoders(final TemporalText temporal, final NestedValues nested) {
        this.temporal = temporal;
        this.nested = nested;
    }

    /** @param name the field, for NiFi's conversion messages */
    ValueEncoder encoderFor(final DataType type, final String name) {
        final ValueEncoder converting = (row, value) -> encodeConverted(row, value, type, name);
        return switch (type.getFieldType()) {
            case BOOLEAN -> (row, value) -> {
                if (value instanceof Boolean flag) {
                    row.writeBoolean(flag);
                } else {
                    converting.encode(row, value);
                }
            };
            case BYTE, SHORT, INT, LONG, BIGINT, FLOAT, DOUBLE, DECIMAL -> (row, value) -> {
                if (value instanceof Number number) {
                    encodeNumber(row, number);
                } else {
                    converting.encode(row, value);
                }
            };
            case DATE -> (row, value) -> {
                if (value instanceof Date date) {
                    row.writeDate(date.toLocalDate());
                } else {
                    converting.encode(row, value);
                }
            };
            case TIMESTAMP -> (row, value) -> {
                if (value instanceof Timestamp timestamp) {
                    row.writeDateTime(temporal.local(timestamp));
                } else {
                    converting.encode(row, value);
                }
            };
            case STRING, CHAR, ENUM, UUID -> (row, value) -> {
                if (value instanceof String text) {
                    row.writeString(text);
                } else {
                    converting.encode(row, value);
                }
            };
            case TIME -> converting;
            case ARRAY, MAP, RECORD -> (row, value) -> {
                if (value instanceof String) {
                    converting.encode(row, value);
                } else {
                    encodeStructure(row, value, type);
                }
            };
            case CHOICE -> (row, value) -> encodeByClass(row, value, type);
        };
    }

    private void encodeConverted(final ValueWriter row, final Object value, final DataType type, final String name) throws IOException {
        if (value instanceof Temporal || value instanceof Time || isText(type) && (value instanceof Number || value instanceof Boolean)) {
            encodeByClass(row, isText(type) ? plainText(value) : value, type);
            return;
        }
        final Optional<String> pattern = Optional.ofNullable(type.getFormat());
        final Object converted = DataTypeUtils.convertType(value, type, pattern, pattern, pattern, name);
        if (converted == null) {
            row.writeNull();
        } else {
            encodeByClass(row, converted, type);
        }
    }

    /** The class of a value tells best what a CHOICE holds: readers have given it the class of the type that fits. */
    private void encodeByClass(final ValueWriter row, final Object value, final DataType type) throws IOException {
        switch (value) {
            case String text -> row.writeString(text);
            case Number number -> encodeNumber(row, number);
            case Boolean flag -> row.writeBoolean(flag);
            case Timestamp timestamp -> row.writeDateTime(temporal.local(timestamp));
            case Date date -> row.writeDate(date.toLocalDate());
            case Time time -> row.writeString(temporal.time(time));
            case java.util.Date instant -> row.writeDateTime(temporal.local(instant.toInstant()));
            case LocalDateTime dateTime -> row.writeDateTime(dateTime);
            case LocalDate date -> row.writeDate(date);
            case LocalTime time -> row.writeString(TemporalText.time(time));
            case Instant instant -> row.writeDateTime(temporal.local(instant));
            case OffsetDateTime dateTime -> row.writeDateTime(temporal.local(dateTime.toInstant()));
            case ZonedDateTime dateTime -> row.writeDateTime(temporal.local(dateTime.toInstant()));
            case UUID uuid -> row.writeString(uuid.toString());
            case Character character -> row.writeString(character.toString());
            case Enum<?> constant -> row.writeString(constant.name());
            default -> encodeStructure(row, value, type);
        }
    }

    private void encodeStructure(final ValueWriter row, final Object value, final DataType type) throws IOException {
        final Optional<byte[]> bytes = Bytes.of(value, type);
        if (bytes.isPresent()) {
            row.writeString(Base64.getEncoder().encodeToString(bytes.get()));
        } else if (value instanceof Object[] || value instanceof Collection<?> || value instanceof Map<?, ?> || value instanceof Record) {
            nested.encode(row, value, type);
        } else {
            throw new UnencodableValueException("A value of %s cannot be loaded as %s".formatted(value.getClass(), type));
        }
    }

    static void encodeNumber(final ValueWriter row, final Number number) throws IOException {
        switch (number) {
            case Integer integer -> row.writeLong(integer);
            case Long integer -> row.writeLong(integer);
            case Double real -> row.writeDouble(real);
            case Float real -> row.writeFloat(real);
            case BigDecimal decimal -> row.writeDecimal(FiniteNumbers.bounded(decimal));
            case BigInteger integer -> row.writeBigInteger(integer);
            case Short integer -> row.writeLong(integer);
            case Byte integer -> row.writeLong(integer);
            default -> row.writeDecimal(FiniteNumbers.bounded(FiniteNumbers.decimal(number)));
        }
    }

    private static boolean isText(final DataType type) {
        final RecordFieldType fieldType = type.getFieldType();
        return fieldType == RecordFieldType.STRING || fieldType == RecordFieldType.CHAR || fieldType == RecordFieldType.ENUM;
    }

    private static Object plainText(final Object value) {
        return switch (value) {
            case BigDecimal decimal -> decimal.toPlainString();
            case Number number -> number.toString();
            case Boolean flag -> flag.toString();
            default -> value;
        };
    }
}
