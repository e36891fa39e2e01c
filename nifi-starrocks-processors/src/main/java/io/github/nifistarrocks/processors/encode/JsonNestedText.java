package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.nifistarrocks.client.encode.ValueWriter;

/** Nested values as JSON on one line. */
final class JsonNestedText implements NestedText {

    private static final JsonFactory FACTORY = new JsonFactory();

    private final StringWriter text = new StringWriter();
    private final JsonGenerator json = FACTORY.createGenerator(text);
    private boolean key;

    JsonNestedText() throws IOException {}

    @Override
    public void beginArray() throws IOException {
        json.writeStartArray();
    }

    @Override
    public void endArray() throws IOException {
        json.writeEndArray();
    }

    @Override
    public void beginObject() throws IOException {
        json.writeStartObject();
    }

    @Override
    public void beginKey() {
        key = true;
    }

    @Override
    public void endObject() throws IOException {
        json.writeEndObject();
    }

    @Override
    public String text() throws IOException {
        json.close();
        return text.toString();
    }

    @Override
    public void writeNull() throws IOException {
        json.writeNull();
    }

    @Override
    public void writeBoolean(final boolean value) throws IOException {
        if (!isKey(String.valueOf(value))) {
            json.writeBoolean(value);
        }
    }

    @Override
    public void writeLong(final long value) throws IOException {
        if (!isKey(String.valueOf(value))) {
            json.writeNumber(value);
        }
    }

    @Override
    public void writeFloat(final float value) throws IOException {
        ValueWriter.checkFinite(value);
        if (!isKey(String.valueOf(value))) {
            json.writeNumber(value);
        }
    }

    @Override
    public void writeDouble(final double value) throws IOException {
        ValueWriter.checkFinite(value);
        if (!isKey(String.valueOf(value))) {
            json.writeNumber(value);
        }
    }

    @Override
    public void writeDecimal(final BigDecimal value) throws IOException {
        writeString(value.toPlainString());
    }

    @Override
    public void writeBigInteger(final BigInteger value) throws IOException {
        writeString(value.toString());
    }

    @Override
    public void writeString(final String value) throws IOException {
        if (!isKey(value)) {
            json.writeString(value);
        }
    }

    @Override
    public void writeJson(final String value) throws IOException {
        json.writeRawValue(value);
    }

    private boolean isKey(final String value) throws IOException {
        final boolean written = key;
        if (written) {
            json.writeFieldName(value);
            key = false;
        }
        return written;
    }
}
