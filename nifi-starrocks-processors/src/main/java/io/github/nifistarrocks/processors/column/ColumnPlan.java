package io.github.nifistarrocks.processors.column;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.LoadFormat;
import io.github.nifistarrocks.processors.option.UnknownFields;
import org.apache.nifi.serialization.record.RecordField;

/** Which fields are written, in which order, and which columns the server makes of them. */
public final class ColumnPlan {

    private final LoadFormat format;
    private final List<PlannedField> fields;
    private final AddedColumns extras;
    private final List<String> extraSources;
    private final List<String> columns;
    private final String header;
    private final UnknownFields unknownFields;

    ColumnPlan(final LoadFormat format, final List<PlannedField> fields, final AddedColumns extras, final List<String> extraSources, final List<String> columns,
            final String header, final UnknownFields unknownFields) {
        this.format = format;
        this.fields = List.copyOf(fields);
        this.extras = extras;
        this.extraSources = List.copyOf(extraSources);
        this.columns = List.copyOf(columns);
        this.header = header;
        this.unknownFields = unknownFields;
    }

    /**
     * A plan is made once for rows that have the same fields.
     *
     * @param fields what the rows have, in the order in which they are written
     * @param table the target's columns; nothing when the server does not tell: then names and rules alone count
     * @throws InvalidRecordException an unknown field, a missing column, two fields for one column, an expression that is none ...; the message names it and what
     *     to do
     */
    public static ColumnPlan of(final List<RecordField> fields, final ColumnRules rules, final Optional<TableSchema> table, final LoadFormat format,
            final AddedColumns extras) throws InvalidRecordException {
        return new ColumnPlanner(rules, table, format, extras).plan(fields);
    }

    /** Value of the Stream Load header {@code columns}: back-ticked source names, then back-ticked columns with their expressions. */
    public String header() {
        return header;
    }

    /** Columns that the rows fill, in the table's spelling where it is known. */
    public List<String> columns() {
        return columns;
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

    public AddedColumns extras() {
        return extras;
    }

    /** Names of all that is written, extras last in the order of {@link AddedColumns}. */
    public List<String> sources() {
        return Stream.concat(fields.stream().map(PlannedField::source), extraSources.stream()).toList();
    }
}
