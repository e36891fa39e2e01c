package io.github.nifistarrocks.processors.encode;

import java.util.Optional;

import org.apache.nifi.serialization.record.DataType;
import org.apache.nifi.serialization.record.util.DataTypeUtils;

/** Values of a field whose class is not what the record's schema promises: dates that come as text are read by the field's format, if it
 * has one, and numbers as milliseconds. */
@FunctionalInterface
interface RecordValue {

    /**
     * @param value never null
     * @return the value, or what it stands for; null for text that is empty
     */
    Object settle(Object value);

    default ValueEncoder before(final ValueEncoder encoder) {
        return (row, value) -> {
            final Object settled = settle(value);
            if (settled == null) {
                row.writeNull();
            } else {
                encoder.encode(row, settled);
            }
        };
    }

    static RecordValue of(final DataType type, final String field) {
        return switch (type.getFieldType()) {
            case DATE, TIME, TIMESTAMP -> {
                final Optional<String> pattern = Optional.ofNullable(type.getFormat());
                yield value -> value instanceof String && pattern.isPresent() || value instanceof Number
                        ? DataTypeUtils.convertType(value, type, pattern, pattern, pattern, field)
                        : value;
            }
            default -> value -> value;
        };
    }
}
