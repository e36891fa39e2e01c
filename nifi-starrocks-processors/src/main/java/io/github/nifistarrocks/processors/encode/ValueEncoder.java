package io.github.nifistarrocks.processors.encode;

import java.io.IOException;

import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.processors.value.DateConversion;
import org.apache.nifi.serialization.record.DataType;

/** Writes the values of one place: a column, or a part of a nested type. Chosen once for each schema. */
@FunctionalInterface
interface ValueEncoder {

    /** @param value never null */
    void encode(RowWriter row, Object value) throws IOException;

    /** The same for values that may be null. */
    default void encodeNullable(final RowWriter row, final Object value) throws IOException {
        if (value == null) {
            row.writeNull();
        } else {
            encode(row, value);
        }
    }

    /** The same after values of a date field have been converted. */
    default ValueEncoder afterDates(final DataType type) {
        if (!DateConversion.isNeeded(type)) {
            return this;
        }
        final DateConversion dates = DateConversion.of(type);
        return (row, value) -> encodeNullable(row, dates.convert(value).orElse(null));
    }
}
