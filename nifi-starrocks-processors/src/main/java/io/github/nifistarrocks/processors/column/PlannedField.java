package io.github.nifistarrocks.processors.column;

import java.util.Optional;

import io.github.nifistarrocks.client.schema.TableColumn;
import org.apache.nifi.serialization.record.RecordField;

/**
 * A field as it is written.
 *
 * @param field of the records
 * @param source what the load calls it: the JSON key
 * @param target column that its value fills; nothing when the field is only used in expressions
 * @param column what the server tells of the target
 * @param conversion how the column is made of the source
 */
public record PlannedField(RecordField field, String source, Optional<String> target, Optional<TableColumn> column, Conversion conversion) {

    public String name() {
        return field.getFieldName();
    }
}
