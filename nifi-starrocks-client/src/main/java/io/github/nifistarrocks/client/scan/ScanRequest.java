package io.github.nifistarrocks.client.scan;

import java.util.List;

import io.github.nifistarrocks.client.core.TableId;

/**
 * A group of tablets to be read from one BE that has them all.
 *
 * @param table source
 * @param opaquePlan the plan of the FE, unchanged
 * @param tabletIds not empty
 * @param limits of the scan
 */
public record ScanRequest(TableId table, String opaquePlan, List<Long> tabletIds, ScanLimits limits) {

    public ScanRequest {
        tabletIds = List.copyOf(tabletIds);
        if (tabletIds.isEmpty()) {
            throw new IllegalArgumentException("No tablet to scan");
        }
    }
}
