package io.github.nifistarrocks.processors.tableload;

import java.io.IOException;
import java.io.OutputStream;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.encode.Compression;
import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowFilter;

/** The selected rows of a reading, written while they are read. One row is held at a time. */
public final class RowsBody implements LoadBody {

    private final RowCursor rows;
    private final RowFilter filter;
    private final RowSerializer serializer;
    private final Options options;
    private final OtherRows others;
    private boolean waiting;
    private boolean ended;
    private long sent;
    private long first;
    private long last;
    private long bytes;

    /** @param others receives the rows that the filter does not select */
    RowsBody(final RowCursor rows, final RowFilter filter, final RowSerializer serializer, final Options options, final OtherRows others) {
        this.rows = rows;
        this.filter = filter;
        this.serializer = serializer;
        this.options = options;
        this.others = others;
    }

    /** Advances to the next row to be sent. @return false if there is none */
    @Override
    public boolean hasMore() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        while (!waiting && !ended) {
            if (!rows.advance()) {
                ended = true;
            } else if (filter.takes(rows)) {
                waiting = serializer.accepts(rows);
            } else {
                others.accept(rows);
            }
        }
        return waiting;
    }

    /** Reads to the end for the other rows. No further row is sent. */
    public void skipRest() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        waiting = false;
        while (!ended) {
            if (!rows.advance()) {
                ended = true;
            } else if (!filter.takes(rows)) {
                others.accept(rows);
            }
        }
    }

    @Override
    public void writeTo(final OutputStream out) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        // Not closed if a row cannot be written: the end mark would make half a body look complete.
        final OutputStream compressed = options.compression.compress(out);
        final RowWriter writer = serializer.writer(compressed);
        while (writer.bytes() < options.maxBytes && hasMore()) {
            serializer.write(rows, writer);
            waiting = false;
            if (sent == 0) {
                first = rows.record();
            }
            last = rows.record();
            sent++;
        }
        writer.flush();
        bytes += writer.bytes();
        if (compressed != out) {
            compressed.close();
        }
    }

    @Override
    public long sent() {
        return sent;
    }

    /** Bytes of the bodies so far, before compression. */
    public long bytes() {
        return bytes;
    }

    /** Number of the first record of which a row was written; 0 if there is none. */
    public long firstSent() {
        return first;
    }

    /** Number of the last record of which a row was written. */
    public long lastSent() {
        return last;
    }

    /** Records without a change, and ignored deletes. */
    public long ignored() {
        return rows.ignored();
    }

    /**
     * How bodies are written.
     *
     * @param compression of each body
     * @param maxBytes of one body before compression; a body exceeds it by at most one row
     */
    record Options(Compression compression, long maxBytes) {}

    /** Receives rows of a reading that another body sends. */
    @FunctionalInterface
    public interface OtherRows {

        /** No other body sends them. */
        OtherRows SKIPPED = rows -> {};

        /** @param rows positioned at the row */
        void accept(RowCursor rows) throws IOException, InvalidRecordException;
    }
}
