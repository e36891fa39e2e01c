package io.github.nifistarrocks.client.plan;

import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.TableId;

/**
 * The rows and columns of a table to be planned.
 *
 * @param table source
 * @param columns names in select order; empty for all
 * @param partitions names of the partitions to read; empty for all
 * @param filter which rows to read; empty for all
 */
public record PlanRequest(TableId table, List<String> columns, List<String> partitions, Optional<ScanFilter> filter) {

    public PlanRequest {
        columns = List.copyOf(columns);
        partitions = List.copyOf(partitions);
    }

    /** Of all partitions. */
    public PlanRequest(final TableId table, final List<String> columns, final Optional<String> filter) {
        this(table, columns, List.of(), filter.map(String::strip).filter(text -> !text.isEmpty()).map(ScanFilter::of));
    }

    /** The same rows with other columns. */
    public PlanRequest withColumns(final List<String> names) {
        return new PlanRequest(table, names, partitions, filter);
    }

    /** The same columns of other partitions. */
    PlanRequest withPartitions(final List<String> names) {
        return new PlanRequest(table, columns, names, filter);
    }

    /** The same columns of those rows that a further condition selects. */
    public PlanRequest where(final ScanFilter condition) {
        return new PlanRequest(table, columns, partitions, Optional.of(filter.map(present -> present.and(condition)).orElse(condition)));
    }
}
