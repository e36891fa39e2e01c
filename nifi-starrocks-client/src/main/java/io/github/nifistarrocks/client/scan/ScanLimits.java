package io.github.nifistarrocks.client.scan;

import java.time.Duration;
import java.util.Optional;

/**
 * Limits of one scan, which the BE enforces.
 *
 * @param batchRows maximum number of rows in a batch, 1 to 65535
 * @param queryTimeout time for the whole scan, counted from its opening, the time of the reader included
 * @param keepAlive how long the BE keeps an idle scanner; rounded up to minutes
 */
public record ScanLimits(int batchRows, Duration queryTimeout, Duration keepAlive) {

    private static final int MAX_BATCH_ROWS = 65535;
    /** A scan with smaller batches starts anew, so that few steps are better than many. */
    private static final int REDUCTION = 8;

    public ScanLimits {
        if (batchRows < 1 || batchRows > MAX_BATCH_ROWS) {
            throw new IllegalArgumentException("Batch of %d rows is not between 1 and %d".formatted(batchRows, MAX_BATCH_ROWS));
        }
    }

    /** With an eighth of the rows in a batch; empty when it has one row already. */
    public Optional<ScanLimits> smaller() {
        return batchRows == 1 ? Optional.empty() : Optional.of(new ScanLimits(Math.max(1, batchRows / REDUCTION), queryTimeout, keepAlive));
    }
}
