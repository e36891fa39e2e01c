package io.github.nifistarrocks.processors.change.decode;

import org.apache.nifi.serialization.record.DataType;

/**
 * How the values of one field are decoded.
 *
 * @param type of the decoded values
 * @param decoder for each value
 */
public record FieldDecoding(DataType type, ValueDecoder decoder) {

    @FunctionalInterface
    public interface ValueDecoder {

        /** @param value never null */
        Object decode(Object value) throws UndecodableException;
    }
}
