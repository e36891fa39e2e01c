package io.github.nifistarrocks.client.plan;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.http.ClusterConnection;
import io.github.nifistarrocks.client.http.Frontends;
import io.github.nifistarrocks.client.http.HttpCall;
import io.github.nifistarrocks.client.http.UrlPath;
import io.github.nifistarrocks.client.partition.PartitionChanges;
import io.github.nifistarrocks.client.partition.ReadPartitions;
import io.github.nifistarrocks.client.partition.TablePartitions;
import io.github.nifistarrocks.client.sql.SqlNames;
import io.github.nifistarrocks.client.sql.SqlStatements;
import io.github.nifistarrocks.client.sql.SqlText;

/** Requests plans from FEs. Thread-safe. */
public final class TablePlans {

    /** Header of a plan, and session variable of a statement. */
    private static final String WAREHOUSE = "warehouse";

    private final ClusterConnection connection;

    public TablePlans(final ClusterConnection connection) {
        this.connection = connection;
    }

    /** The tablets to read, and the BEs that have them. */
    public ScanPlan plan(final PlanRequest request, final CallScope scope) throws StarRocksException, CallCancelledException {
        try {
            return connection.frontends().call(call(request), scope, (status, body) -> QueryPlanReply.parse(request, status, body));
        } catch (StarRocksException e) {
            throw shown(e);
        }
    }

    /**
     * Plans the rows beyond the last values of some columns, up to their maxima. The maxima are read first, by the FE that then plans: it plans with metadata
     * that are at least as new, so each row up to the maxima that was visible before is in the plan. Rows that are loaded in between are beyond the maxima.
     *
     * @param request which rows to read, new or not
     * @param columns not empty; the first one decides which rows are new
     * @return empty when there are no new rows
     * @throws StarRocksException also INVALID for a last value or a maximum that is not of the type of its column
     */
    public Optional<NewRows> planNewRows(final PlanRequest request, final List<MaximumColumn> columns, final CallScope scope)
            throws StarRocksException, CallCancelledException {
        try {
            final NewRowsRequest rows = new NewRowsRequest(request, columns);
            final SqlText maxima = rows.maxima(warehouse());
            return connection.frontends().callInSequence(SqlStatements.call(maxima), scope, calls -> {
                final Optional<Map<String, String>> lastValues = rows.lastValues(SqlStatements.select(maxima, calls));
                if (lastValues.isEmpty()) {
                    return Optional.empty();
                }
                final PlanRequest range = rows.upTo(lastValues.get());
                final ScanPlan plan = calls.call(call(range), (status, body) -> QueryPlanReply.parse(range, status, body));
                if (plan.tablets().isEmpty()) {
                    throw new StarRocksException(StarRocksException.Kind.UNAVAILABLE, """
                            The plan of [%s] has no tablets for rows that exist. They were just deleted, or the request went to another FE, whose metadata are \
                            older. Name the FEs themselves in FE URLs, not a load balancer.""".formatted(request.table()));
                }
                return Optional.of(new NewRows(plan, lastValues.get()));
            });
        } catch (IllegalArgumentException e) {
            throw shown(new StarRocksException(StarRocksException.Kind.INVALID, e.getMessage()));
        } catch (StarRocksException e) {
            throw shown(e);
        }
    }

    /**
     * Plans the partitions that changed since they were read. The versions are read first, by the FE that then plans: it plans with metadata that are at least
     * as new, so each row of these versions is in the plan. A change that becomes visible in between is a change again at the next time.
     *
     * @param request which rows to read of changed partitions
     * @param read the versions that were read before
     * @return empty when no partition changed
     * @throws StarRocksException also UNAVAILABLE when no FE knows the versions that were read, or a changed partition is dropped meanwhile
     */
    public Optional<ChangedPartitions> planChangedPartitions(final PlanRequest request, final ReadPartitions read, final CallScope scope)
            throws StarRocksException, CallCancelledException {
        try {
            final SqlText list = SqlText.of("show partitions from %s".formatted(SqlNames.quote(request.table())));
            return connection.frontends().callInSequence(SqlStatements.call(list), scope, calls -> {
                final Optional<PartitionChanges> changes = read.changes(partitions(request.table(), list, calls), request.partitions());
                if (changes.isEmpty()) {
                    return Optional.empty();
                }
                final PlanRequest changed = request.withPartitions(changes.get().names());
                final ScanPlan plan = plan(changed, list, calls);
                checkNotOlder(changed, plan, changes.get());
                return Optional.of(new ChangedPartitions(plan, changes.get()));
            });
        } catch (IllegalArgumentException e) {
            throw shown(new StarRocksException(StarRocksException.Kind.INVALID, e.getMessage()));
        } catch (StarRocksException e) {
            throw shown(e);
        }
    }

    private static TablePartitions partitions(final TableId table, final SqlText list, final Frontends.FrontendCalls calls)
            throws IOException, StarRocksException, CallCancelledException {
        return TablePartitions.of(table, SqlStatements.select(list, calls));
    }

    /** A partition that is dropped after it was listed is not an error of the request. */
    private ScanPlan plan(final PlanRequest changed, final SqlText list, final Frontends.FrontendCalls calls)
            throws IOException, StarRocksException, CallCancelledException {
        try {
            return calls.call(call(changed), (status, body) -> QueryPlanReply.parse(changed, status, body));
        } catch (StarRocksException e) {
            final List<String> dropped = e.isRetryable() ? List.of() : partitions(changed.table(), list, calls).missing(changed.partitions());
            if (dropped.isEmpty()) {
                throw e;
            }
            throw new StarRocksException(StarRocksException.Kind.UNAVAILABLE, "Partition [%s] of [%s] was dropped while it was planned. Plan again."
                    .formatted(dropped.getFirst(), changed.table()), e);
        }
    }

    /** A filter may select no tablet. */
    private static void checkNotOlder(final PlanRequest changed, final ScanPlan plan, final PartitionChanges changes) throws StarRocksException {
        final boolean missing = changes.lowestVersion().isPresent() && changed.filter().isEmpty() && plan.tablets().isEmpty();
        if (missing || plan.tablets().stream().anyMatch(tablet -> tablet.version() < changes.lowestVersion().orElse(0))) {
            throw new StarRocksException(StarRocksException.Kind.UNAVAILABLE, """
                    The plan of [%s] does not have the versions of its partitions. They were just truncated, or the request went to another FE, whose metadata are \
                    older. Name the FEs themselves in FE URLs, not a load balancer.""".formatted(changed.table()));
        }
    }

    private HttpCall call(final PlanRequest request) {
        final String path = UrlPath.of("api", request.table().database(), request.table().table(), "_query_plan");
        return HttpCall.postJson(path, warehouse(), QueryPlanReply.requestBody(request));
    }

    private Map<String, String> warehouse() {
        return connection.config().cluster().warehouse().map(name -> Map.of(WAREHOUSE, name)).orElse(Map.of());
    }

    private StarRocksException shown(final StarRocksException failure) {
        final StarRocksException shown = new StarRocksException(failure.kind(), connection.config().rowData().text(failure.getMessage()), failure.getCause());
        shown.setStackTrace(failure.getStackTrace());
        return shown;
    }
}
