package io.github.nifistarrocks.emulator.store;

import java.util.List;
import java.util.Optional;

/**
 * What a scan reads of a table.
 *
 * @param columns names, in the order in which the cursor hands them out
 * @param where a condition in StarRocks SQL
 * @param tablet id; rows of other tablets are not read
 */
public record RowSelection(List<String> columns, Optional<String> where, long tablet) {

    public RowSelection {
        columns = List.copyOf(columns);
    }
}
