package io.github.nifistarrocks.client.plan;

import java.util.List;

import io.github.nifistarrocks.client.core.TableId;

/**
 * The FE's answer to {@code _query_plan}: which tablets to read, where, and the plan that the BEs want to see unchanged.
 *
 * @param table source
 * @param sql the statement that was planned
 * @param opaquePlan base64, passed on as it is; empty when there is nothing to read
 * @param tablets by ascending id; empty when there is nothing to read
 */
public record ScanPlan(TableId table, String sql, String opaquePlan, List<Tablet> tablets) {

    public ScanPlan {
        tablets = List.copyOf(tablets);
    }
}
