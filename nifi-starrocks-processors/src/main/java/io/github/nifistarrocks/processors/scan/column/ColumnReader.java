package io.github.nifistarrocks.processors.scan.column;

import org.apache.nifi.serialization.record.util.DataTypeUtils;

/**
 * Reads the values of one column, or of one part of a nested column, of one batch. A value is decoded only when it is requested; NULL is null, as in NiFi's
 * records.
 */
@FunctionalInterface
public interface ColumnReader {

    /** The value for a writer that converts it by the type of the field. */
    Object value(int row);

    /** The value for a writer that requests all values of a record together, as those of Avro and Parquet do. They write dates without a time zone. */
    default Object exactValue(final int row) {
        return value(row);
    }

    /**
     * Text for a writer that requests text.
     *
     * @param format pattern of dates and timestamps; null for milliseconds since 1970
     */
    default String formatted(final int row, final String format) {
        return text(row);
    }

    /**
     * The value of a field of type string: the text of StarRocks for numbers without exponent, dates, times and text; {@code true} or {@code false};
     * FLOAT and DOUBLE as Java writes them; base64 for bytes; JSON for arrays, maps and structs.
     */
    default String text(final int row) {
        return DataTypeUtils.toString(value(row), (String) null);
    }
}
