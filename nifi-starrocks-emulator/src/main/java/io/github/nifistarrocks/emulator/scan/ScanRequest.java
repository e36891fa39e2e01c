package io.github.nifistarrocks.emulator.scan;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Table;

/**
 * What an open scanner reads.
 *
 * @param table the table
 * @param columns in the order of the select list
 * @param where a condition in StarRocks SQL
 * @param versions by the ids of the tablets, in the order in which they are read
 * @param batchSize rows a batch, as the client wants it
 */
record ScanRequest(Table table, List<Column> columns, Optional<String> where, Map<Long, Long> versions, int batchSize) {}
