package io.github.nifistarrocks.processors.plan;

import java.util.ArrayList;
import java.util.List;

import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.plan.Tablet;

/**
 * The content of a FlowFile between FetchStarRocksTablets and ScanStarRocksTablet: tablets to be read together, their replicas, and the plan of the FE.
 *
 * @param table source
 * @param columns the selected columns in select order, not empty
 * @param sql the planned statement
 * @param tablets to be read from one BE; empty when the plan has nothing to read
 * @param opaquePlan base64 of the FE, unchanged; empty when there is nothing to read
 */
public record PlanDocument(TableId table, List<PlannedColumn> columns, String sql, List<Tablet> tablets, String opaquePlan) {

    public PlanDocument {
        columns = List.copyOf(columns);
        tablets = List.copyOf(tablets);
    }

    /** The same plan for other tablets. */
    public PlanDocument withTablets(final List<Tablet> others) {
        return new PlanDocument(table, columns, sql, others, opaquePlan);
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
