package io.github.nifistarrocks.processors.column;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.option.MissingColumns;
import io.github.nifistarrocks.processors.option.UnknownFields;
import org.apache.nifi.serialization.record.RecordField;

/**
 * Makes a {@link ColumnPlan}. A field is written under its column's name; a field that an expression uses is written under its own name in any case. An expression replaces a source field of the same name (FE: Load.initColumns), which the server then reads as VARCHAR.
 */
final class ColumnPlanner {

    private static final String OPERATION = "__op";
    private static final int LONGEST_LIST = 500;

    private final ColumnRules rules;
    private final Optional<TableSchema> table;
    private final LoadFormat format;
    private final AddedColumns extras;
    private final Map<String, TableColumn> tableColumns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, SqlExpression> expressions = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String> fieldOfColumn = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String> fieldOfSource = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<PlannedField> planned = new ArrayList<>();
    private final List<String> extraSources = new ArrayList<>();
    private final List<String> columns = new ArrayList<>();

    ColumnPlanner(final ColumnRules rules, final Optional<TableSchema> table, final LoadFormat format, final AddedColumns extras) {
        this.rules = rules;
        this.table = table;
        this.format = format;
        this.extras = extras;
        table.ifPresent(known -> known.columns().forEach(column -> tableColumns.put(column.name(), column)));
    }

    ColumnPlan plan(final List<RecordField> fields) throws InvalidRecordException {
        if (fields.isEmpty()) {
            throw objection("The schema of the records has no fields, so there is no column to load");
        }
        for (final Map.Entry<String, String> rule : new TreeMap<>(rules.expressions()).entrySet()) {
            addExpression(rule.getKey(), rule.getValue());
        }
        for (final RecordField field : fields) {
            addColumn(field);
        }
        for (final RecordField field : fields) {
            addInput(field);
        }
        if (planned.isEmpty()) {
            throw objection("None of the fields %s is loaded: %s".formatted(names(fields.stream().map(RecordField::getFieldName).toList()), remedy()));
        }
        addExtras();
        expressions.values().stream().map(expression -> spelling(expression.column())).filter(column -> !OPERATION.equals(column)).forEach(columns::add);
        requireColumns();
        return new ColumnPlan(format, planned, extras, extraSources, columns, header(), rules.unknownFields());
    }

    private void addExpression(final String column, final String sql) throws InvalidRecordException {
        if (table.isPresent() && !tableColumns.containsKey(column) && !isOperation(column)) {
            throw objection("There is an expression for column `%s`, but %s; correct the name or remove the expression".formatted(column, tableText()));
        }
        if (OPERATION.equals(column) && extras.operation()) {
            throw objection("There is an expression for `%s`, which the processor sets itself; remove the expression".formatted(column));
        }
        final SqlExpression other = expressions.put(column, SqlExpression.of(column, sql));
        if (other != null) {
            throw objection("There are two expressions for column `%s`: one as `%s`; remove one".formatted(column, other.column()));
        }
    }

    private void addColumn(final RecordField field) throws InvalidRecordException {
        final String name = field.getFieldName();
        final String target = rules.renames().getOrDefault(name, name);
        if (target.isEmpty() || expressions.containsKey(target)) {
            return;
        }
        final Optional<TableColumn> column = Optional.ofNullable(tableColumns.get(target));
        if (table.isPresent() && column.isEmpty() && !isOperation(target)) {
            objectToUnknown(name, target);
            return;
        }
        final String other = fieldOfColumn.put(target, name);
        if (other != null) {
            throw objection("The fields [%s] and [%s] both go to column `%s`; rename one of them or leave it out%s".formatted(other, name, spelling(target),
                    other.equalsIgnoreCase(name) ? ", because column names know no case" : ""));
        }
        final Conversion conversion = column.isPresent() ? conversion(column.get(), field) : Conversion.NONE;
        addField(new PlannedField(field, sourceName(target, conversion), Optional.of(spelling(target)), column, conversion));
        if (!isOperation(target)) {
            columns.add(spelling(target));
        }
    }

    /** The table's spelling, by which older servers find the columns of a partial update (FE: Load.getPartialUpateColumns). */
    private String sourceName(final String target, final Conversion conversion) {
        if (conversion != Conversion.NONE) {
            return "__src_" + spelling(target);
        }
        return spelling(target);
    }

