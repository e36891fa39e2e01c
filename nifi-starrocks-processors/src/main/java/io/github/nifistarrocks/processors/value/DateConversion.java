package io.github.nifistarrocks.processors.value;

import java.util.Optional;

import org.apache.nifi.serialization.record.DataType;

/**
 * Converts text of a field that the record's schema declares as a date or time, by the field's format, if it has one. Text of another format and values of
 * other classes are left as they are.
 */
@FunctionalInterface
public interface DateConversion {

    /**
     * @param value never null
     * @return the value, or the date of its text; empty for text that is empty
     */
    Optional<Object> convert(Object value);

    /** Whether a field of the type has values to convert. */
    static boolean isNeeded(final DataType type) {
        return switch (type.getFieldType()) {
            case DATE, TIME, TIMESTAMP -> true;
            case BOOLEAN, BYTE, SHORT, INT, LONG, BIGINT, FLOAT, DOUBLE, DECIMAL, CHAR, STRING, ENUM, UUID, ARRAY, MAP, RECORD, CHOICE -> false;
        };
    }

    /** The conversion of values of a type. */
    static DateConversion of(final DataType type) {
        if (!isNeeded(type)) {
            return Optional::of;
        }
        final StrictDateFormat format = StrictDateFormat.of(type);
        return value -> switch (value) {
            case String text when text.isBlank() && type.getFormat() != null -> Optional.empty();
            case String text -> Optional.of(format.read(text).orElse(text));
            default -> Optional.of(value);
        };
    }
}
