package io.github.nifistarrocks.client.plan;

import java.util.List;

import io.github.nifistarrocks.client.core.TableId;

/**
 * The reply of an FE to {@code _query_plan}: the tablets to read, their replicas, and the plan for the BEs.
 *
 * @param table source
 * @param sql the planned statement
 * @param opaquePlan base64, sent to the BEs unchanged; empty when there is nothing to read
 * @param tablets by ascending id; empty when there is nothing to read
 */
public record ScanPlan(TableId table, String sql, String opaquePlan, List<Tablet> tablets) {

    public ScanPlan {
        tablets = List.copyOf(tablets);
    }
}
