package io.github.nifistarrocks.processors.row;

import io.github.nifistarrocks.processors.common.InvalidRecordException;

/** The records of a FlowFile, which can be read from their beginning any number of times. */
@FunctionalInterface
public interface RecordContent {

    /** @throws InvalidRecordException when no reader can be made for the content */
    OpenRecords open() throws InvalidRecordException;
}