    /** Writes a field under its own name when an expression uses it and that has not been done. */
    private void addInput(final RecordField field) throws InvalidRecordException {
        final String name = field.getFieldName();
        if (expressions.values().stream().noneMatch(expression -> expression.uses(name)) || name.equals(fieldOfSource.get(name))) {
            return;
        }
        if (tableColumns.containsKey(name) && !fieldOfColumn.containsKey(name) && !expressions.containsKey(name)) {
            throw objection("""
                    An expression uses the field [%s], which does not go to the column of its name, but StarRocks fills column `%s` with it when it is sent; \
                    rename the field before, or give the column an expression""".formatted(name, spelling(name)));
        }
        addField(new PlannedField(field, name, Optional.empty(), Optional.empty(), Conversion.NONE));
    }

    private void addField(final PlannedField field) throws InvalidRecordException {
        final String other = fieldOfSource.put(field.source(), field.name());
        if (other != null) {
            throw objection("The fields [%s] and [%s] would both be sent as `%s`, and an expression uses that name; rename one of them before"
                    .formatted(other, field.name(), field.source()));
        }
        planned.add(field);
    }

    private void objectToUnknown(final String field, final String target) throws InvalidRecordException {
        if (!target.equals(field)) {
            throw objection("Field [%s] is to be loaded as `%s`, but %s; correct the name".formatted(field, target, tableText()));
        }
        final boolean used = expressions.values().stream().anyMatch(expression -> expression.uses(field));
        if (!used && rules.unknownFields() == UnknownFields.FAIL) {
            throw objection("Field [%s] goes to no column: %s; %s".formatted(field, tableText(), remedy()));
        }
    }

    private static String remedy() {
        return "map fields to columns, add the columns to the table, or let unknown fields be ignored";
    }

    private Conversion conversion(final TableColumn column, final RecordField field) throws InvalidRecordException {
        return switch (column.type()) {
            case "VARBINARY", "BINARY" -> format == LoadFormat.JSON ? Conversion.HEX : Conversion.NONE;
            case "BITMAP" -> sketch(Conversion.BITMAP, column, field, "whole numbers", "bitmap_hash(%s)");
            case "HLL" -> sketch(Conversion.HLL, column, field, "text and numbers", "hll_hash(%s)");
            case "PERCENTILE" -> sketch(Conversion.PERCENTILE, column, field, "numbers", "percentile_hash(%s)");
            case "STRUCT" -> {
                if (format == LoadFormat.CSV) {
                    throw objection("Column `%s` is a STRUCT, which StarRocks cannot load from CSV; choose JSON in the property Format".formatted(column
                            .name()));
                }
                yield Conversion.NONE;
            }
            default -> Conversion.NONE;
        };
    }

    private static Conversion sketch(final Conversion conversion, final TableColumn column, final RecordField field, final String takes,
            final String example) throws InvalidRecordException {
        final boolean fits = switch (field.getDataType().getFieldType()) {
            case BYTE, SHORT, INT, LONG, BIGINT -> true;
            case FLOAT, DOUBLE, DECIMAL -> conversion != Conversion.BITMAP;
            case ARRAY, MAP, RECORD, CHOICE -> false;
            default -> conversion == Conversion.HLL;
        };
        if (!fits) {
            throw objection("Column `%s` is a %s, which is made of %s, but field [%s] is %s; give the column an expression such as %s".formatted(column.name(),
                    column.type(), takes, field.getFieldName(), field.getDataType(), example.formatted(quoted(field.getFieldName()))));
        }
        return conversion;
    }

    private void addExtras() throws InvalidRecordException {
        if (extras.operation()) {
            if (table.isPresent() && !mayHaveOperation()) {
                throw objection("Rows cannot be deleted by key from table [%s], because it is no PRIMARY KEY table".formatted(table.get().table()));
            }
            addExtra(OPERATION);
        }
        if (extras.deletedFlag().isPresent()) {
            addExtraColumn(extras.deletedFlag().get(), "tells whether a row is deleted", "BOOLEAN", "TINYINT", "SMALLINT", "INT", "BIGINT");
        }
        if (extras.deletedAt().isPresent()) {
            final TableColumn column = addExtraColumn(extras.deletedAt().get(), "tells when a row was deleted", "DATETIME");
            if (column != null && !column.nullable()) {
                throw objection("Column `%s` tells when a row was deleted, so it must take NULL for the other rows".formatted(column.name()));
            }
        }
        if (extras.rowNumber()) {
            addExtra(AddedColumns.ROW_NUMBER);
        }
    }

