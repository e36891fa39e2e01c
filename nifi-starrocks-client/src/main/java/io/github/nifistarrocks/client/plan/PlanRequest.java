package io.github.nifistarrocks.client.plan;

import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.TableId;

/**
 * The rows and columns of a table to be planned.
 *
 * @param table source
 * @param columns names in select order; empty for all
 * @param filter SQL condition, without WHERE
 */
public record PlanRequest(TableId table, List<String> columns, Optional<String> filter) {

    public PlanRequest {
        columns = List.copyOf(columns);
        filter = filter.map(String::strip).filter(text -> !text.isEmpty());
    }
}
