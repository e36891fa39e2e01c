package io.github.nifistarrocks.processors.rows;

import io.github.nifistarrocks.processors.encode.BadRecordException;

/** The records of a FlowFile, which can be read from their beginning any number of times. */
@FunctionalInterface
public interface RecordContent {

    /** @throws BadRecordException when no reader can be made for the content */
    OpenRecords open() throws BadRecordException;
}
