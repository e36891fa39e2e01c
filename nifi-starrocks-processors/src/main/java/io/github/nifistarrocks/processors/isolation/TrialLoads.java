package io.github.nifistarrocks.processors.isolation;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.TrialLoadResult;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.tableload.RowsBody;

/** The trial loads for one FlowFile, limited in number and bytes. */
final class TrialLoads {

    /** Each step of a search sends about the whole FlowFile. */
    private static final long MAX_TIMES_SENT = 40;
    private static final long ALWAYS_ALLOWED_BYTES = 256L << 20;

    private final IsolationContext context;
    private int count;
    private long bytes;
    private long allBytes;

    TrialLoads(final IsolationContext context) {
        this.context = context;
    }

    /** @param bytesOnce size of all rows */
    void expect(final long bytesOnce) {
        allBytes = Math.max(allBytes, bytesOnce);
    }

    TrialLoadResult run(final RowsBody body) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        count++;
        try {
            return context.sender().sendTrialLoad(context.load(), body);
        } finally {
            bytes += body.bytes();
            allBytes = Math.max(allBytes, body.bytes());
        }
    }

    boolean areExhausted() {
        return count >= context.maxTrialLoads() || bytes > Math.max(ALWAYS_ALLOWED_BYTES, MAX_TIMES_SENT * allBytes);
    }

    LoadOutcome exhausted() {
        return new LoadOutcome.Rejected(context.load().label(), List.of(), """
                The invalid records of load [%s] into %s could not be isolated: %d invalid records were found by %d trial loads, and there are more. Raise \
                Maximum Trial Loads, or check what these records have in common""".formatted(context.load().label(), context.load().table().id(),
                context.rejections().size(), count), Optional.empty());
    }

    int count() {
        return count;
    }
}
