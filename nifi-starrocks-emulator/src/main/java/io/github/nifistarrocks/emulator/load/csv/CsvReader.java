package io.github.nifistarrocks.emulator.load.csv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.github.nifistarrocks.emulator.load.source.RowSink;
import io.github.nifistarrocks.emulator.value.csv.CsvValues;
import io.github.nifistarrocks.emulator.value.json.Utf8;

/** Splits CSV into rows while it arrives; only one row is in memory. Several bodies are one text: a row without a delimiter continues in the next body. */
public final class CsvReader {

    private static final int CHUNK = 1 << 16;

    private final CsvFormat format;
    private final RowScanner headers;
    private final RowScanner scanner;
    private final int fields;
    private final CsvValues values;
    private final RowSink sink;
    private byte[] buffer = new byte[CHUNK * 2];
    private int start;
    private int end;
    private long rows;

    /** @param fields how many a row has to have */
    public CsvReader(final CsvFormat format, final int fields, final CsvValues values, final RowSink sink) {
        this.format = format;
        this.headers = new PlainRowScanner(format);
        this.scanner = format.isQuoting() ? new QuotedRowScanner(format) : headers;
        this.fields = fields;
        this.values = values;
        this.sink = sink;
    }

    public void read(final InputStream body) throws IOException {
        while (fill(body)) {
            cutRows();
        }
    }

    /** The last row may lack its delimiter. */
    public void end() {
        if (start < end && rows >= format.skipped()) {
            scanner.scanLast(buffer, start, end);
            row();
        }
        start = end;
    }

    private boolean fill(final InputStream body) throws IOException {
        if (start > 0) {
            System.arraycopy(buffer, start, buffer, 0, end - start);
            end -= start;
            start = 0;
        }
        if (buffer.length - end < CHUNK) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        final int read = body.read(buffer, end, buffer.length - end);
        if (read > 0) {
            end += read;
        }
        return read >= 0;
    }

    private void cutRows() {
        while (rows < format.skipped()) {
            final int next = headers.scan(buffer, start, end);
            if (next == RowScanner.INCOMPLETE) {
                return;
            }
            start = next;
            rows++;
        }
        for (int next = scanner.scan(buffer, start, end); next != RowScanner.INCOMPLETE; next = scanner.scan(buffer, start, end)) {
            row();
            start = next;
        }
    }

    private void row() {
        final List<String> found = scanner.fields();
        if (found.isEmpty()) {
            return;
        }
        final int first = start;
        final int last = scanner.recordEnd();
        if (found.size() != fields) {
            sink.broken("Target column count: %d doesn't match source value column count: %d. Column separator: %s, Row delimiter: %s".formatted(fields,
                    found.size(), format.separatorText(), format.delimiterText()), text(first, last));
        } else if (!Utf8.isValid(buffer, first, last)) {
            sink.broken("Invalid UTF-8 row", text(first, last));
        } else {
            sink.row(new CsvSourceRow(found, values, () -> text(first, last)));
        }
    }

    private String text(final int first, final int last) {
        return new String(buffer, first, last - first, StandardCharsets.UTF_8);
    }
}
