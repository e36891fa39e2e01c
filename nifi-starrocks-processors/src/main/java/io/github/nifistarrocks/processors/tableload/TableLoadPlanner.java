package io.github.nifistarrocks.processors.tableload;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.change.scan.RowGroup.Coverage;
import io.github.nifistarrocks.processors.column.AddedColumns;
import io.github.nifistarrocks.processors.column.ColumnPlan;
import io.github.nifistarrocks.processors.column.ColumnRules;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.DeleteHandling;
import io.github.nifistarrocks.processors.option.MissingColumns;
import io.github.nifistarrocks.processors.option.UnknownFields;
import io.github.nifistarrocks.processors.row.RowFilter;
import io.github.nifistarrocks.processors.settings.LoadHeaders;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.table.TableSchemas;
import io.github.nifistarrocks.processors.table.TargetTable;
import org.apache.nifi.serialization.record.RecordField;

/** Settles the columns and headers of a load. */
public final class TableLoadPlanner {

    private static final List<String> UNORDERED = List.of("BITMAP", "HLL", "PERCENTILE", "JSON", "VARCHAR", "CHAR", "STRING", "ARRAY", "MAP", "STRUCT");

    private final StarRocksClient client;
    private final TableSchemas schemas;
    private final LoadSettings settings;
    private final CallScope scope;

    public TableLoadPlanner(final StarRocksClient client, final TableSchemas schemas, final LoadSettings settings, final CallScope scope) {
        this.client = client;
        this.schemas = schemas;
        this.settings = settings;
        this.scope = scope;
    }

    /**
     * @param fields of the rows
     * @param allFields of all rows of the FlowFile for the table
     * @param coverage how much of a row they tell
     * @param label of the load
     * @throws InvalidRecordException when the rows do not fit the table
     */
    public TableLoad plan(final TargetTable table, final List<RecordField> fields, final List<RecordField> allFields, final Coverage coverage,
            final String label,
            final RowFilter rows) throws InvalidRecordException, CallCancelledException, StarRocksException {
        requireKnown(table);
        final TargetTable newest = newest(table, fields);
        try {
            return fitted(newest, fields, allFields, coverage, label, rows);
        } catch (InvalidRecordException e) {
            if (newest.schema().isEmpty()) {
                throw e;
            }
            // Somebody may have changed the table since it was looked at.
            final TargetTable fresh = schemas.refresh(client, table.id(), scope);
            if (fresh.schema().equals(newest.schema())) {
                throw e;
            }
            return fitted(fresh, fields, allFields, coverage, label, rows);
        }
    }

