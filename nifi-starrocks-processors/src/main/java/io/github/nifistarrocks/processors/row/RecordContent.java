package io.github.nifistarrocks.processors.row;

import io.github.nifistarrocks.processors.common.InvalidRecordException;

/** The records of a FlowFile. They can be read from the beginning any number of times. */
@FunctionalInterface
public interface RecordContent {

    /** @throws InvalidRecordException when no reader can be created for the content */
    OpenRecords open() throws InvalidRecordException;
}
