/**
 * Reads the rows of a FlowFile: its records, their changes in order, which of them are selected and which are rejected. Nothing here knows a load.
 */
package io.github.nifistarrocks.processors.row;
