package io.github.nifistarrocks.client.encode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** CSV rows in the form of {@link CsvForm}. */
final class CsvRowWriter extends RowWriter {

    private static final byte[] SEPARATOR = CsvForm.SEPARATOR.getBytes(StandardCharsets.US_ASCII);

    private final boolean singleColumn;
    /** Of strings inside of a field. */
    private Escaping escaping = Escaping.LITERAL;

    CsvRowWriter(final RowBuffer buffer, final int columns) {
        super(buffer, columns);
        singleColumn = columns == 1;
    }

    @Override
    void resetValue() {
        escaping = Escaping.LITERAL;
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
            buffer.put(SEPARATOR);
        }
    }

    @Override
    void writeNullColumn() throws IOException {
        buffer.ascii(CsvForm.NULL);
    }

    @Override
    void start(final Kind kind) throws IOException {
        if (!isInside()) {
            escaping = kind == Kind.ARRAY_OR_OBJECT ? Escaping.LITERAL : Escaping.JSON;
        } else if (kind == Kind.JSON_TEXT) {
            writeQuote();
            escaping = Escaping.JSON_IN_LITERAL;
        }
    }

    @Override
    void finish(final Kind kind) throws IOException {
        if (isInside() && kind == Kind.JSON_TEXT) {
            escaping = Escaping.LITERAL;
            writeQuote();
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
            if (escaping == Escaping.LITERAL) {
                // JSON escapes control characters.
                requireNoSeparator(text);
            }
            writeQuote();
            buffer.text(text, escaping);
            writeQuote();
            return;
        }
        if (CsvForm.NULL.equals(text)) {
            throw new UnencodableValueException("The text \\N means NULL in CSV; use JSON");
        }
        if (singleColumn && text.isEmpty()) {
            throw new UnencodableValueException("An empty text in the only column is an empty line in CSV, which StarRocks skips; use JSON");
        }
        requireNoSeparator(text);
        buffer.text(text, Escaping.NONE);
    }

    @Override
    void writeJsonValue(final String json) throws IOException {
        writeText(json);
    }

    private static void requireNoSeparator(final String text) throws UnencodableValueException {
        // Almost no text has the first character, for which searching is faster.
        final int first = text.indexOf(CsvForm.SEPARATOR.charAt(0));
        if (first >= 0 && text.indexOf(CsvForm.SEPARATOR, first) >= 0) {
            throw new UnencodableValueException("The text contains the characters 0x1F 0x01, which separate the fields of CSV; use JSON");
        }
        if (text.indexOf(CsvForm.ROW_END) >= 0) {
            throw new UnencodableValueException("The text contains the character 0x17, which ends the rows of CSV; use JSON");
        }
    }
}
