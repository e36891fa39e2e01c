package io.github.nifistarrocks.emulator.load.json;

import java.util.List;

import io.github.nifistarrocks.emulator.load.json.column.JsonColumn;

/**
 * The fields that are read from each row.
 *
 * @param columns in the order of the fields
 * @param invalidAsNull whether a value that is not one of its type becomes NULL instead of refusing the row, which is so without strict mode
 */
public record JsonFields(List<JsonColumn> columns, boolean invalidAsNull) {

    public JsonFields {
        columns = List.copyOf(columns);
    }
}
