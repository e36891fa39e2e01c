package io.github.nifistarrocks.processors.change.scan;

import java.util.List;

import io.github.nifistarrocks.processors.table.TargetTable;
import org.apache.nifi.serialization.record.RecordField;

/**
 * Changes that go to StarRocks in one load, because they fill the same columns of the same table.
 *
 * @param number by which {@link ChangeScan#groupOf} tells the group's changes
 * @param table where they go
 * @param fields that they fill
 * @param coverage how much of a row they tell
 * @param changes how many there are
 */
public record RowGroup(int number, TargetTable table, List<RecordField> fields, Coverage coverage, long changes) {

    public RowGroup {
        fields = List.copyOf(fields);
    }

    /** How much of a row the changes of a group tell. */
    public enum Coverage {
        /** All that the FlowFile has for the table; deletes too. */
        WHOLE,
        /** Fewer columns; the others stay as they are. */
        PARTIAL,
        /** Deletes alone, among partial updates. */
        DELETES
    }
}
