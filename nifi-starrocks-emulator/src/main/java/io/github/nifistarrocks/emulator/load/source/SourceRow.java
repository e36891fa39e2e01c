package io.github.nifistarrocks.emulator.load.source;

import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.value.InvalidValueException;

/** A row as it was sent, field by field. */
public interface SourceRow {

    /** The field that holds the operation of a row: 0 for upsert, 1 for delete. */
    String OP = "__op";

    /**
     * @param column named in errors
     * @throws InvalidValueException when the field is not a value of the type
     */
    Object value(int field, ColumnType type, String column);

    /** The field as text, as expressions see it; null for NULL. */
    String text(int field);

    /** How the error log shows the row. */
    String raw();
}
