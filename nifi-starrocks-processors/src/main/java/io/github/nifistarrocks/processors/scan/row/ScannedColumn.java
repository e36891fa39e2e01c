package io.github.nifistarrocks.processors.scan.row;

import io.github.nifistarrocks.client.schema.ColumnType;

/**
 * A column of a scan.
 *
 * @param name of the record field
 * @param type by which it is read, with the types of all its parts
 * @param vector its position in the batches; {@link #NO_VECTOR} for a scan without batches
 */
public record ScannedColumn(String name, ColumnType type, int vector) {

    public static final int NO_VECTOR = -1;
}
