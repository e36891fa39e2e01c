package io.github.nifistarrocks.processors.tableload;

import java.util.Map;

import io.github.nifistarrocks.processors.column.ColumnPlan;
import io.github.nifistarrocks.processors.row.RowFilter;
import io.github.nifistarrocks.processors.settings.LoadHeaders;
import io.github.nifistarrocks.processors.table.TargetTable;

/**
 * One load of rows of a FlowFile into one table.
 *
 * @param table destination
 * @param columns that the rows fill, and how
 * @param label of the load
 * @param headers of the load
 * @param rows selects the rows
 */
public record TableLoad(TargetTable table, ColumnPlan columns, String label, Map<String, String> headers, RowFilter rows) {

    public TableLoad {
        headers = Map.copyOf(headers);
    }

    /** Whether a condition of the user may skip rows that are valid. */
    public boolean hasCondition() {
        return headers.containsKey(LoadHeaders.WHERE) && !headers.get(LoadHeaders.WHERE).equals(LoadHeaders.ANY_OPERATION);
    }
}
