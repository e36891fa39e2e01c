package io.github.nifistarrocks.emulator.load.csv;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import io.github.nifistarrocks.emulator.load.source.RowSink;

/** Splits CSV into rows while it arrives; only one row is in memory. Several bodies are one text: a row without a delimiter continues in the next body. */
public final class CsvReader {

    private static final int CHUNK = 1 << 16;
    private static final char REPLACEMENT = '\uFFFD';

    private final CsvFormat format;
    private final CsvRowSplitter splitter;
    private final int fields;
    private final RowSink sink;
    private byte[] buffer = new byte[CHUNK * 2];
    private int start;
    private int end;
    private long rows;

    /** @param fields how many a row has to have */
    public CsvReader(final CsvFormat format, final int fields, final RowSink sink) {
        this.format = format;
        this.splitter = new CsvRowSplitter(format);
        this.fields = fields;
        this.sink = sink;
    }

    public void read(final InputStream body) throws IOException {
        int scanned = 0;
        while (fill(body)) {
            scanned = cutRows(scanned);
        }
    }

    /** The last row may lack its delimiter. */
    public void end() {
        if (start < end) {
            row(start, end);
            start = end;
        }
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

    /**
     * @param scanned number of bytes after the start that are known to contain no end of a row
     * @return the same for the next call
     */
    private int cutRows(final int scanned) {
        int from = start + scanned;
        while (true) {
            final int found = splitter.endOfRow(buffer, start, from, end);
            if (found < 0) {
                return format.isQuoting() ? 0 : Math.max(0, end - start - format.delimiter().length + 1);
            }
            row(start, found);
            start = found + format.delimiter().length;
            from = start;
        }
    }

    private void row(final int first, final int last) {
        if (rows++ < format.skipped() || first == last) {
            return;
        }
        final List<String> values = splitter.fields(buffer, first, last);
        if (isSuspicious(values) && !isUtf8(first, last)) {
            sink.broken("Invalid UTF-8 row", text(first, last));
        } else if (values.size() != fields) {
            sink.broken("Value count does not match column count: expected = %d, actual = %d. Column separator: '%s', Row delimiter: '%s'".formatted(fields,
                    values.size(), format.separatorText(), format.delimiterText()), text(first, last));
        } else {
            sink.row(new CsvSourceRow(values, () -> text(first, last)));
        }
    }

    /** Invalid bytes become replacement characters, but a row may also contain valid ones. */
    private static boolean isSuspicious(final List<String> values) {
        for (final String value : values) {
            if (value != null && value.indexOf(REPLACEMENT) >= 0) {
                return true;
            }
        }
        return false;
    }

    private boolean isUtf8(final int first, final int last) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(buffer, first, last - first));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private String text(final int first, final int last) {
        return new String(buffer, first, last - first, StandardCharsets.UTF_8);
    }
}
