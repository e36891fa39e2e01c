package io.github.nifistarrocks.processors.cdc;

import org.apache.nifi.serialization.record.DataType;

/**
 * How the values of one field are decoded.
 *
 * @param type of the decoded values
 * @param decoder for each value
 */
record Decoding(DataType type, ValueDecoder decoder) {

    @FunctionalInterface
    interface ValueDecoder {

        /** @param value never null */
        Object decode(Object value) throws UndecodableException;
    }
}
