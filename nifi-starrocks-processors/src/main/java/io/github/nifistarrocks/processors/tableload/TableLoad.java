package io.github.nifistarrocks.processors.tableload;

import java.util.Map;

import io.github.nifistarrocks.processors.column.ColumnPlan;
import io.github.nifistarrocks.processors.row.RowFilter;
import io.github.nifistarrocks.processors.table.TargetTable;

/**
 * Rows of a FlowFile that go into one table by one load.
 *
 * @param table where to
 * @param columns which columns the rows fill, and how
 * @param label of the load
 * @param headers of the load
 * @param rows which rows these are
 */
public record TableLoad(TargetTable table, ColumnPlan columns, String label, Map<String, String> headers, RowFilter rows) {}
