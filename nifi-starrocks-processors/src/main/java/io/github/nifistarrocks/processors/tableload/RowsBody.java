package io.github.nifistarrocks.processors.tableload;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.RequestBody;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.encode.Compression;
import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.encode.LoadRow;
import io.github.nifistarrocks.processors.encode.RowEncoder;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowFilter;

/** The selected rows as the bodies of loads: one body with all of them, or several of a limited size in sequence. One row is held at a time. */
public final class RowsBody implements RequestBody {

    private final RowCursor rows;
    private final RowFilter filter;
    private final RowEncoder encoder;
    private final Options options;
    private boolean waiting;
    private boolean ended;
    private long sent;
    private long first;
    private long last;
    private long bytes;

    RowsBody(final RowCursor rows, final RowFilter filter, final RowEncoder encoder, final Options options) {
        this.rows = rows;
        this.filter = filter;
        this.encoder = encoder;
        this.options = options;
    }

    /** Advances to the next row to be sent. @return false if there is none */
    public boolean hasMore() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        while (!waiting && !ended) {
            if (rows.advance()) {
                waiting = filter.takes(rows) && options.validation.accepts(rows, row());
            } else {
                ended = true;
            }
        }
        return waiting;
    }

    @Override
    public void writeTo(final OutputStream out) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        // Not closed if a row cannot be written: the end mark would make half a body look complete.
        final OutputStream compressed = options.compression.compress(out);
        final RowWriter writer = encoder.writer(compressed);
        while (writer.bytes() < options.maxBytes && hasMore()) {
            encode(writer);
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

    private void encode(final RowWriter writer) throws IOException, InvalidRecordException {
        try {
            encoder.encode(row(), writer);
        } catch (InvalidRecordException e) {
            throw new InvalidRecordException(rows.record(), e.markedMessage(), e.getCause());
        }
    }

    private LoadRow row() {
        final Change change = rows.change();
        return switch (change.operation()) {
            case UPSERT -> LoadRow.upsert(change.row(), rows.record());
            case DELETE -> LoadRow.delete(change.row(), rows.record(), change.time().orElse(options.entered));
        };
    }

    /** Rows written so far, in all bodies. */
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
     * How rows are written.
     *
     * @param compression of each body
     * @param maxBytes of one body before compression; a body exceeds it by at most one row
     * @param validation of each row before it is sent
     * @param entered when the FlowFile entered NiFi: the time of deletes whose source has no time
     */
    record Options(Compression compression, long maxBytes, RowValidation validation, Instant entered) {}
}
