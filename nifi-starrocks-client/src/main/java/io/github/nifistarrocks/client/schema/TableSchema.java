package io.github.nifistarrocks.client.schema;

import java.util.List;

import io.github.nifistarrocks.client.core.TableId;

/**
 * The columns of a table.
 *
 * @param table the table
 * @param keys model of the table
 * @param columns in the order of the table
 */
public record TableSchema(TableId table, Keys keys, List<TableColumn> columns) {

    public TableSchema {
        columns = List.copyOf(columns);
    }

    /** Table models; {@link #UNKNOWN} with servers before 3.3, whose REST interface does not report it. */
    public enum Keys {
        DUPLICATE, AGGREGATE, UNIQUE, PRIMARY, UNKNOWN
    }
}
