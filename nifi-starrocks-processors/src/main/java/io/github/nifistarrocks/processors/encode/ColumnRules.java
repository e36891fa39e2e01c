package io.github.nifistarrocks.processors.encode;

import java.util.Map;

/**
 * How the fields of records become columns, where it is not by their names alone.
 *
 * @param renames field name → column name; an empty column name leaves the field out
 * @param expressions column name → StarRocks SQL over field names; it decides also where a field has the column's name
 * @param unknownFields fields that no column has
 * @param missingColumns columns that no field fills
 */
public record ColumnRules(Map<String, String> renames, Map<String, String> expressions, UnknownFields unknownFields, MissingColumns missingColumns) {

    /** Fields go to the columns that have their names, others are left out. */
    public static final ColumnRules NONE = new ColumnRules(Map.of(), Map.of(), UnknownFields.IGNORE, MissingColumns.IGNORE);

    public ColumnRules {
        renames = Map.copyOf(renames);
        expressions = Map.copyOf(expressions);
    }

    /** The column into which a field goes; empty text when it is left out. */
    public String columnOf(final String field) {
        return renames.getOrDefault(field, field);
    }
}
