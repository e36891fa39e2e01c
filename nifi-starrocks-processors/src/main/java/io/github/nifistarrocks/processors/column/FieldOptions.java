package io.github.nifistarrocks.processors.column;

import io.github.nifistarrocks.processors.option.JsonColumnText;
import io.github.nifistarrocks.processors.value.NullValues;

/**
 * What users can change about names and values of fields.
 *
 * @param names how the name of a field becomes the name of a column, or of a field of a STRUCT
 * @param nulls values that are loaded as NULL
 * @param jsonText meaning of text for a JSON column
 */
public record FieldOptions(FieldNames names, NullValues nulls, JsonColumnText jsonText) {

    /** Names and values are taken as they are, and text for a JSON column is JSON. */
    public static final FieldOptions DEFAULT = new FieldOptions(FieldNames.UNCHANGED, NullValues.NONE, JsonColumnText.JSON);
}
