package io.github.nifistarrocks.processors.column;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.option.MissingColumns;
import io.github.nifistarrocks.processors.option.UnknownFields;
import io.github.nifistarrocks.processors.type.RecordTypes;
import org.apache.nifi.serialization.record.RecordField;

/**
 * Derives a {@link ColumnPlan}. A field is written under its column's name; a field that an expression uses is written under its own name in any case. An
 * expression replaces a source field of the same name (FE: Load.initColumns), which the server then reads as VARCHAR.
 */
final class ColumnPlanner {

    private static final int MAX_LIST = 500;

    private final ColumnPlan.Builder settings;
    private final ColumnRules rules;
    private final Optional<TableSchema> table;
    private final AddedColumns added;
    private final Map<String, TableColumn> tableColumns = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, SqlExpression> expressions = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String> fieldOfColumn = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Map<String, String> fieldOfSource = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final List<PlannedField> planned = new ArrayList<>();
    private final List<String> addedSources = new ArrayList<>();
    private final List<String> columns = new ArrayList<>();

    ColumnPlanner(final ColumnPlan.Builder settings) {
        this.settings = settings;
        this.rules = settings.rules;
        this.table = settings.table;
        this.added = settings.added;
        table.ifPresent(known -> known.columns().forEach(column -> tableColumns.put(column.name(), column)));
    }

    ColumnPlan plan(final List<RecordField> fields) throws InvalidRecordException {
        if (fields.isEmpty()) {
            throw invalid("The schema of the records has no fields, so there is no column to load");
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
            throw invalid("None of the fields %s is loaded: %s".formatted(names(fields.stream().map(RecordField::getFieldName).toList()), remedy()));
        }
        addColumnsOfTheLoad();
        expressions.values().stream().map(expression -> spelling(expression.column())).filter(column -> !AddedColumns.OPERATION.equals(column))
                .forEach(columns::add);
        requireColumns();
        return new ColumnPlan(settings, planned, addedSources, columns, header());
    }

    private void addExpression(final String column, final String sql) throws InvalidRecordException {
        if (table.isPresent() && !tableColumns.containsKey(column) && !isOperation(column)) {
            throw invalid("There is an expression for column `%s`, but %s; correct the name or remove the expression".formatted(column, tableText()));
        }
        if (AddedColumns.OPERATION.equals(column) && added.operation()) {
            throw invalid("There is an expression for `%s`, which the processor sets itself; remove the expression".formatted(column));
        }
        final SqlExpression other = expressions.put(column, SqlExpression.of(column, sql));
        if (other != null) {
            throw invalid("There are two expressions for column `%s`: one as `%s`; remove one".formatted(column, other.column()));
        }
    }

    private void addColumn(final RecordField field) throws InvalidRecordException {
        final String name = field.getFieldName();
        final String target = target(name);
        if (target.isEmpty() || expressions.containsKey(target)) {
            return;
        }
        final Optional<TableColumn> column = Optional.ofNullable(tableColumns.get(target));
        if (table.isPresent() && column.isEmpty() && !isOperation(target)) {
            refuseUnknown(name, target);
            return;
        }
        final String other = fieldOfColumn.put(target, name);
        if (other != null) {
            throw invalid("The fields [%s] and [%s] both go to column `%s`%s; rename or remove one of them".formatted(other, name, spelling(target),
                    other.equalsIgnoreCase(name)
                            ? ", because column names are case-insensitive"
                            : isTranslated(other) || isTranslated(name)
                                    ? ", because Translate Field Names is true"
                                    : ""));
        }
        final Conversion conversion = column.isPresent() ? conversion(column.get(), field) : Conversion.NONE;
        addField(new PlannedField(field, sourceName(target, conversion), Optional.of(spelling(target)), column, conversion));
        if (!isOperation(target)) {
            columns.add(spelling(target));
        }
    }

    private String target(final String field) {
        return rules.columnOf(field, tableColumns::containsKey);
    }

    private boolean isTranslated(final String field) {
        return !rules.renames().containsKey(field) && !target(field).equals(field);
    }