    /** The table as it is now, when fields fit no column of it as it was known: somebody may have added columns. */
    public TargetTable newest(final TargetTable table, final List<RecordField> fields) throws CallCancelledException, StarRocksException {
        if (table.schema().isEmpty()) {
            return table;
        }
        final Set<String> columns = table.schema().get().columns().stream().map(column -> column.name().toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        final Set<String> missed = fields.stream().map(field -> rules(table).columnOf(field.getFieldName()).toLowerCase(Locale.ROOT))
                .filter(column -> !column.isEmpty() && !columns.contains(column)).collect(Collectors.toSet());
        return missed.isEmpty() ? table : schemas.refreshFor(client, table, missed, scope);
    }

    private TableLoad fitted(final TargetTable table, final List<RecordField> fields, final List<RecordField> allFields, final Coverage coverage,
            final String label, final RowFilter rows) throws InvalidRecordException {
        final LoadSettings.Changes changes = settings.changes();
        final boolean partial = coverage == Coverage.PARTIAL;
        final boolean deletes = !changes.isPlain() && changes.deletes() == DeleteHandling.HARD && !partial;
        if (table.lacksPrimaryKey()) {
            requirePrimaryKey(deletes, table,
                    "Delete Handling is Hard Delete, but only a PRIMARY KEY table can delete rows by a load; choose Soft Delete or Ignore");
            requirePrimaryKey(partial, table, "Its rows tell only some of the columns, but only a PRIMARY KEY table takes partial updates");
            requirePrimaryKey(changes.mergeCondition().isPresent(), table, "Merge Condition is set, but only a PRIMARY KEY table knows it");
        }
        final Optional<String> condition = mergeCondition(table);
        final ColumnRules rules = rules(table);
        final AddedColumns extras = new AddedColumns(deletes, changes.deletedFlag(), changes.deletedAt(), settings.quality().numbersRows());
        final ColumnRules fitting = coverage == Coverage.WHOLE
                ? rules
                : rules.forPart(names(fields), names(allFields));
        final ColumnPlan columns = ColumnPlan.of(fields, fitting, table.schema(), settings.body().format(), extras);
        if (partial) {
            requireCondition(table, columns);
        }
        return new TableLoad(table, columns, label, LoadHeaders.of(settings, Optional.of(columns.header()), condition, partial), rows);
    }

    /** The field with the name of the table goes into no column, unless there is one for it. */
    private ColumnRules rules(final TargetTable table) {
        final ColumnRules rules = settings.body().columns();
        final Optional<String> field = settings.target().tableField().filter(name -> !rules.renames().containsKey(name));
        if (field.isEmpty() || table.schema().isEmpty()
                || table.schema().get().columns().stream().anyMatch(column -> column.name().equalsIgnoreCase(field.get()))) {
            return rules;
        }
        final Map<String, String> renames = new HashMap<>(rules.renames());
        renames.put(field.get(), "");
        return new ColumnRules(renames, rules.expressions(), rules.unknownFields(), rules.missingColumns());
    }

    /** @throws StarRocksException when the columns of the table are needed and not told */
    public void requireKnown(final TargetTable table) throws StarRocksException {
        final ColumnRules rules = settings.body().columns();
        if (table.trouble().isEmpty()) {
            return;
        }
        final StarRocksException trouble = table.trouble().get();
        final String what = ErrorText.withoutFullStop(trouble.getMessage());
        if (rules.unknownFields() == UnknownFields.FAIL) {
            throw new StarRocksException(trouble.kind(), """
                    %s. The columns of [%s] are needed to tell fields without a column from others: grant SELECT on the table, or set Unknown Fields to \
                    Ignore""".formatted(what, table.id()), trouble);
        }
        if (rules.missingColumns() == MissingColumns.FAIL || settings.quality().check()) {
            throw new StarRocksException(trouble.kind(), """
                    %s. The columns of [%s] are needed for Missing Columns = Fail, Check Records and Isolate Bad Records: grant SELECT on the table"""
                    .formatted(what, table.id()), trouble);
        }
    }

    private static List<String> names(final List<RecordField> fields) {
        return fields.stream().map(RecordField::getFieldName).toList();
    }

    /** A BE takes the name in the table's spelling only, and applies every row when it knows none of that name (be/src/storage/tablet_updates.cpp). */
    private Optional<String> mergeCondition(final TargetTable table) throws InvalidRecordException {
        final Optional<String> wanted = settings.changes().mergeCondition();
        final Optional<TableSchema> schema = table.schema();
        if (wanted.isEmpty() || schema.isEmpty()) {
            return wanted;
        }
        final TableColumn column = schema.get().columns().stream().filter(candidate -> candidate.name().equalsIgnoreCase(wanted.get())).findFirst()
                .orElseThrow(
                        () -> new InvalidRecordException("Merge Condition names the column [%s], which [%s] does not have".formatted(wanted.get(), table.id()),
                                null));
        if (column.key()) {
            throw new InvalidRecordException("Merge Condition names the column [%s], which is part of the key of [%s]".formatted(wanted.get(), table.id()),
                    null);
        }
        if (UNORDERED.contains(column.type().toUpperCase(Locale.ROOT))) {
            throw new InvalidRecordException("Merge Condition names the column [%s] of [%s], whose type %s StarRocks does not compare; take a number or a time"
                    .formatted(wanted.get(), table.id(), column.type()), null);
        }
        return Optional.of(column.name());
    }

    /** A partial update that does not bring the condition's column along is refused by the server. */
    private void requireCondition(final TargetTable table, final ColumnPlan columns) throws InvalidRecordException {
        final Optional<String> wanted = settings.changes().mergeCondition();
        if (wanted.isPresent() && columns.columns().stream().noneMatch(wanted.get()::equalsIgnoreCase)) {
            throw new InvalidRecordException("""
                    Merge Condition names the column [%s] of [%s], but rows that tell only some of the columns do not tell that one; they tell %s. StarRocks \
                    needs its value in every row""".formatted(wanted.get(), table.id(), columns.columns()), null);
        }
    }

    private static void requirePrimaryKey(final boolean needed, final TargetTable table, final String why) throws InvalidRecordException {
        if (needed) {
            throw new InvalidRecordException("[%s] is no PRIMARY KEY table. %s".formatted(table.id(), why), null);
        }
    }
}
