package io.github.nifistarrocks.processors.column;

import java.util.Optional;

import io.github.nifistarrocks.client.schema.ColumnType;
import io.github.nifistarrocks.client.schema.TableColumn;
import org.apache.nifi.serialization.record.RecordField;

/**
 * A field as it is written.
 *
 * @param field of the records
 * @param source what the load calls it: the JSON key
 * @param target column that its value fills; empty when only expressions use the field
 * @param column the target as the server reports it
 * @param conversion how the server derives the column's value
 */
public record PlannedField(RecordField field, String source, Optional<String> target, Optional<TableColumn> column, Conversion conversion) {

    public String name() {
        return field.getFieldName();
    }

    /** Whether its values are the operations of their rows, as StarRocks has them. */
    public boolean isOperation() {
        return column.isEmpty() && target.filter(AddedColumns.OPERATION::equals).isPresent();
    }

    /** The type of the target; unknown when the server does not report it. */
    public ColumnType type() {
        return column.map(TableColumn::type).orElse(ColumnType.UNKNOWN);
    }
}
