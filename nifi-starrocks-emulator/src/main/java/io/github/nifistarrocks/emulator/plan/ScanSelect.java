package io.github.nifistarrocks.emulator.plan;

import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.emulator.catalog.TableName;
import net.sf.jsqlparser.expression.Expression;

/**
 * A SELECT of columns from one table.
 *
 * @param table as the statement names it
 * @param alias of the table
 * @param items in the order of the select list
 * @param where the filter
 * @param partitions names of the partitions to read; empty for all
 */
record ScanSelect(TableName table, Optional<String> alias, List<Item> items, Optional<Expression> where, List<String> partitions) {

    sealed interface Item {
        record AllColumns() implements Item {}

        record NamedColumn(String column, String label) implements Item {}

        /** The FE plans it, but no BE opens it. */
        record Computed(Expression expression, String label) implements Item {}
    }
}
