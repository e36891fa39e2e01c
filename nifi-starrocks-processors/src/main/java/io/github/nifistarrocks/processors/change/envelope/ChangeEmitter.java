package io.github.nifistarrocks.processors.change.envelope;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.change.ChangeSink;
import io.github.nifistarrocks.processors.change.Operation;
import io.github.nifistarrocks.processors.change.OperationValues.Meaning;
import io.github.nifistarrocks.processors.change.decode.TargetColumns;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.record.Record;

/** Hands the changes of one event on. */
final class ChangeEmitter {

    private ChangeEmitter() {}

    /** @return whether the meaning is to ignore the row */
    static boolean emit(final Meaning meaning, final Record row, final ChangeSink sink) throws IOException, InvalidRecordException {
        switch (meaning) {
            case UPSERT -> sink.accept(new Change(Operation.UPSERT, row, Optional.empty()));
            case DELETE -> sink.accept(new Change(Operation.DELETE, row, Optional.empty()));
            case IGNORE -> {
                return true;
            }
        }
        return false;
    }

    /** Writes a row, after deleting the one it was under another key. */
    static void upsert(final Optional<Record> before, final Record after, final RowKey key, final Optional<Instant> time, final long number,
            final ChangeSink sink) throws IOException, InvalidRecordException {
        if (before.isPresent() && key.moved(before.get(), after, number)) {
            delete(before.get(), key, time, number, sink);
        }
        sink.accept(new Change(Operation.UPSERT, after, time));
    }

    static void delete(final Record before, final RowKey key, final Optional<Instant> time, final long number, final ChangeSink sink)
            throws IOException, InvalidRecordException {
        key.require(before, number);
        sink.accept(new Change(Operation.DELETE, before, time));
    }

    /** Sees to it that a plain record that deletes a row has its key: all of it when the user names it, else as much of it as there are fields for. */
    static void requireKey(final KeyResolver keys, final TargetColumns target, final Record row, final long number) throws InvalidRecordException {
        final RowKey key = keys.of(target, List.of());
        if (keys.areGiven()) {
            key.require(row, number);
        } else {
            key.requireWhereThere(row, number);
        }
    }
}