    /** The table's spelling, by which older servers find the columns of a partial update (FE: Load.getPartialUpateColumns). */
    private String sourceName(final String target, final Conversion conversion) {
        if (conversion != Conversion.NONE) {
            return "__src_" + spelling(target);
        }
        return spelling(target);
    }

    /** Writes a field under its own name when an expression uses it, unless that has been done. */
    private void addInput(final RecordField field) throws InvalidRecordException {
        final String name = field.getFieldName();
        if (expressions.values().stream().noneMatch(expression -> expression.uses(name)) || name.equals(fieldOfSource.get(name))) {
            return;
        }
        if (tableColumns.containsKey(name) && !fieldOfColumn.containsKey(name) && !expressions.containsKey(name)) {
            throw invalid("""
                    An expression uses the field [%s], which does not go to the column of its name. StarRocks would fill column `%s` with it. Rename the \
                    field upstream, or give the column an expression""".formatted(name, spelling(name)));
        }
        addField(new PlannedField(field, name, Optional.empty(), Optional.empty(), Conversion.NONE));
    }

    private void addField(final PlannedField field) throws InvalidRecordException {
        final String other = fieldOfSource.put(field.source(), field.name());
        if (other != null) {
            throw invalid("The fields [%s] and [%s] would both be sent as `%s`, and an expression uses that name; rename one of them upstream"
                    .formatted(other, field.name(), field.source()));
        }
        planned.add(field);
    }

    private void refuseUnknown(final String field, final String target) throws InvalidRecordException {
        if (!target.equals(field)) {
            throw invalid("Field [%s] goes to column `%s`, but %s; correct the name".formatted(field, target, tableText()));
        }
        final boolean used = expressions.values().stream().anyMatch(expression -> expression.uses(field));
        if (!used && rules.unknownFields() == UnknownFields.FAIL) {
            throw invalid("Field [%s] goes to no column: %s; %s".formatted(field, tableText(), remedy()));
        }
    }

    private static String remedy() {
        return "map fields to columns, add the columns to the table, or set Unknown Fields to Ignore";
    }

    private Conversion conversion(final TableColumn column, final RecordField field) throws InvalidRecordException {
        final Conversion conversion = Conversion.of(column.type(), settings.format);
        if (!conversion.takes(field.getDataType().getFieldType())) {
            throw invalid("Column `%s` is a %s, which StarRocks computes from %s, but field [%s] is %s; give the column an expression such as %s".formatted(
                    column.name(), column.type(), conversion.input(), field.getFieldName(), field.getDataType(),
                    conversion.example("`%s`".formatted(field.getFieldName()))));
        }
        final Optional<String> unsupported = settings.format == LoadFormat.CSV ? CsvTypes.unsupported(column.type()) : Optional.empty();
        if (unsupported.isPresent()) {
            throw invalid("Column `%s` %s %s, which StarRocks cannot load from CSV; choose JSON in the property Format".formatted(column.name(),
                    RecordTypes.isNested(column.type()) && !(column.type() instanceof ColumnType.StructType) ? "contains" : "is", unsupported.get()));
        }
        return conversion;
    }

    private void addColumnsOfTheLoad() throws InvalidRecordException {
        if (added.operation()) {
            if (table.isPresent() && !mayHaveOperation()) {
                throw invalid("Rows cannot be deleted by key from table [%s], because it is not a PRIMARY KEY table".formatted(table.get().table()));
            }
            addSource(AddedColumns.OPERATION);
        }
        if (added.deletedFlag().isPresent()) {
            final String column = added.deletedFlag().get();
            addTableColumn(column, "marks deleted rows");
            requireType(column, "marks deleted rows", ScalarType.BOOLEAN, type -> type == ScalarType.BOOLEAN
                    || RecordTypes.isWholeNumber(type) && type != ScalarType.LARGEINT);
        }
        if (added.deletedAt().isPresent()) {
            final String column = added.deletedAt().get();
            addTableColumn(column, "holds the time of deletion");
            requireType(column, "holds the time of deletion", ScalarType.DATETIME, ScalarType.DATETIME::equals);
            if (tableColumns.containsKey(column) && !tableColumns.get(column).nullable()) {
                throw invalid("Column `%s` holds the time of deletion, so it must accept NULL for the other rows".formatted(spelling(column)));
            }
        }
        if (added.rowNumber()) {
            addSource(AddedColumns.ROW_NUMBER);
        }
    }

