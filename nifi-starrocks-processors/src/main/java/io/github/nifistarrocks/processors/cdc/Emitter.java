package io.github.nifistarrocks.processors.cdc;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.processors.cdc.OperationWords.Meaning;
import io.github.nifistarrocks.processors.encode.BadRecordException;
import org.apache.nifi.serialization.record.Record;

/** Hands the changes of one event on. */
final class Emitter {

    private Emitter() {}

    /** @return whether the meaning is to ignore the row */
    static boolean emit(final Meaning meaning, final Record row, final ChangeSink sink) throws IOException, BadRecordException {
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
    static void upsert(final Optional<Record> before, final Record after, final List<String> keys, final Optional<Instant> time, final long number,
            final ChangeSink sink) throws IOException, BadRecordException {
        if (before.isPresent() && Keys.moved(keys, before.get(), after)) {
            delete(before.get(), keys, time, number, sink);
        }
        sink.accept(new Change(Operation.UPSERT, after, time));
    }

    static void delete(final Record before, final List<String> keys, final Optional<Instant> time, final long number, final ChangeSink sink)
            throws IOException, BadRecordException {
        Keys.require(keys, before, number);
        sink.accept(new Change(Operation.DELETE, before, time));
    }
}
