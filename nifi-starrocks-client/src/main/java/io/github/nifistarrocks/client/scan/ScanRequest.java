package io.github.nifistarrocks.client.scan;

import java.time.Duration;
import java.util.List;

import io.github.nifistarrocks.client.core.TableId;

/**
 * A group of tablets to be read from one BE that holds them all.
 *
 * @param table source, for messages
 * @param opaquePlan the FE's plan, unchanged
 * @param tabletIds not empty
 * @param batchRows most rows in one batch, 1..65535
 * @param queryTimeout how long the BE may take for the whole scan, counted from open and including the reader's own time
 * @param keepAlive how long the BE keeps an idle scanner, whole minutes
 * @param memoryLimitBytes the BE's limit for this scan
 */
public record ScanRequest(TableId table, String opaquePlan, List<Long> tabletIds, int batchRows, Duration queryTimeout, Duration keepAlive,
        long memoryLimitBytes) {

    public ScanRequest {
        tabletIds = List.copyOf(tabletIds);
        if (tabletIds.isEmpty()) {
            throw new IllegalArgumentException("No tablet to scan");
        }
        if (batchRows < 1 || batchRows > 65535) {
            throw new IllegalArgumentException("Batch of %d rows is not between 1 and 65535".formatted(batchRows));
        }
    }
}
