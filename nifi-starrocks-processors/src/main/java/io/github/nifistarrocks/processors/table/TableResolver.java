package io.github.nifistarrocks.processors.table;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.record.Record;

/** Determines the table of a record. */
@FunctionalInterface
public interface TableResolver {

    /**
     * @param number of the record in its FlowFile, for messages
     * @return the same instance for the same table
     * @throws InvalidRecordException when the record names no table, or a table whose columns are not known
     */
    TargetTable of(Record record, long number) throws InvalidRecordException, CallCancelledException, StarRocksException;
}
