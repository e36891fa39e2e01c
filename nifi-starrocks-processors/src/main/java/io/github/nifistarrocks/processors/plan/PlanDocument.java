package io.github.nifistarrocks.processors.plan;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.plan.Tablet;

/**
 * The content of a FlowFile between FetchStarRocksTablets and ScanStarRocksTablet: tablets to be read together, their replicas, and the plan of the FE.
 *
 * @param query what the plan reads
 * @param plannedAt time of the plan, by the clock of the node that requested it
 * @param tablets to be read from one BE; empty when the plan has nothing to read
 * @param opaquePlan base64, for these tablets at least; empty when there is nothing to read
 */
public record PlanDocument(PlannedQuery query, Instant plannedAt, List<Tablet> tablets, String opaquePlan) {

    public PlanDocument {
        tablets = List.copyOf(tablets);
    }

    public TableId table() {
        return query.table();
    }

    public List<PlannedColumn> columns() {
        return query.columns();
    }

    public String sql() {
        return query.sql();
    }

    public List<Long> tabletIds() {
        return tablets.stream().map(Tablet::id).toList();
    }

    /** BEs that have all tablets of this document, in the order of the first tablet. */
    public List<HostPort> commonReplicas() {
        if (tablets.isEmpty()) {
            return List.of();
        }
        final List<HostPort> common = new ArrayList<>(tablets.getFirst().replicas());
        tablets.forEach(tablet -> common.retainAll(tablet.replicas()));
        return common.stream().distinct().toList();
    }
}
