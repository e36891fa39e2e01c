package io.github.nifistarrocks.client.schema;

import java.util.List;

import io.github.nifistarrocks.client.core.TableId;

/**
 * A table's columns.
 *
 * @param table the table
 * @param keys the table's model
 * @param columns in the table's order
 */
public record TableSchema(TableId table, Keys keys, List<TableColumn> columns) {

    public TableSchema {
        columns = List.copyOf(columns);
    }

    /** Table models; {@link #UNKNOWN} with servers before 3.3, whose REST interface does not tell. */
    public enum Keys {
        DUPLICATE, AGGREGATE, UNIQUE, PRIMARY, UNKNOWN
    }
}
