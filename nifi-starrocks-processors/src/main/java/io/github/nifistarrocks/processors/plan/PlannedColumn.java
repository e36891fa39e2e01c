package io.github.nifistarrocks.processors.plan;

import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.TableColumn;

/**
 * A selected column in the plan document, so that a scan without rows has a schema.
 *
 * @param name as StarRocks spells it
 * @param type its type
 * @param nullable whether the column may contain NULL
 */
public record PlannedColumn(String name, ColumnType type, boolean nullable) {

    public static PlannedColumn of(final TableColumn column) {
        return new PlannedColumn(column.name(), column.type(), column.nullable());
    }
}
