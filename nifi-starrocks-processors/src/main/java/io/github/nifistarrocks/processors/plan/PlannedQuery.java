package io.github.nifistarrocks.processors.plan;

import java.util.List;

import io.github.nifistarrocks.client.core.TableId;

/**
 * What a plan reads.
 *
 * @param table source
 * @param columns the selected columns in select order, not empty
 * @param sql the planned statement
 */
public record PlannedQuery(TableId table, List<PlannedColumn> columns, String sql) {

    public PlannedQuery {
        columns = List.copyOf(columns);
    }
}
