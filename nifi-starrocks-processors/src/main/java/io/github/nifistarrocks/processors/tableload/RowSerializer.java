package io.github.nifistarrocks.processors.tableload;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;

import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.encode.LoadRow;
import io.github.nifistarrocks.processors.encode.RowEncoder;
import io.github.nifistarrocks.processors.row.RowCursor;

/** Checks and writes the rows of one load. Not thread-safe. */
final class RowSerializer {

    private final RowEncoder encoder;
    private final RowValidation validation;
    private final Instant entered;

    /**
     * @param validation of each row before it is written
     * @param entered when the FlowFile entered NiFi: the time of deletes whose source has no time
     */
    RowSerializer(final RowEncoder encoder, final RowValidation validation, final Instant entered) {
        this.encoder = encoder;
        this.validation = validation;
        this.entered = entered;
    }

    /** Whether the row is written. */
    boolean accepts(final RowCursor rows) throws InvalidRecordException {
        return validation.accepts(rows, row(rows));
    }

    RowWriter writer(final OutputStream out) {
        return encoder.writer(out);
    }

    /** @param out from {@link #writer}; after an exception it is of no further use */
    void write(final RowCursor rows, final RowWriter out) throws IOException, InvalidRecordException {
        try {
            encoder.encode(row(rows), out);
        } catch (InvalidRecordException e) {
            throw new InvalidRecordException(rows.record(), e.markedMessage(), e.getCause());
        }
    }

    private LoadRow row(final RowCursor rows) {
        final Change change = rows.change();
        return switch (change.operation()) {
            case UPSERT -> LoadRow.upsert(change.row(), rows.record());
            case DELETE -> LoadRow.delete(change.row(), rows.record(), change.time().orElse(entered));
        };
    }
}
