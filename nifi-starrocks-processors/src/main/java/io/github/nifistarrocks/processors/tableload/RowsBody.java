package io.github.nifistarrocks.processors.tableload;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.RequestBody;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.encode.Compression;
import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.change.Operation;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.encode.RowCheck;
import io.github.nifistarrocks.processors.encode.RowEncoder;
import io.github.nifistarrocks.processors.row.Rejections;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowFilter;

/** The rows that a filter takes, as bodies of loads: one body with all of them, or several of a limited size one after the other. One row is held at a time. */
public final class RowsBody implements RequestBody {

    private final RowCursor rows;
    private final RowFilter filter;
    private final RowEncoder encoder;
    private final Form form;
    private boolean waiting;
    private boolean ended;
    private long sent;
    private long first;
    private long last;
    private long bytes;

    public RowsBody(final RowCursor rows, final RowFilter filter, final RowEncoder encoder, final Form form) {
        this.rows = rows;
        this.filter = filter;
        this.encoder = encoder;
        this.form = form;
    }

    /** Goes to the next row that is to be sent. @return false when there is none left */
    public boolean hasMore() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        while (!waiting && !ended) {
            if (!rows.advance()) {
                ended = true;
            } else {
                waiting = filter.takes(rows) && isGood();
            }
        }
        return waiting;
    }

    private boolean isGood() throws InvalidRecordException {
        if (form.check.isEmpty()) {
            return true;
        }
        final RowCheck.Violation violation = form.check.get().check(rows.change().row(), isDeleted());
        if (violation == null) {
            return true;
        }
        if (form.rejections.isEmpty()) {
            throw new InvalidRecordException("Record %d does not fit into [%s]: %s".formatted(rows.record(), rows.table().id(), violation.message()), null);
        }
        form.rejections.get().add(rows.record(), violation.message());
        return false;
    }

    @Override
    public void writeTo(final OutputStream out) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        // Not closed when a row cannot be written: the end mark would make half a body look whole.
        final OutputStream compressed = form.compression.compress(out);
        final RowWriter writer = encoder.writer(compressed);
        while (writer.bytes() < form.mostBytes && hasMore()) {
            final Change change = rows.change();
            final boolean deleted = isDeleted();
            final Instant deletedAt = deleted && form.marksDeletes ? change.time().orElse(form.deletedAt) : null;
            encode(change, deleted, deletedAt, writer);
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

    private void encode(final Change change, final boolean deleted, final Instant deletedAt, final RowWriter writer)
            throws IOException, InvalidRecordException {
        try {
            encoder.encode(change.row(), deleted, deletedAt, rows.record(), writer);
        } catch (InvalidRecordException e) {
            throw new InvalidRecordException(rows.record(), e.getMessage(), e.getCause());
        }
    }

    private boolean isDeleted() {
        return rows.change().operation() == Operation.DELETE;
    }

    /** Rows written so far, in all bodies. */
    public long sent() {
        return sent;
    }

    /** Bytes of the bodies so far, before compression. */
    public long bytes() {
        return bytes;
    }

    /** Number of the record that was read last. */
    public long record() {
        return rows.record();
    }

    /** Number of the first record of which a row was written; 0 when there is none. */
    public long firstSent() {
        return first;
    }

    /** Number of the last record of which a row was written. */
    public long lastSent() {
        return last;
    }

    /** Records without a change, and deletes that were left out. */
    public long ignored() {
        return rows.ignored();
    }

    /**
     * How rows are written.
     *
     * @param compression of each body
     * @param mostBytes of one body before compression, over which at most one row goes
     * @param check of each row before it is sent
     * @param rejections takes rows that the check finds bad; without it such a row is an error
     * @param marksDeletes whether deleted rows get a time
     * @param deletedAt the time for deletes whose source does not tell one
     */
    public record Form(Compression compression, long mostBytes, Optional<RowCheck> check, Optional<Rejections> rejections, boolean marksDeletes,
            Instant deletedAt) {}
}
