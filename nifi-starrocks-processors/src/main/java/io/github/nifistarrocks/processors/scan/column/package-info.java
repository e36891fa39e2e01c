/**
 * Reads single values from Arrow vectors, one reader per type. Knows no plan, no record and no record writer.
 */
package io.github.nifistarrocks.processors.scan.column;
