package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Time;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.Temporal;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.processors.value.Bytes;
import io.github.nifistarrocks.processors.value.NullValues;
import io.github.nifistarrocks.processors.value.TemporalText;
import io.github.nifistarrocks.processors.value.UntypedValues;
import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordFieldType;
import org.apache.nifi.serialization.record.util.DataTypeUtils;

/**
 * The encoder of a column whose type the server does not report, by its NiFi type. A value of the declared class is written directly. A number of another class
 * is written as the number that it is, so that none is rounded. Everything else is converted by NiFi's own rules first.
 */
final class RecordTypeEncoders {

    private final TemporalText temporal;
    private final ColumnEncoders encoders;

    RecordTypeEncoders(final TemporalText temporal, final ColumnEncoders encoders) {
        this.temporal = temporal;
        this.encoders = encoders;
    }

    /** @param field its name, for NiFi's conversion messages */
    ValueEncoder encoderFor(final DataType type, final String field) {
        final ValueEncoder byClass = byClass(type);
        final ValueEncoder converting = (row, value) -> encodeConverted(row, value, new Field(type, field, byClass));
        return switch (type.getFieldType()) {
            case BOOLEAN -> (row, value) -> {
                if (value instanceof final Boolean flag) {
                    row.writeBoolean(flag);
                } else {
                    converting.encode(row, value);
                }
            };
            case BYTE, SHORT, INT, LONG, BIGINT, FLOAT, DOUBLE, DECIMAL -> (row, value) -> {
                if (value instanceof final Number number) {
                    UntypedValues.writeNumber(row, number);
                } else {
                    converting.encode(row, value);
                }
            };
            case DATE -> (row, value) -> {
                if (value instanceof final Date date) {
                    row.writeDate(date.toLocalDate());
                } else {
                    converting.encode(row, value);
                }
            };
            case TIMESTAMP -> (row, value) -> {
                if (value instanceof final Timestamp timestamp) {
                    row.writeDateTime(temporal.local(timestamp));
                } else {
                    converting.encode(row, value);
                }
            };
            case STRING, CHAR, ENUM, UUID -> (row, value) -> {
                if (value instanceof final String text) {
                    row.writeString(text);
                } else {
                    converting.encode(row, value);
                }
            };
            case TIME -> converting;
            case ARRAY, MAP, RECORD -> (row, value) -> (value instanceof String ? converting : byClass).encode(row, value);
            case CHOICE -> byClass;
        };
    }

    private static void encodeConverted(final RowWriter row, final Object value, final Field field) throws IOException {
        final DataType type = field.type();
        if (value instanceof Temporal || value instanceof Time || isText(type) && (value instanceof Number || value instanceof Boolean)) {
            field.byClass().encode(row, isText(type) ? plainText(value) : value);
            return;
        }
        final Optional<String> pattern = Optional.ofNullable(type.getFormat());
        field.byClass().encodeNullable(row, DataTypeUtils.convertType(value, type, pattern, pattern, pattern, field.name()));
    }

    /** The class of a value is the best evidence of what a CHOICE holds: readers give it the class of the type that fits. */
    private ValueEncoder byClass(final DataType type) {
        final UntypedValues single = new UntypedValues(temporal, UntypedValues.Place.JSON, NullValues.NONE);
        final ValueEncoder structure = encoders.untyped(type, Place.column(""));
        return (row, value) -> {
            final Optional<LocalDateTime> dateTime = temporal.dateTime(value);
            if (dateTime.isPresent() && (value instanceof Date || value instanceof LocalDate)) {
                row.writeDate(dateTime.get().toLocalDate());
            } else if (dateTime.isPresent()) {
                row.writeDateTime(dateTime.get());
            } else if (isStructure(value) && Bytes.of(value, type).isEmpty()) {
                structure.encode(row, value);
            } else {
                single.write(row, value, type);
            }
        };
    }

    private static boolean isStructure(final Object value) {
        return value instanceof Object[] || value instanceof Collection<?> || value instanceof Map<?, ?> || value instanceof Record;
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

    /** What a conversion needs to know of a field. */
    private record Field(DataType type, String name, ValueEncoder byClass) {}
}
