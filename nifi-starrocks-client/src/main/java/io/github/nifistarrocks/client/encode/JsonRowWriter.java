package io.github.nifistarrocks.client.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One JSON object a line. Keys are escaped once. */
final class JsonRowWriter extends RowWriter {

    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] END = {'}', '\n'};

    private final byte[][] starts;

    JsonRowWriter(final OutputStream out, final List<String> columns) {
        super(out, columns.size());
        starts = new byte[columns.size()][];
        for (int i = 0; i < starts.length; i++) {
            starts[i] = ((i == 0 ? "" : ",") + "\"" + escaped(columns.get(i)) + "\":").getBytes(StandardCharsets.UTF_8);
        }
    }

    private static String escaped(final String key) {
        final StringBuilder text = new StringBuilder(key.length());
        for (final char c : key.toCharArray()) {
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        return text.toString();
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
    void writeNullValue() throws IOException {
        buffer.put(NULL);
    }

    @Override
    void writeQuote() throws IOException {
        buffer.put((byte) '"');
    }

    @Override
    void writePlainText(final String ascii) throws IOException {
        writeQuote();
        buffer.ascii(ascii);
        writeQuote();
    }

    @Override
    void writeText(final String text) throws IOException {
        writeQuote();
        buffer.text(text, RowBuffer.Escaping.JSON);
        writeQuote();
    }

    @Override
    void writeJsonText(final String json) throws IOException {
        buffer.text(json, RowBuffer.Escaping.NONE);
    }
}
