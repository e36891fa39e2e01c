package io.github.nifistarrocks.processors.rows;

import io.github.nifistarrocks.client.CallCancelledException;
import io.github.nifistarrocks.client.StarRocksException;
import io.github.nifistarrocks.processors.encode.BadRecordException;
import org.apache.nifi.serialization.record.Record;

/** Tells into which table a record goes. */
@FunctionalInterface
public interface Targets {

    /**
     * @param number of the record in its FlowFile, for messages
     * @return the same instance for the same table
     * @throws BadRecordException when the record names no table, or one whose columns cannot be told
     */
    TargetTable of(Record record, long number) throws BadRecordException, CallCancelledException, StarRocksException;
}
