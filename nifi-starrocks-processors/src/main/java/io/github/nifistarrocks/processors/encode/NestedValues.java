package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.util.Optional;

import io.github.nifistarrocks.client.encode.ValueWriter;
import org.apache.nifi.serialization.record.DataType;

/** Writes arrays, maps and records by their classes. */
interface NestedValues {

    /**
     * @param value an Object[], Collection, Map or Record
     * @param type what the schema says of it; a CHOICE when it leaves it open
     */
    void encode(ValueWriter row, Object value, DataType type) throws IOException;

    /**
     * Writes any value into a nested one.
     *
     * @param value may be null
     */
    void write(NestedText text, Object value, Optional<DataType> type) throws IOException;
}
