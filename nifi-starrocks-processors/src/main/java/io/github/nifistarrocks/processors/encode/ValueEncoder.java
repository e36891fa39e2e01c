package io.github.nifistarrocks.processors.encode;

import java.io.IOException;

import io.github.nifistarrocks.client.encode.ValueWriter;

/** Writes the values of one column. Chosen once for each schema. */
@FunctionalInterface
interface ValueEncoder {

    /** @param value never null */
    void encode(ValueWriter row, Object value) throws IOException;
}
