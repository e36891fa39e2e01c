package io.github.nifistarrocks.processors.column;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.option.UnknownFields;
import org.apache.nifi.serialization.record.RecordField;

/** Which fields are written, in which order, and which columns the server derives from them. */
public final class ColumnPlan {

    private final LoadFormat format;
    private final UnknownFields unknownFields;
    private final FieldOptions options;
    private final AddedColumns added;
    private final List<PlannedField> fields;
    private final List<String> addedSources;
    private final List<String> columns;
    private final String header;
    private final boolean operationOfUser;

    ColumnPlan(final Builder settings, final List<PlannedField> fields, final List<String> addedSources, final List<String> columns, final String header) {
        this.format = settings.format;
        this.unknownFields = settings.rules.unknownFields();
        this.options = settings.rules.options();
        this.added = settings.added;
        this.fields = List.copyOf(fields);
        this.addedSources = List.copyOf(addedSources);
        this.columns = List.copyOf(columns);
        this.header = header;
        this.operationOfUser = fields.stream().anyMatch(PlannedField::isOperation)
                || settings.rules.expressions().keySet().stream().anyMatch(AddedColumns.OPERATION::equals);
    }

    public static Builder builder(final ColumnRules rules, final LoadFormat format) {
        return new Builder(rules, format);
    }

    /** Value of the Stream Load header {@code columns}: back-ticked source names, then back-ticked columns with their expressions. */
    public String header() {
        return header;
    }

    /** Columns that the rows fill, in the table's spelling where it is known. */
    public List<String> columns() {
        return columns;
    }

    /** Whether each row is sent with an operation of StarRocks. */
    public boolean sendsOperations() {
        return added.operation() || operationOfUser;
    }

    public LoadFormat format() {
        return format;
    }

    public List<PlannedField> fields() {
        return fields;
    }

    public UnknownFields unknownFields() {
        return unknownFields;
    }

    public FieldOptions options() {
        return options;
    }

    public AddedColumns added() {
        return added;
    }

    /** Names of all that is written; last what the load adds, in the order of {@link AddedColumns}. */
    public List<String> sources() {
        return Stream.concat(fields.stream().map(PlannedField::source), addedSources.stream()).toList();
    }

    /** Settings of a plan. Without a table, names and rules alone decide. */
    public static final class Builder {

        final ColumnRules rules;
        final LoadFormat format;
        AddedColumns added = AddedColumns.NONE;
        Optional<TableSchema> table = Optional.empty();

        private Builder(final ColumnRules rules, final LoadFormat format) {
            this.rules = rules;
            this.format = format;
        }

        /** The target, for its columns. */
        public Builder table(final TableSchema schema) {
            this.table = Optional.of(schema);
            return this;
        }

        public Builder add(final AddedColumns columns) {
            this.added = columns;
            return this;
        }

        /**
         * Plans rows that have the same fields.
         *
         * @param fields of the rows, in the order in which they are written
         * @throws InvalidRecordException an unknown field, a missing column, two fields for one column, an invalid expression ...; the message names it and the
         *     remedy
         */
        public ColumnPlan plan(final List<RecordField> fields) throws InvalidRecordException {
            return new ColumnPlanner(this).plan(fields);
        }
    }
}
