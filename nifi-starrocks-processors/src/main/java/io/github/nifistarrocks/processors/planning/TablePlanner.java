package io.github.nifistarrocks.processors.planning;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.plan.MaximumColumn;
import io.github.nifistarrocks.client.plan.NewRows;
import io.github.nifistarrocks.client.plan.PlanRequest;
import io.github.nifistarrocks.client.plan.ScanPlan;
import io.github.nifistarrocks.client.schema.TableSchema;
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
     * @param maxima by column, the maximum values after these rows; empty when all rows are read
     * @param warnings what may be missing
     */
    public record Planned(PlanDocument document, List<String> omitted, Map<String, String> maxima, List<String> warnings) {}

    /**
     * @param values up to which rows were read before
     * @return empty when there are no new rows
     * @throws StarRocksException also of kind INVALID when a column is missing or cannot be scanned, and UNAVAILABLE when a tablet has no replica
     */
    public Optional<Planned> plan(final PlanRequest request, final MaximumValues values, final CallScope scope)
            throws StarRocksException, CallCancelledException {
        final TableSchema schema = client.tableSchema(request.table(), scope);
        final ColumnSelection selection = ColumnSelection.of(schema, request.columns(), rules);
        final PlanRequest selected = request.withColumns(selection.columns().stream().map(PlannedColumn::name).toList());
        if (values.isEmpty()) {
            final Instant plannedAt = Instant.now();
            final PlanDocument document = document(selection, plannedAt, client.plan(selected, scope));
            return Optional.of(new Planned(document, selection.omitted(), Map.of(), List.of()));
        }
        final List<MaximumColumn> columns = values.columns(schema);
        final List<String> warnings = MaximumColumns.risks(schema, columns);
        final Instant plannedAt = Instant.now();
        final Optional<NewRows> rows = client.planNewRows(selected, columns, scope);
        return rows.map(found -> new Planned(document(selection, plannedAt, found.plan()), selection.omitted(), found.maxima(), warnings));
    }

    private static PlanDocument document(final ColumnSelection selection, final Instant plannedAt, final ScanPlan plan) {
        return new PlanDocument(new PlannedQuery(plan.table(), selection.columns(), plan.sql()), plannedAt, plan.tablets(), plan.opaquePlan());
    }
}
