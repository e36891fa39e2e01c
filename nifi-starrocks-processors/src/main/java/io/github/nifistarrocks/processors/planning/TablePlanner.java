package io.github.nifistarrocks.processors.planning;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.plan.MaximumColumn;
import io.github.nifistarrocks.client.plan.PlanRequest;
import io.github.nifistarrocks.client.plan.ScanPlan;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.plan.PlanDocument;
import io.github.nifistarrocks.processors.plan.PlannedColumn;
import io.github.nifistarrocks.processors.plan.PlannedQuery;

/** Plans the scan of a table. The statement always lists the columns, so that plan and schema agree even while the table is altered. */
public final class TablePlanner {

    /** Each FlowFile has the statement for information. It may name thousands of changed partitions. */
    private static final int MAX_SQL_LENGTH = 10_000;
    private static final String WITHOUT_DATA_VERSIONS = """
            SHOW PARTITIONS of [%s] has no column DataVersion, so partitions of this shared-data cluster are read again after each compaction. Newer versions of \
            StarRocks have it""";

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
     * @param progress how far the table is read after the plan
     * @param warnings what may be missing, or is read without need
     */
    public record Planned(PlanDocument document, List<String> omitted, PlanProgress progress, List<String> warnings) {}

    /**
     * What is requested.
     *
     * @param rows with the columns that can be read
     * @param plannedAt before the request
     */
    private record Planning(PlanRequest rows, ColumnSelection selection, Instant plannedAt) {

        Planned planned(final ScanPlan plan, final PlanProgress progress, final List<String> warnings) {
            final PlannedQuery query = new PlannedQuery(plan.table(), selection.columns(), plan.sql());
            return new Planned(new PlanDocument(query, plannedAt, plan.tablets(), plan.opaquePlan()), selection.omitted(), progress, warnings);
        }
    }

    /**
     * @param scope which rows are read
     * @param calls cancels the requests
     * @return empty when there is nothing new to read
     * @throws StarRocksException also of kind INVALID when a column is missing or cannot be scanned, and UNAVAILABLE when a tablet has no replica
     */
    public Optional<Planned> plan(final PlanRequest request, final ReadScope scope, final CallScope calls) throws StarRocksException, CallCancelledException {
        final TableSchema schema = client.tableSchema(request.table(), calls);
        final ColumnSelection selection = ColumnSelection.of(schema, request.columns(), rules);
        final PlanRequest rows = request.withColumns(selection.columns().stream().map(PlannedColumn::name).toList());
        final Planning planning = new Planning(rows, selection, Instant.now());
        return switch (scope) {
            case ReadScope.AllRows ignored -> Optional.of(planning.planned(client.plan(rows, calls), PlanProgress.ofAllRows(), List.of()));
            case MaximumValues values -> newRows(planning, schema, values, calls);
            case PartitionVersions versions -> changedPartitions(planning, versions, calls);
        };
    }

    private Optional<Planned> newRows(final Planning planning, final TableSchema schema, final MaximumValues values, final CallScope calls)
            throws StarRocksException, CallCancelledException {
        final List<MaximumColumn> columns = values.columns(schema);
        final List<String> warnings = MaximumColumns.risks(schema, columns);
        return client.planNewRows(planning.rows(), columns, calls).map(found -> planning.planned(found.plan(),
                new PlanProgress(found.maxima(), List.of(), MaximumValues.entries(schema.table(), found.maxima())), warnings));
    }

    private Optional<Planned> changedPartitions(final Planning planning, final PartitionVersions versions, final CallScope calls)
            throws StarRocksException, CallCancelledException {
        final TableId table = planning.rows().table();
        return client.planChangedPartitions(planning.rows(), versions.of(table), calls).map(found -> planning.planned(withShortSql(found.plan()),
                new PlanProgress(Map.of(), found.changes().names(), PartitionVersions.entries(table, found.changes().read())),
                found.changes().compactionsCounted() ? List.of(WITHOUT_DATA_VERSIONS.formatted(table)) : List.of()));
    }

    private static ScanPlan withShortSql(final ScanPlan plan) {
        return new ScanPlan(plan.table(), ErrorText.truncate(plan.sql(), MAX_SQL_LENGTH), plan.opaquePlan(), plan.tablets());
    }
}
