package io.github.nifistarrocks.processors.planning;

import java.time.Instant;
import java.util.List;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.plan.PlanRequest;
import io.github.nifistarrocks.client.plan.ScanPlan;
import io.github.nifistarrocks.processors.plan.PlanDocument;
import io.github.nifistarrocks.processors.plan.PlannedColumn;
import io.github.nifistarrocks.processors.plan.PlannedQuery;

/** Plans the scan of a table. The statement always lists the columns, so that plan and schema agree even while the table is altered. */
public final class TablePlanner {

    private final StarRocksClient client;
    private final ColumnSelection.Rules rules;

    public TablePlanner(final StarRocksClient client, final ColumnSelection.Rules rules) {
        this.client = client;
        this.rules = rules;
    }

    /**
     * The result of planning.
     *
     * @param document the whole plan, with all of its tablets
     * @param omitted names of requested columns that are not read
     */
    public record Planned(PlanDocument document, List<String> omitted) {}

    /**
     * @throws StarRocksException also of kind INVALID when a column is missing or cannot be scanned, and UNAVAILABLE when a tablet has no replica
     */
    public Planned plan(final PlanRequest request, final CallScope scope) throws StarRocksException, CallCancelledException {
        final ColumnSelection selection = ColumnSelection.of(client.tableSchema(request.table(), scope), request.columns(), rules);
        final Instant plannedAt = Instant.now();
        final ScanPlan plan = client.plan(request.withColumns(selection.columns().stream().map(PlannedColumn::name).toList()), scope);
        final PlannedQuery query = new PlannedQuery(request.table(), selection.columns(), plan.sql());
        return new Planned(new PlanDocument(query, plannedAt, plan.tablets(), plan.opaquePlan()), selection.omitted());
    }
}
