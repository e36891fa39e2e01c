package io.github.nifistarrocks.processors.tableload;

import java.util.List;

import io.github.nifistarrocks.processors.change.scan.ChangeScan;
import io.github.nifistarrocks.processors.change.scan.RowGroup;
import io.github.nifistarrocks.processors.change.scan.RowGroup.Coverage;
import io.github.nifistarrocks.processors.row.RowFilter;
import io.github.nifistarrocks.processors.table.TargetTable;
import org.apache.nifi.serialization.record.RecordField;

/**
 * Rows of a FlowFile that one load writes into one table.
 *
 * @param table destination
 * @param fields of these rows
 * @param allFields of all rows of the FlowFile for the table
 * @param coverage how much of a row these rows have
 * @param filter selects these rows
 */
public record TableRows(TargetTable table, List<RecordField> fields, List<RecordField> allFields, Coverage coverage, RowFilter filter) {

    public TableRows {
        fields = List.copyOf(fields);
        allFields = List.copyOf(allFields);
    }

    /** All rows of a FlowFile. */
    public static TableRows all(final TargetTable table, final List<RecordField> fields, final Coverage coverage) {
        return new TableRows(table, fields, fields, coverage, row -> true);
    }

    /** The rows of a group that a scan has found. */
    public static TableRows of(final ChangeScan scan, final RowGroup group) {
        return new TableRows(group.table(), group.fields(), scan.fieldsOf(group.table()), group.coverage(), scan.rowsOf(group));
    }

    boolean arePartial() {
        return coverage == Coverage.PARTIAL;
    }

    TableRows in(final TargetTable newest) {
        return new TableRows(newest, fields, allFields, coverage, filter);
    }

    List<String> fieldNames() {
        return names(fields);
    }

    List<String> allFieldNames() {
        return names(allFields);
    }

    private static List<String> names(final List<RecordField> fields) {
        return fields.stream().map(RecordField::getFieldName).toList();
    }
}
