package io.github.nifistarrocks.client.encode;

import java.io.IOException;
import java.io.OutputStream;

/** CSV rows in the form of {@link CsvForm}. */
final class CsvRowWriter extends RowWriter {

    private final boolean singleColumn;

    CsvRowWriter(final OutputStream out, final int columns) {
        super(out, columns);
        singleColumn = columns == 1;
    }

    @Override
    void writeRowStart() {
        // A row begins with its first field.
    }

    @Override
    void writeRowEnd() throws IOException {
        buffer.put(CsvForm.ROW_END);
    }

    @Override
    void writeColumnStart(final int column) throws IOException {
        if (column > 0) {
            buffer.put(CsvForm.SEPARATOR);
        }
    }

    @Override
    void writeNullValue() throws IOException {
        buffer.ascii(CsvForm.NULL);
    }

    @Override
    void writeQuote() {
        // Numbers, dates and times hold nothing that needs quotes.
    }

    @Override
    void writePlainText(final String ascii) throws IOException {
        buffer.ascii(ascii);
    }

    @Override
    void writeText(final String text) throws IOException {
        if (CsvForm.NULL.equals(text)) {
            throw new UnencodableValueException("The text \\N means NULL in CSV; use JSON");
        }
        if (needsQuotes(text)) {
            buffer.put(CsvForm.QUOTE);
            buffer.text(text, RowBuffer.Escaping.CSV);
            buffer.put(CsvForm.QUOTE);
        } else {
            buffer.text(text, RowBuffer.Escaping.NONE);
        }
    }

    @Override
    void writeJsonText(final String json) throws IOException {
        writeText(json);
    }

    private boolean needsQuotes(final String text) {
        if (text.isEmpty()) {
            // A BE skips empty lines.
            return singleColumn;
        }
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c == CsvForm.SEPARATOR || c == CsvForm.ROW_END || c == '\r' || c == CsvForm.QUOTE || c == CsvForm.ESCAPE) {
                return true;
            }
        }
        return false;
    }
}
