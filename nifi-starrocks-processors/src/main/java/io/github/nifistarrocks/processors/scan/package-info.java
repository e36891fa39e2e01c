/**
 * Writes the rows of a scan, as records or as an Arrow stream: schema, rows and output. Knows no properties, relationships or attributes; how values are read belongs to
 * {@code processors.scan.column}.
 */
package io.github.nifistarrocks.processors.scan;
