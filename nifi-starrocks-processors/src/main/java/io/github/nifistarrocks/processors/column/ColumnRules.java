package io.github.nifistarrocks.processors.column;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.MissingColumns;
import io.github.nifistarrocks.processors.option.UnknownFields;

/**
 * How the fields of records become columns, where it is not by their names alone.
 *
 * @param renames field name → column name; an empty column name skips the field
 * @param expressions column name → StarRocks SQL over field names; it decides also where a field has the column's name
 * @param unknownFields fields that no column has
 * @param missingColumns columns that no field fills
 * @param options of names and values
 */
public record ColumnRules(Map<String, String> renames, Map<String, String> expressions, UnknownFields unknownFields, MissingColumns missingColumns,
        FieldOptions options) {

    /** Fields go to the columns that have their names; others are skipped. */
    public static final ColumnRules NONE = new ColumnRules(Map.of(), Map.of(), UnknownFields.IGNORE, MissingColumns.IGNORE);

    public ColumnRules {
        renames = Map.copyOf(renames);
        expressions = Map.copyOf(expressions);
    }

    /** Rules with the default options. */
    public ColumnRules(final Map<String, String> renames, final Map<String, String> expressions, final UnknownFields unknownFields,
            final MissingColumns missingColumns) {
        this(renames, expressions, unknownFields, missingColumns, FieldOptions.DEFAULT);
    }

    /** The same rules without a column for one field. */
    public ColumnRules without(final String field) {
        final Map<String, String> destinations = new HashMap<>(renames);
        destinations.put(field, "");
        return new ColumnRules(destinations, expressions, unknownFields, missingColumns, options);
    }

    /**
     * The column into which a field goes. A column that has the field's own name comes before one that has the translated name.
     *
     * @param isColumn whether the table has a column of this name, in any case; never while its columns are not known
     * @return empty text when the field is skipped
     */
    public String columnOf(final String field, final Predicate<String> isColumn) {
        final String renamed = renames.get(field);
        if (renamed != null) {
            return renamed;
        }
        final String translated = options.names().columnName(field);
        return !translated.equals(field) && isColumn.test(field) ? field : translated;
    }

    /**
     * The rules for rows with only some of the fields: without expressions of fields that only other rows have.
     *
     * @param present names of the fields that the rows have
     * @param all names of the fields that any row has
     * @param isColumn whether the table has a column of this name
     * @throws InvalidRecordException for an expression of which the rows have one field and not another
     */
    public ColumnRules forPart(final List<String> present, final List<String> all, final Predicate<String> isColumn) throws InvalidRecordException {
        final Map<String, String> applicable = new HashMap<>();
        final Map<String, String> destinations = new HashMap<>(renames);
        for (final Map.Entry<String, String> rule : expressions.entrySet()) {
            final SqlExpression expression = SqlExpression.of(rule.getKey(), rule.getValue());
            final List<String> used = all.stream().filter(expression::uses).toList();
            final List<String> missed = used.stream().filter(field -> !present.contains(field)).toList();
            if (missed.isEmpty()) {
                applicable.put(rule.getKey(), rule.getValue());
            } else if (missed.size() == used.size()) {
                // The column is the expression's, also where it is not applied.
                present.stream().filter(field -> columnOf(field, isColumn).equalsIgnoreCase(rule.getKey())).forEach(field -> destinations.put(field, ""));
            } else {
                throw new InvalidRecordException("""
                        The expression for column `%s` uses the fields %s, but some rows do not have %s. It cannot be computed for these; compute the column \
                        upstream""".formatted(rule.getKey(), used, missed), null);
            }
        }
        return new ColumnRules(destinations, applicable, unknownFields, MissingColumns.IGNORE, options);
    }
}
