package io.github.nifistarrocks.client.plan;

import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.TableId;

/**
 * What to read of a table.
 *
 * @param table source
 * @param columns names in the order wanted; empty for all
 * @param filter SQL condition as it stands behind WHERE
 */
public record PlanRequest(TableId table, List<String> columns, Optional<String> filter) {

    public PlanRequest {
        columns = List.copyOf(columns);
        filter = filter.map(String::strip).filter(text -> !text.isEmpty());
    }
}
