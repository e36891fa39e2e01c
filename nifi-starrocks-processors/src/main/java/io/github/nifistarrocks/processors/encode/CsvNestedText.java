package io.github.nifistarrocks.processors.encode;

import java.math.BigDecimal;
import java.math.BigInteger;

import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.encode.ValueWriter;

/**
 * Nested values as the literals that StarRocks reads from CSV: {@code [1,2,null]} and {@code {"a":1,"b":null}}, strings and dates in quotes with a quote
 * doubled (BE: be/src/formats/csv/array_reader.cpp, map_converter.cpp, string_converter.cpp). There are neither structs nor maps in arrays, and the reader of
 * a map looks for the next comma without regard to square brackets, so no arrays are in maps.
 */
final class CsvNestedText implements NestedText {

    private final StringBuilder literal = new StringBuilder();
    private boolean inMap;
    private boolean first = true;
    private boolean key;
    private boolean afterKey;

    @Override
    public void beginArray() throws UnencodableValueException {
        if (inMap) {
            throw unsupported("A map of arrays");
        }
        begin();
        literal.append('[');
        first = true;
    }

    @Override
    public void endArray() {
        literal.append(']');
        first = false;
    }

    @Override
    public void beginObject() throws UnencodableValueException {
        if (!literal.isEmpty()) {
            throw unsupported("A map or record inside of another value");
        }
        literal.append('{');
        inMap = true;
    }

    @Override
    public void beginKey() {
        key = true;
    }

    @Override
    public void endObject() {
        literal.append('}');
    }

    @Override
    public String text() {
        return literal.toString();
    }

    @Override
    public void writeNull() {
        append("null");
    }

    @Override
    public void writeBoolean(final boolean value) {
        append(String.valueOf(value));
    }

    @Override
    public void writeLong(final long value) {
        append(String.valueOf(value));
    }

    @Override
    public void writeFloat(final float value) throws UnencodableValueException {
        ValueWriter.checkFinite(value);
        append(String.valueOf(value));
    }

    @Override
    public void writeDouble(final double value) throws UnencodableValueException {
        ValueWriter.checkFinite(value);
        append(String.valueOf(value));
    }

    @Override
    public void writeDecimal(final BigDecimal value) {
        append(value.toPlainString());
    }

    @Override
    public void writeBigInteger(final BigInteger value) {
        append(value.toString());
    }

    @Override
    public void writeString(final String value) {
        append('"' + value.replace("\"", "\"\"") + '"');
    }

    /** The BE takes the quotes off, but leaves those within doubled, so that it cannot read what it gets (json_converter.cpp). */
    @Override
    public void writeJson(final String value) throws UnencodableValueException {
        throw unsupported("JSON inside of an array or a map");
    }

    private void append(final String value) {
        begin();
        literal.append(value);
        if (key) {
            literal.append(':');
            key = false;
            afterKey = true;
        }
    }

    private void begin() {
        if (!first && !afterKey) {
            literal.append(',');
        }
        first = false;
        afterKey = false;
    }

    static UnencodableValueException unsupported(final String kind) {
        return new UnencodableValueException("%s cannot be loaded from CSV; choose JSON in the property Format".formatted(kind));
    }
}
