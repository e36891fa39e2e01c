package io.github.nifistarrocks.processors.tableload;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.processors.change.scan.RowGroup.Coverage;
import io.github.nifistarrocks.processors.column.AddedColumns;
import io.github.nifistarrocks.processors.column.ColumnPlan;
import io.github.nifistarrocks.processors.column.ColumnRules;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.DeleteHandling;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.option.MissingColumns;
import io.github.nifistarrocks.processors.option.UnknownFields;
import io.github.nifistarrocks.processors.settings.LoadHeaders;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.table.TargetTable;
import org.apache.nifi.serialization.record.RecordField;

/** Determines the columns and headers of a load. */
public final class TableLoadPlanner {

    private final LoadContext context;
    private final LoadSettings settings;
    private final List<LoadWarning> warnings = new ArrayList<>();

    public TableLoadPlanner(final LoadContext context) {
        this.context = context;
        this.settings = context.settings();
    }

    /**
     * @param contents what each load of the FlowFile contains
     * @return the label of each load
     */
    public List<String> labels(final List<String> contents) {
        return context.labels().of(contents, settings.label());
    }

    /**
     * @param label of the load
     * @throws InvalidRecordException if the rows do not fit the table
     */
    public TableLoad plan(final TableRows rows, final String label) throws InvalidRecordException, CallCancelledException, StarRocksException {
        requireKnown(rows.table());
        warnIfUnknown(rows.table());
        final TableRows newest = rows.in(newest(rows.table(), rows.fields()));
        try {
            return fitted(newest, label);
        } catch (InvalidRecordException e) {
            if (newest.table().schema().isEmpty()) {
                throw e;
            }
            // The table may have changed since its columns were requested.
            final TargetTable fresh = context.schemas().refresh(context.client(), rows.table().id(), context.scope());
            if (fresh.schema().equals(newest.table().schema())) {
                throw e;
            }
            return fitted(rows.in(fresh), label);
        }
    }

    private void warnIfUnknown(final TargetTable table) {
        table.schemaFailure().ifPresent(failure -> warnings.add(new LoadWarning("""
                The rows for [%s] are loaded without knowledge of its columns: %s. Values go by their own types, and Base64 text is not decoded for a VARBINARY \
                column. Grant SELECT on the table""".formatted(table.id(), ErrorText.withoutFullStop(failure.getMessage())),
                context.schemas().isNewlyUnknown(context.client(), table.id()))));
    }

    /** What may be wrong with the planned loads. */
    public List<LoadWarning> warnings() {
        return List.copyOf(warnings);
    }

