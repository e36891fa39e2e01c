package io.github.nifistarrocks.processors.plan;

import java.util.OptionalInt;

import io.github.nifistarrocks.client.schema.TableColumn;

/**
 * A selected column as the plan document describes it, so that a scan without rows still has a schema.
 *
 * @param name as StarRocks spells it
 * @param type upper-case StarRocks type name without arguments
 * @param length bytes of CHAR, VARCHAR and VARBINARY
 * @param precision of DECIMAL
 * @param scale of DECIMAL
 * @param nullable whether the column may hold NULL
 */
public record PlannedColumn(String name, String type, OptionalInt length, OptionalInt precision, OptionalInt scale, boolean nullable) {

    static PlannedColumn of(final TableColumn column) {
        return new PlannedColumn(column.name(), column.type(), column.length(), column.precision(), column.scale(), column.nullable());
    }
}
