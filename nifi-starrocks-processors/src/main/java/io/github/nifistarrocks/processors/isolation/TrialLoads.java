package io.github.nifistarrocks.processors.isolation;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.TrialLoadResult;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.row.Rejections;
import io.github.nifistarrocks.processors.tableload.RowsBody;
import io.github.nifistarrocks.processors.tableload.TableLoad;
import io.github.nifistarrocks.processors.tableload.TableLoadSender;

/** The trial loads that are made for one FlowFile, which have their limits in number and bytes. */
final class TrialLoads {

    /** Each step of a search sends about the whole FlowFile. */
    private static final long MOST_TIMES_SENT = 40;
    private static final long ALWAYS_ALLOWED_BYTES = 256L << 20;

    private final TableLoadSender sender;
    private final TableLoad unit;
    private final int mostTrials;
    private int count;
    private long bytes;
    private long allBytes;

    TrialLoads(final TableLoadSender sender, final TableLoad unit, final int mostTrials) {
        this.sender = sender;
        this.unit = unit;
        this.mostTrials = mostTrials;
    }

    /** @param bytesOnce how many bytes all rows take */
    void expect(final long bytesOnce) {
        allBytes = Math.max(allBytes, bytesOnce);
    }

    TrialLoadResult run(final RowsBody body) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        count++;
        try {
            return sender.tryOut(unit, body);
        } finally {
            bytes += body.bytes();
            allBytes = Math.max(allBytes, body.bytes());
        }
    }

    boolean areExhausted() {
        return count >= mostTrials || bytes > Math.max(ALWAYS_ALLOWED_BYTES, MOST_TIMES_SENT * allBytes);
    }

    LoadOutcome exhausted(final Rejections rejections) {
        return new LoadOutcome.Rejected(unit.label(), List.of(), """
                The bad records of load [%s] into %s could not be isolated: %d bad records were found by %d trial loads, and there are more. Raise Maximum Trial \
                Loads, or look at what they share""".formatted(unit.label(), unit.table().id(), rejections.size(), count), Optional.empty());
    }

    int count() {
        return count;
    }
}
