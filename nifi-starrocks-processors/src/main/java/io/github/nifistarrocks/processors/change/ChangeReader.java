package io.github.nifistarrocks.processors.change;

import java.io.IOException;

import io.github.nifistarrocks.processors.common.InvalidRecordException;

/** Turns records into changes. Its result depends only on the settings and the record: the same records give the same changes. Not thread-safe. */
@FunctionalInterface
public interface ChangeReader {

    /**
     * Passes the changes of one record to the sink in their order. An update that moved the row to another key is a deletion of the old key, followed by an
     * upsert of the new one.
     *
     * @param source a record with values as the reader found them, or of the types that the user declared
     * @return true when the record was ignored because it changes no row, such as a tombstone, a transaction marker, a heartbeat, DDL or a truncation
     * @throws IOException when the sink throws it
     * @throws InvalidRecordException when the record cannot be interpreted, or when the sink throws it
     */
    boolean read(SourceRecord source, ChangeSink sink) throws IOException, InvalidRecordException;
}
