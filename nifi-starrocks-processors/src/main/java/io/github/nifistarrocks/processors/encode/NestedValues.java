package io.github.nifistarrocks.processors.encode;

import java.io.IOException;

import io.github.nifistarrocks.client.encode.RowWriter;
import org.apache.nifi.serialization.record.DataType;

/** Writes arrays, maps and records into one column. */
interface NestedValues {

    /**
     * @param value an Object[], Collection, Map or Record
     * @param type what the schema says of it; a CHOICE when it leaves it open
     */
    void encode(RowWriter row, Object value, DataType type) throws IOException;
}