    /** @return null when the server does not tell */
    private TableColumn addExtraColumn(final String name, final String purpose, final String... types) throws InvalidRecordException {
        final TableColumn column = tableColumns.get(name);
        if (table.isPresent() && column == null) {
            throw objection("Column `%s` %s, but %s; correct the name or add the column".formatted(name, purpose, tableText()));
        }
        if (column != null && !List.of(types).contains(column.type()) && !"UNKNOWN".equals(column.type())) {
            throw objection("Column `%s` %s, so it must be a %s column, not %s".formatted(column.name(), purpose, types[0], column.type()));
        }
        if (fieldOfColumn.containsKey(name) || expressions.containsKey(name)) {
            throw objection("Column `%s` %s and is filled by the processor, but also by %s; leave that out".formatted(spelling(name), purpose,
                    fieldOfColumn.containsKey(name) ? "field [%s]".formatted(fieldOfColumn.get(name)) : "an expression"));
        }
        addExtra(spelling(name));
        columns.add(spelling(name));
        return column;
    }

    private void addExtra(final String source) throws InvalidRecordException {
        final String other = fieldOfSource.put(source, source);
        if (other != null) {
            throw objection("The processor sends `%s` itself, but there is also a field [%s]; rename the field or leave it out".formatted(source, other));
        }
        extraSources.add(source);
    }

    private void requireColumns() throws InvalidRecordException {
        if (table.isEmpty()) {
            return;
        }
        for (final TableColumn column : table.get().columns()) {
            final boolean key = column.key() && table.get().keys() == TableSchema.Keys.PRIMARY;
            final boolean required = rules.missingColumns() == MissingColumns.FAIL || key;
            final boolean fillsItself = column.autoIncrement() && !(key && extras.operation());
            if (required && !fillsItself && !columns.contains(column.name())) {
                throw objection(key
                        ? "No field and no expression fills `%s`, a key column of the PRIMARY KEY table [%s]; the records must have it, or a field must be renamed to it"
                                .formatted(column.name(), table.get().table())
                        : "No field and no expression fills column `%s` of table [%s]; give the records the field, rename one to it, give the column an expression, or let missing columns be ignored"
                                .formatted(column.name(), table.get().table()));
            }
        }
    }

    private String header() {
        final List<String> items = new ArrayList<>();
        planned.forEach(field -> items.add(quoted(field.source())));
        extraSources.forEach(source -> items.add(quoted(source)));
        for (final PlannedField field : planned) {
            if (field.conversion() != Conversion.NONE) {
                items.add(quoted(field.column().orElseThrow().name()) + "=" + field.conversion().of(quoted(field.source())));
            }
        }
        expressions.values().forEach(expression -> items.add(quoted(spelling(expression.column())) + "=" + expression.text()));
        return String.join(",", items);
    }

    private boolean isOperation(final String name) {
        return OPERATION.equals(name) && mayHaveOperation();
    }

    private boolean mayHaveOperation() {
        return table.map(known -> known.keys() == TableSchema.Keys.PRIMARY || known.keys() == TableSchema.Keys.UNKNOWN).orElse(true);
    }

    private String spelling(final String column) {
        final TableColumn known = tableColumns.get(column);
        return known == null ? column : known.name();
    }

    private String tableText() {
        return table.map(known -> "table [%s] has the columns %s".formatted(known.table(), names(known.columns().stream().map(TableColumn::name).toList())))
                .orElse("the table has no such column");
    }

    private static String names(final List<String> names) {
        return Messages.bounded(names.stream().collect(Collectors.joining(", ")), LONGEST_LIST);
    }

    private static String quoted(final String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    private static InvalidRecordException objection(final String message) {
        return new InvalidRecordException(message, null);
    }
}
