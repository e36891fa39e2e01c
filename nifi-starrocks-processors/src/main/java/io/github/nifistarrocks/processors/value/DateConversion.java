package io.github.nifistarrocks.processors.value;

import java.util.Optional;

import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.util.DataTypeUtils;

/**
 * Converts values of a field that the record's schema declares as a date or time, but that have another class: text by the field's format, if it has one, and
 * numbers as milliseconds.
 */
@FunctionalInterface
public interface DateConversion {

    /**
     * @param value never null
     * @return the value, or what it stands for; empty for text that is empty
     */
    Optional<Object> convert(Object value);

    /** Whether a field of the type has values to convert. */
    static boolean isNeeded(final DataType type) {
        return switch (type.getFieldType()) {
            case DATE, TIME, TIMESTAMP -> true;
            case BOOLEAN, BYTE, SHORT, INT, LONG, BIGINT, FLOAT, DOUBLE, DECIMAL, CHAR, STRING, ENUM, UUID, ARRAY, MAP, RECORD, CHOICE -> false;
        };
    }

    /** @param field its name, for messages */
    static DateConversion of(final DataType type, final String field) {
        if (!isNeeded(type)) {
            return Optional::of;
        }
        final Optional<String> pattern = Optional.ofNullable(type.getFormat());
        return value -> value instanceof String && pattern.isPresent() || value instanceof Number
                ? Optional.ofNullable(DataTypeUtils.convertType(value, type, pattern, pattern, pattern, field))
                : Optional.of(value);
    }
}
