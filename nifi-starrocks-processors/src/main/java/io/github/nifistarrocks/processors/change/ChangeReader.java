package io.github.nifistarrocks.processors.change;

import java.io.IOException;
import java.util.Optional;

import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.OperationSource;
import org.apache.nifi.serialization.record.Record;

/** Turns records into changes. What it hands on depends on nothing but the settings and the record: the same records give the same changes. Not thread-safe. */
public interface ChangeReader {

    /**
     * Hands the changes of one record to the sink in their order. An update that moved the row to another key is a deletion of the old key and then an upsert
     * of the new one.
     *
     * @param record read as {@link OperationSource#coercesTypes()} says
     * @param number of the record in the FlowFile, from 1, for messages
     * @param table the target, when it is known: its types help to decode, its keys tell an update that changed them
     * @return true when the record was ignored because it changes no row, such as a tombstone, a transaction mark, a heartbeat, DDL or a truncation
     * @throws IOException what the sink throws
     * @throws InvalidRecordException when the record cannot be understood, or what the sink throws
     */
    boolean read(Record record, long number, Optional<TableSchema> table, ChangeSink sink) throws IOException, InvalidRecordException;
}
