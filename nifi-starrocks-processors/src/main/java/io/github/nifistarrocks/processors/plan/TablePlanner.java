package io.github.nifistarrocks.processors.plan;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.plan.PlanRequest;
import io.github.nifistarrocks.client.plan.ScanPlan;
import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.type.ScanTypes;

/** Plans the scan of a table. The statement always lists the columns, so that plan and schema agree even while the table is altered. */
public final class TablePlanner {

    private final StarRocksClient client;

    public TablePlanner(final StarRocksClient client) {
        this.client = client;
    }

    /**
     * @return the whole plan, with all of its tablets
     * @throws StarRocksException also of kind INVALID when a column is missing or cannot be scanned, and UNAVAILABLE when a tablet has no replica
     */
    public PlanDocument plan(final PlanRequest request, final CallScope scope) throws StarRocksException, CallCancelledException {
        final List<PlannedColumn> columns = select(client.tableSchema(request.table(), scope), request.columns());
        final List<String> names = columns.stream().map(PlannedColumn::name).toList();
        final ScanPlan plan = client.plan(new PlanRequest(request.table(), names, request.filter()), scope);
        return new PlanDocument(request.table(), columns, plan.sql(), plan.tablets(), plan.opaquePlan());
    }

    private static List<PlannedColumn> select(final TableSchema schema, final List<String> names) throws StarRocksException {
        final Map<String, TableColumn> byName = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        schema.columns().forEach(column -> byName.put(column.name(), column));
        final List<TableColumn> selected = names.isEmpty() ? schema.columns() : names.stream().filter(byName::containsKey).map(byName::get).toList();
        if (!names.isEmpty() && selected.size() < names.size()) {
            final List<String> missing = names.stream().filter(name -> !byName.containsKey(name)).toList();
            final List<String> present = schema.columns().stream().map(TableColumn::name).toList();
            throw invalid("Table [%s] has no column %s. Its columns are %s".formatted(schema.table(), missing, present));
        }
        for (final TableColumn column : selected) {
            if (!isScannable(column.type())) {
                throw invalid("Column [%s] of [%s] is of type %s, which cannot be scanned%s. List the other columns in Columns"
                        .formatted(column.name(), schema.table(), column.type(), ScanTypes.hasUnreportedParts(column.type())
                                ? ": StarRocks reports the types inside of it from version 3.3"
                                : ""));
            }
        }
        return selected.stream().map(PlannedColumn::of).toList();
    }

    /** {@link ColumnType#UNKNOWN} is a type that the FE does not report: the BE reports it when the scan is opened. */
    private static boolean isScannable(final ColumnType type) {
        return type.equals(ColumnType.UNKNOWN) || ScanTypes.isScannable(type);
    }

    private static StarRocksException invalid(final String message) {
        return new StarRocksException(StarRocksException.Kind.INVALID, message);
    }
}
