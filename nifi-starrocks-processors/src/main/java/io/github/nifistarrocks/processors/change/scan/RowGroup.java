package io.github.nifistarrocks.processors.change.scan;

import java.util.List;

import io.github.nifistarrocks.processors.table.TargetTable;
import org.apache.nifi.serialization.record.RecordField;

/**
 * Changes that go to StarRocks in one load, because they fill the same columns of the same table.
 *
 * @param number that {@link ChangeScan#groupOf} returns for the changes of the group
 * @param table that they are loaded into
 * @param fields that they fill
 * @param coverage which part of a row they set
 * @param changes their number
 */
public record RowGroup(int number, TargetTable table, List<RecordField> fields, Coverage coverage, long changes) {

    public RowGroup {
        fields = List.copyOf(fields);
    }

    /** Which part of a row the changes of a group set. */
    public enum Coverage {
        /** All columns that the FlowFile has for the table; includes deletes. */
        WHOLE,
        /** Some columns; the others stay as they are. */
        PARTIAL,
        /** Only deletes, among partial updates. */
        DELETES
    }
}
