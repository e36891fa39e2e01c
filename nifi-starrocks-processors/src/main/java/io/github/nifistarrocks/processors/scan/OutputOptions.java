package io.github.nifistarrocks.processors.scan;

import io.github.nifistarrocks.processors.option.scan.InexactValues;
import io.github.nifistarrocks.processors.option.scan.JsonColumns;
import io.github.nifistarrocks.processors.option.scan.TemporalValues;

/**
 * How values become values of records.
 *
 * @param temporalValues form of DATE and DATETIME
 * @param jsonColumns form of JSON columns
 * @param inexactValues treatment of values that the record writer would change
 */
public record OutputOptions(TemporalValues temporalValues, JsonColumns jsonColumns, InexactValues inexactValues) {}
