package io.github.nifistarrocks.client.encode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One JSON object a line. Keys are escaped once. */
final class JsonRowWriter extends RowWriter {

    private static final byte[] END = {'}', '\n'};

    private final byte[][] starts;
    private Escaping escaping = Escaping.JSON;

    private JsonRowWriter(final RowBuffer buffer, final byte[][] starts) {
        super(buffer, starts.length);
        this.starts = starts;
    }

    static JsonRowWriter ofRows(final RowBuffer buffer, final List<String> columns) {
        final byte[][] starts = new byte[columns.size()][];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = ((i == 0 ? "" : ",") + "\"" + Escaping.JSON.escaped(columns.get(i)) + "\":").getBytes(StandardCharsets.UTF_8);
        }
        return new JsonRowWriter(buffer, starts);
    }

    /** Writes one value and no row around it. */
    static JsonRowWriter ofValue(final RowBuffer buffer) {
        return new JsonRowWriter(buffer, new byte[1][0]);
    }

    @Override
    void resetValue() {
        escaping = Escaping.JSON;
    }

    @Override
    void writeRowStart() throws IOException {
        buffer.put((byte) '{');
    }

    @Override
    void writeRowEnd() throws IOException {
        buffer.put(END);
    }

    @Override
    void writeColumnStart(final int column) throws IOException {
        buffer.put(starts[column]);
    }

    @Override
    void writeNullColumn() throws IOException {
        buffer.put(NULL);
    }

    @Override
    void start(final Kind kind) throws IOException {
        if (kind == Kind.JSON_TEXT) {
            writeQuote();
            escaping = Escaping.JSON_IN_JSON;
        }
    }

    @Override
    void finish(final Kind kind) throws IOException {
        if (kind == Kind.JSON_TEXT) {
            escaping = Escaping.JSON;
            writeQuote();
        }
    }

    @Override
    void writeKeyQuote() throws IOException {
        writeQuote();
    }

    @Override
    void writeQuote() throws IOException {
        if (!isInKey()) {
            buffer.quote(escaping);
        }
    }

    @Override
    void writeDigitsQuote() throws IOException {
        if (!isInJson()) {
            writeQuote();
        }
    }

    @Override
    void writeText(final String text) throws IOException {
        if (isInKey()) {
            buffer.text(text, escaping);
        } else {
            buffer.quote(escaping);
            buffer.text(text, escaping);
            buffer.quote(escaping);
        }
    }

    @Override
    void writeJsonValue(final String json) throws IOException {
        buffer.text(json, Escaping.NONE);
    }
}
