package io.github.nifistarrocks.processors.tableload;

import java.io.IOException;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.RequestBody;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.processors.common.InvalidRecordException;

/** The rows of a load: one body with all of them, or several of a limited size in sequence. */
public sealed interface LoadBody extends RequestBody permits RowsBody, SpilledRows {

    /** Whether there are rows that were not written yet. */
    boolean hasMore() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException;

    /** Rows written so far, in all bodies. */
    long sent();
}
