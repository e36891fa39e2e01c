/**
 * The first pass through the changes of a FlowFile: which change of each key is the last, and which changes go into one load. Nothing here sends or encodes
 * rows.
 */
package io.github.nifistarrocks.processors.change.scan;
