package io.github.nifistarrocks.processors.cdc;

import java.io.IOException;

import io.github.nifistarrocks.processors.encode.BadRecordException;

/** Takes changes in the order in which they were made. */
@FunctionalInterface
public interface ChangeSink {

    void accept(Change change) throws IOException, BadRecordException;
}
