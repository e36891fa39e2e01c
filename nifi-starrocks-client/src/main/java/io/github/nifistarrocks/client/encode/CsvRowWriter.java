package io.github.nifistarrocks.client.encode;

import java.io.IOException;

/** CSV rows in the form of {@link CsvForm}. */
final class CsvRowWriter extends RowWriter {

    private final boolean singleColumn;
    /** Of strings inside of a field. */
    private Escaping escaping = Escaping.LITERAL;
    /** Whether the quote that begins the field of an array, an object or JSON has been written. Those without strings need none. */
    private boolean enclosed;

    CsvRowWriter(final RowBuffer buffer, final int columns) {
        super(buffer, columns);
        singleColumn = columns == 1;
    }

    @Override
    void resetValue() {
        buffer.unmark();
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
    void writeNullColumn() throws IOException {
        buffer.ascii(CsvForm.NULL);
    }

    @Override
    void start(final Kind kind) throws IOException {
        if (!isInside()) {
            escaping = kind == Kind.ARRAY_OR_OBJECT ? Escaping.LITERAL : Escaping.JSON_IN_CSV;
            enclosed = false;
            buffer.mark();
        } else if (kind == Kind.JSON_TEXT) {
            writeQuote();
            escaping = Escaping.JSON_IN_LITERAL;
        }
    }

    @Override
    void finish(final Kind kind) throws IOException {
        if (isInside()) {
            if (kind == Kind.JSON_TEXT) {
                escaping = Escaping.LITERAL;
                writeQuote();
            }
        } else if (enclosed) {
            buffer.put(CsvForm.QUOTE);
        } else {
            buffer.unmark();
        }
    }

    @Override
    void writeKeyQuote() throws IOException {
        if (isInJson()) {
            writeQuote();
        }
    }

    @Override
    void writeQuote() throws IOException {
        // Single fields are numbers, dates and times, which need no quotes. Keys of JSON have theirs already.
        if (isInside() && !(isInKey() && isInJson())) {
            if (!enclosed) {
                buffer.putAtMark(CsvForm.QUOTE);
                enclosed = true;
            }
            buffer.quote(escaping);
        }
    }

    @Override
    void writeDigitsQuote() {
        // Numbers stand bare.
    }

    @Override
    void writeText(final String text) throws IOException {
        if (isInside()) {
            writeQuote();
            buffer.text(text, escaping);
            writeQuote();
            return;
        }
        if (CsvForm.NULL.equals(text)) {
            throw new UnencodableValueException("The text \\N means NULL in CSV; use JSON");
        }
        if (needsQuotes(text)) {
            buffer.put(CsvForm.QUOTE);
            buffer.text(text, Escaping.CSV);
            buffer.put(CsvForm.QUOTE);
        } else {
            buffer.text(text, Escaping.NONE);
        }
    }

    @Override
    void writeJsonValue(final String json) throws IOException {
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
