package io.github.nifistarrocks.processors.column;

/**
 * What the server has to do with a source field to make a column's value of it. VARBINARY goes as hex and not as base64, because {@code to_binary(x,
 * 'encode64')} makes NULL of an empty text (BE: be/src/exprs/encryption_functions.cpp, from_base64) where {@code 'hex'} makes no bytes.
 */
public enum Conversion {

    NONE("%s"), HEX("to_binary(%s,'hex')"), BITMAP("to_bitmap(%s)"), HLL("hll_hash(%s)"), PERCENTILE("percentile_hash(%s)");

    private final String call;

    Conversion(final String call) {
        this.call = call;
    }

    /** @param source back-ticked */
    String of(final String source) {
        return call.formatted(source);
    }
}