    private void addTableColumn(final String name, final String purpose) throws InvalidRecordException {
        if (table.isPresent() && !tableColumns.containsKey(name)) {
            throw invalid("Column `%s` %s, but %s; correct the name or add the column".formatted(name, purpose, tableText()));
        }
        if (fieldOfColumn.containsKey(name) || expressions.containsKey(name)) {
            throw invalid("Column `%s` %s and is filled by the processor, but also by %s; remove that".formatted(spelling(name), purpose,
                    fieldOfColumn.containsKey(name) ? "field [%s]".formatted(fieldOfColumn.get(name)) : "an expression"));
        }
        addSource(spelling(name));
        columns.add(spelling(name));
    }

    /** Fails unless the type of the column is suitable, or not known. */
    private void requireType(final String name, final String purpose, final ScalarType wanted, final Predicate<ColumnType> isSuitable)
            throws InvalidRecordException {
        final ColumnType type = Optional.ofNullable(tableColumns.get(name)).map(TableColumn::type).orElse(ColumnType.UNKNOWN);
        if (!isSuitable.test(type) && !(type instanceof ColumnType.UnknownType)) {
            throw invalid("Column `%s` %s, so it must be a %s column, not %s".formatted(spelling(name), purpose, wanted, type));
        }
    }

    private void addSource(final String source) throws InvalidRecordException {
        final String other = fieldOfSource.put(source, source);
        if (other != null) {
            throw invalid("The processor sends `%s` itself, but there is also a field [%s]; rename or remove the field".formatted(source, other));
        }
        addedSources.add(source);
    }

    private void requireColumns() throws InvalidRecordException {
        if (table.isEmpty()) {
            return;
        }
        for (final TableColumn column : table.get().columns()) {
            final boolean key = column.key() && table.get().keys() == TableSchema.Keys.PRIMARY;
            final boolean required = rules.missingColumns() == MissingColumns.FAIL || key;
            final boolean fillsItself = column.autoIncrement() && !(key && added.operation());
            if (required && !fillsItself && !columns.contains(column.name())) {
                throw invalid(key
                        ? """
                          No field and no expression fills `%s`, a key column of the PRIMARY KEY table [%s]. The records must have it, or a field must be renamed \
                          to it""".formatted(column.name(), table.get().table())
                        : """
                          No field and no expression fills column `%s` of table [%s]. Add the field to the records, rename one to it, give the column an \
                          expression, or set Missing Columns to Ignore""".formatted(column.name(), table.get().table()));
            }
        }
    }

    private String header() throws InvalidRecordException {
        final List<String> items = new ArrayList<>();
        for (final PlannedField field : planned) {
            items.add(quoted(field.source()));
        }
        for (final String source : addedSources) {
            items.add(quoted(source));
        }
        for (final PlannedField field : planned) {
            if (field.conversion() != Conversion.NONE) {
                items.add(quoted(field.column().orElseThrow().name()) + "=" + field.conversion().of(quoted(field.source())));
            }
        }
        for (final SqlExpression expression : expressions.values()) {
            items.add(quoted(spelling(expression.column())) + "=" + expression.text());
        }
        return String.join(",", items);
    }

    private boolean isOperation(final String name) {
        return AddedColumns.OPERATION.equals(name) && mayHaveOperation();
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
        return Messages.bounded(names.stream().collect(Collectors.joining(", ")), MAX_LIST);
    }

    /** A doubled backtick does not represent one: an FE removes all of them (AstBuilder.visitBackQuotedIdentifier), and would read another field. */
    private static String quoted(final String name) throws InvalidRecordException {
        if (name.indexOf('`') >= 0) {
            throw invalid("The name [%s] contains a backtick, which the list of columns of a load cannot contain; rename the field".formatted(name));
        }
        return "`" + name + "`";
    }

    private static InvalidRecordException invalid(final String message) {
        return new InvalidRecordException(message, null);
    }
}
