package io.github.nifistarrocks.processors.change.scan;

import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a first reading of a FlowFile has to find out.
 *
 * @param toldFieldsCount whether a row that does not tell a field leaves that column as it is, instead of setting it to NULL
 * @param singleRowsPartial whether single rows may be partial updates although told fields do not count
 * @param alwaysPartial whether all rows are partial updates, so that a deleted row does not come back by one
 * @param softDeletes whether deletes only mark rows
 * @param keepLast whether of several changes of one key only the last is sent
 * @param keyColumns names of the key columns, instead of those that the table tells; may be empty
 * @param mergeCondition name of the column whose greatest value decides which change of a key stays
 * @param columnOf the column into which a field goes; empty for a field that is left out
 * @param zone in which instants become dates
 */
public record ChangeScanRules(boolean toldFieldsCount, boolean singleRowsPartial, boolean alwaysPartial, boolean softDeletes, boolean keepLast,
        List<String> keyColumns, Optional<String> mergeCondition, UnaryOperator<String> columnOf, ZoneId zone) {

    public ChangeScanRules {
        keyColumns = List.copyOf(keyColumns);
    }

    /** Whether rows may fill different sets of columns. */
    boolean rowsDiffer() {
        return toldFieldsCount || singleRowsPartial;
    }
}
