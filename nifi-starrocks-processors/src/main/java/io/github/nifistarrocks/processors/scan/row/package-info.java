/**
 * Rows of Arrow batches as records: columns, STRUCT, ARRAY and MAP, read by the readers of {@code scan.column}. Knows no plan, no FlowFile and no record writer.
 */
package io.github.nifistarrocks.processors.scan.row;
