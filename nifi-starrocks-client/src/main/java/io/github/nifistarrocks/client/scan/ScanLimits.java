package io.github.nifistarrocks.client.scan;

import java.time.Duration;

/**
 * Limits of one scan, which the BE enforces.
 *
 * @param batchRows maximum number of rows in a batch, 1 to 65535
 * @param queryTimeout time for the whole scan, counted from its opening, the time of the reader included
 * @param keepAlive how long the BE keeps an idle scanner; rounded up to minutes
 */
public record ScanLimits(int batchRows, Duration queryTimeout, Duration keepAlive) {

    private static final int MAX_BATCH_ROWS = 65535;

    public ScanLimits {
        if (batchRows < 1 || batchRows > MAX_BATCH_ROWS) {
            throw new IllegalArgumentException("Batch of %d rows is not between 1 and %d".formatted(batchRows, MAX_BATCH_ROWS));
        }
    }
}