    /** The table, with its columns requested again if a field has no column: the column may have been added. */
    public TargetTable newest(final TargetTable table, final List<RecordField> fields) throws CallCancelledException, StarRocksException {
        if (table.schema().isEmpty()) {
            return table;
        }
        final ColumnRules rules = rules(table);
        final Set<String> columns = table.schema().get().columns().stream().map(column -> column.name().toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        final Predicate<String> isColumn = name -> columns.contains(name.toLowerCase(Locale.ROOT));
        final Set<String> missing = fields.stream().map(field -> rules.columnOf(field.getFieldName(), isColumn).toLowerCase(Locale.ROOT))
                .filter(column -> !column.isEmpty() && !columns.contains(column)).collect(Collectors.toSet());
        return missing.isEmpty() ? table : context.schemas().refreshFor(context.client(), table, missing, context.scope());
    }

    private TableLoad fitted(final TableRows rows, final String label) throws InvalidRecordException {
        if (rows.table().lacksPrimaryKey()) {
            requireNoPrimaryKeyFeature(rows);
        }
        final ColumnPlan columns = columns(rows);
        return new TableLoad(rows.table(), columns, label, headers(rows, columns), rows.filter());
    }

    private void requireNoPrimaryKeyFeature(final TableRows rows) throws InvalidRecordException {
        if (deleteRows(rows)) {
            throw noPrimaryKey(rows, "Delete Handling is Hard Delete, but only a PRIMARY KEY table supports deletes by a load. Use Soft Delete or Ignore");
        }
        if (rows.arePartial()) {
            throw noPrimaryKey(rows, "The rows have only some of the columns, but only a PRIMARY KEY table supports partial updates");
        }
        if (settings.changes().mergeCondition().isPresent()) {
            throw noPrimaryKey(rows, "Merge Condition is set, but only a PRIMARY KEY table supports it");
        }
    }

    /** Whether the operation is sent with each row, so that it can delete the stored row. */
    private boolean deleteRows(final TableRows rows) {
        final LoadSettings.Changes changes = settings.changes();
        return changes.hasOperations() && changes.deletes().handling() == DeleteHandling.HARD && !rows.arePartial();
    }

    private ColumnPlan columns(final TableRows rows) throws InvalidRecordException {
        final boolean numbered = settings.quality().numbersRows();
        final ColumnPlan plan = columns(rows, numbered);
        // A CSV row of one empty text would be an empty line, which StarRocks skips.
        return plan.format() == LoadFormat.CSV && plan.sources().size() == 1 && !numbered ? columns(rows, true) : plan;
    }

    /** @param numbered whether each row carries the number of its record */
    private ColumnPlan columns(final TableRows rows, final boolean numbered) throws InvalidRecordException {
        final LoadSettings.Deletes marks = settings.changes().deletes();
        final AddedColumns added = new AddedColumns(deleteRows(rows), marks.flagColumn(), marks.timeColumn(), numbered);
        final ColumnRules rules = rules(rows.table());
        final ColumnRules fitting = rows.coverage() == Coverage.WHOLE ? rules : rules.forPart(rows.fieldNames(), rows.allFieldNames(), rows.table()::hasColumn);
        final ColumnPlan.Builder plan = ColumnPlan.builder(fitting, settings.body().format()).add(added);
        rows.table().schema().ifPresent(plan::table);
        return plan.plan(rows.fields());
    }

    private Map<String, String> headers(final TableRows rows, final ColumnPlan columns) throws InvalidRecordException {
        final LoadHeaders headers = LoadHeaders.of(settings).columns(columns.header());
        final Optional<MergeConditionColumn> condition = settings.changes().mergeCondition().map(MergeConditionColumn::new);
        if (condition.isPresent()) {
            headers.mergeCondition(condition.get().in(rows.table()));
        }
        if (rows.arePartial()) {
            headers.partialUpdate();
            if (condition.isPresent()) {
                condition.get().requireIn(columns, rows.table());
            }
        }
        deletes(rows, columns).ifPresent(headers::keepDeletes);
        if (deleteRows(rows)) {
            headers.requirePrimaryKey();
        }
        return headers.toMap();
    }

    /** SQL that is true for the rows that delete a row or mark it as deleted; nothing if no row can. */
    private Optional<String> deletes(final TableRows rows, final ColumnPlan columns) {
        if (columns.sendsOperations()) {
            return Optional.of("`%s` = 1".formatted(AddedColumns.OPERATION));
        }
        return settings.changes().hasOperations()
                ? columns.added().deletedFlag().map(flag -> "CAST(`%s` AS BOOLEAN)".formatted(spelling(flag, columns)))
                : Optional.empty();
    }

    private static String spelling(final String name, final ColumnPlan columns) {
        return columns.columns().stream().filter(name::equalsIgnoreCase).findFirst().orElse(name);
    }

    /** The field with the name of the table is loaded into no column, unless the table has a column of its name. */
    private ColumnRules rules(final TargetTable table) {
        final ColumnRules rules = settings.body().columns();
        final Optional<String> field = settings.destination().tableField().filter(name -> !rules.renames().containsKey(name));
        if (field.isEmpty() || table.schema().isEmpty()
                || table.schema().get().columns().stream().anyMatch(column -> column.name().equalsIgnoreCase(field.get()))) {
            return rules;
        }
        return rules.without(field.get());
    }

    /** @throws StarRocksException if the columns of the table are needed and StarRocks does not report them */
    public void requireKnown(final TargetTable table) throws StarRocksException {
        if (table.schemaFailure().isEmpty()) {
            return;
        }
        final ColumnRules rules = settings.body().columns();
        final StarRocksException failure = table.schemaFailure().get();
        final String message = ErrorText.withoutFullStop(failure.getMessage());
        if (rules.unknownFields() == UnknownFields.FAIL) {
            throw new StarRocksException(failure.kind(), """
                    %s. The columns of [%s] are needed to find fields without a column: grant SELECT on the table, or set Unknown Fields to Ignore"""
                    .formatted(message, table.id()), failure);
        }
        if (rules.missingColumns() == MissingColumns.FAIL || settings.quality().check()) {
            throw new StarRocksException(failure.kind(), """
                    %s. The columns of [%s] are needed for Missing Columns = Fail, Check Records and Isolate Invalid Records: grant SELECT on the table"""
                    .formatted(message, table.id()), failure);
        }
    }

    private static InvalidRecordException noPrimaryKey(final TableRows rows, final String reason) {
        return new InvalidRecordException("[%s] is not a PRIMARY KEY table. %s".formatted(rows.table().id(), reason), null);
    }
}
