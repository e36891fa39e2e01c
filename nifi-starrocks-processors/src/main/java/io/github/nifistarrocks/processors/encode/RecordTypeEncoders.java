package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.Timestamp;
import java.time.LocalDate;
import java.time.LocalDateTime;
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

/**
 * The encoder of a column whose type the server does not report, by the class of each value. Text of a date field is a date if it has the format of the field.
 * Numbers and Booleans of a text field are text.
 */
final class RecordTypeEncoders {

    private final TemporalText temporal;
    private final ColumnEncoders encoders;

    RecordTypeEncoders(final TemporalText temporal, final ColumnEncoders encoders) {
        this.temporal = temporal;
        this.encoders = encoders;
    }

    ValueEncoder encoderFor(final DataType type) {
        final ValueEncoder byClass = byClass(type).afterDates(type);
        return isText(type)
                ? (row, value) -> byClass.encode(row, value instanceof Number || value instanceof Boolean ? plainText(value) : value)
                : byClass;
    }

    private ValueEncoder byClass(final DataType type) {
        final UntypedValues single = new UntypedValues(temporal, UntypedValues.Place.JSON, NullValues.NONE);
        final ValueEncoder structure = encoders.untyped(type, Place.column(""));
        return (row, value) -> {
            switch (value) {
                case String text -> row.writeString(text);
                case Number number -> UntypedValues.writeNumber(row, number);
                case Timestamp timestamp -> row.writeDateTime(temporal.local(timestamp));
                default ->
                    encode(row, value, isStructure(value) && Bytes.of(value, type).isEmpty() ? structure : (out, other) -> single.write(out, other, type));
            }
        };
    }

    private void encode(final RowWriter row, final Object value, final ValueEncoder others) throws IOException {
        final Optional<LocalDateTime> dateTime = temporal.dateTime(value);
        if (dateTime.isPresent() && (value instanceof Date || value instanceof LocalDate)) {
            row.writeDate(dateTime.get().toLocalDate());
        } else if (dateTime.isPresent()) {
            row.writeDateTime(dateTime.get());
        } else {
            others.encode(row, value);
        }
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
}
