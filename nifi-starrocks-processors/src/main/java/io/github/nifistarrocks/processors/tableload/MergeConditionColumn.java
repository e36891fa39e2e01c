package io.github.nifistarrocks.processors.tableload;

import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.ColumnType.ArrayType;
import io.github.nifistarrocks.client.schema.ColumnType.CharType;
import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.client.schema.ColumnType.MapType;
import io.github.nifistarrocks.client.schema.ColumnType.ScalarType;
import io.github.nifistarrocks.client.schema.ColumnType.StructType;
import io.github.nifistarrocks.client.schema.ColumnType.UnknownType;
import io.github.nifistarrocks.client.schema.ColumnType.VarbinaryType;
import io.github.nifistarrocks.client.schema.ColumnType.VarcharType;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.processors.column.ColumnPlan;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.table.TargetTable;

/**
 * The column of Merge Condition.
 *
 * @param name as the property has it
 */
record MergeConditionColumn(String name) {

    /**
     * The name in the spelling of the table. A BE ignores the condition if no column has exactly this name (BE: be/src/storage/tablet_updates.cpp).
     *
     * @return the name of the property if the columns of the table are not known
     * @throws InvalidRecordException if the table has no such column, or the column cannot be compared
     */
    String in(final TargetTable table) throws InvalidRecordException {
        if (table.schema().isEmpty()) {
            return name;
        }
        final TableColumn column = table.schema().get().columns().stream().filter(candidate -> candidate.name().equalsIgnoreCase(name)).findFirst()
                .orElseThrow(() -> new InvalidRecordException("Merge Condition names the column [%s], which [%s] does not have".formatted(name, table.id()),
                        null));
        if (column.key()) {
            throw new InvalidRecordException("Merge Condition names the column [%s], which is part of the key of [%s]".formatted(name, table.id()), null);
        }
        if (!isComparable(column.type())) {
            throw new InvalidRecordException("""
                    Merge Condition names the column [%s] of [%s], but StarRocks does not compare values of type %s. Use a number or a time"""
                    .formatted(name, table.id(), column.type()), null);
        }
        return column.name();
    }

    /** StarRocks refuses a partial update without the column of the condition. */
    void requireIn(final ColumnPlan columns, final TargetTable table) throws InvalidRecordException {
        if (columns.columns().stream().noneMatch(name::equalsIgnoreCase)) {
            throw new InvalidRecordException("""
                    Merge Condition names the column [%s] of [%s], but some rows have only the columns %s. StarRocks needs its value in every row"""
                    .formatted(name, table.id(), columns.columns()), null);
        }
    }

    private static boolean isComparable(final ColumnType type) {
        return switch (type) {
            case ScalarType.BOOLEAN, ScalarType.TINYINT, ScalarType.SMALLINT, ScalarType.INT, ScalarType.BIGINT, ScalarType.LARGEINT, ScalarType.FLOAT,
                    ScalarType.DOUBLE, ScalarType.DATE, ScalarType.DATETIME ->
                true;
            case ScalarType.JSON, ScalarType.HLL, ScalarType.BITMAP, ScalarType.PERCENTILE -> false;
            case DecimalType decimal -> true;
            case CharType text -> false;
            case VarcharType text -> false;
            case VarbinaryType bytes -> true;
            case ArrayType array -> false;
            case MapType map -> false;
            case StructType struct -> false;
            case UnknownType unknown -> true;
        };
    }
}
