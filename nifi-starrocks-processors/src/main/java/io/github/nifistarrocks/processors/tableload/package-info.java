/**
 * The load of rows into one table: its columns and headers, its body, and sending it. No class here knows FlowFiles, sessions or the search for invalid
 * records.
 */
package io.github.nifistarrocks.processors.tableload;
