package io.github.nifistarrocks.processors.load;

import java.util.Map;

import io.github.nifistarrocks.processors.encode.ColumnPlan;
import io.github.nifistarrocks.processors.rows.RowFilter;
import io.github.nifistarrocks.processors.rows.TargetTable;

/**
 * Rows of a FlowFile that go into one table by one load.
 *
 * @param table where to
 * @param columns which columns the rows fill, and how
 * @param label of the load
 * @param headers of the load
 * @param rows which rows these are
 */
record LoadUnit(TargetTable table, ColumnPlan columns, String label, Map<String, String> headers, RowFilter rows) {}
