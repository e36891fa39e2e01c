/**
 * One reader for each source of operations: the formats of change events, RecordPaths and attributes. Nothing here knows a load.
 */
package io.github.nifistarrocks.processors.change.envelope;
