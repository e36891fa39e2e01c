package io.github.nifistarrocks.processors.change;

import java.io.IOException;

import io.github.nifistarrocks.processors.common.InvalidRecordException;

/** Receives changes in the order in which the source made them. */
@FunctionalInterface
public interface ChangeSink {

    void accept(Change change) throws IOException, InvalidRecordException;
}
