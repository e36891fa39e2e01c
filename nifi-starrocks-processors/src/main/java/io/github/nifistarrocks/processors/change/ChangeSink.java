package io.github.nifistarrocks.processors.change;

import java.io.IOException;

import io.github.nifistarrocks.processors.common.InvalidRecordException;

/** Takes changes in the order in which they were made. */
@FunctionalInterface
public interface ChangeSink {

    void accept(Change change) throws IOException, InvalidRecordException;
}
