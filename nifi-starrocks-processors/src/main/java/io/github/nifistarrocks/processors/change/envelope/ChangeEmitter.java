package io.github.nifistarrocks.processors.change.envelope;

import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.change.ChangeSink;
import io.github.nifistarrocks.processors.change.Operation;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.record.Record;

/**
 * Passes the changes of one event to the sink.
 *
 * @param number of the event's record, for messages
 * @param key of its rows
 * @param time when the source made the changes, if the event says
 * @param sink that receives them
 */
record ChangeEmitter(long number, RowKey key, Optional<Instant> time, ChangeSink sink) {

    /** Writes a row whose key has not changed. */
    void upsert(final Record row) throws IOException, InvalidRecordException {
        sink.accept(new Change(Operation.UPSERT, row, time, false));
    }

    /** Writes a row without the values that the source did not send, which stay as they are. */
    void partialUpsert(final Record row) throws IOException, InvalidRecordException {
        sink.accept(new Change(Operation.UPSERT, row, time, true));
    }

    /** Writes a row, after deleting it under its old key if the key has changed. */
    void update(final Record before, final Record after) throws IOException, InvalidRecordException {
        if (key.hasMoved(before, after, number)) {
            delete(before);
        }
        upsert(after);
    }

    void delete(final Record row) throws IOException, InvalidRecordException {
        key.require(row, number);
        sink.accept(new Change(Operation.DELETE, row, time, false));
    }
}
