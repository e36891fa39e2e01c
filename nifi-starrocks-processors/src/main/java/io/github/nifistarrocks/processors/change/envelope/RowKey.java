package io.github.nifistarrocks.processors.change.envelope;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.github.nifistarrocks.processors.change.decode.SourceValues;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.record.Record;

/**
 * What names a row.
 *
 * @param columns of the key
 * @param columnOf the column into which a field goes
 */
record RowKey(List<String> columns, UnaryOperator<String> columnOf) {

    /**
     * Whether the row has moved to another key. A key that one of the images does not tell has not changed; in an old image NULL tells nothing, since PostgreSQL
     * shows so what its replica identity leaves out.
     *
     * @throws InvalidRecordException when the row has changed and nobody tells which columns are its key
     */
    boolean moved(final Record before, final Record after, final long number) throws InvalidRecordException {
        if (columns.isEmpty() && differ(before, after)) {
            throw new InvalidRecordException(
                    ("Record %d changes a row, and which columns are the key of the table is not known, so it cannot be told whether it has"
                            + " got another key. Grant SELECT on the table, or name the columns in Key Columns, which StarRocks before 3.3 needs")
                            .formatted(number),
                    null);
        }
        for (final String column : columns) {
            final Optional<String> old = field(before, column);
            final Optional<String> now = field(after, column);
            if (old.isPresent() && before.getValue(old.get()) != null && now.isPresent()
                    && !SourceValues.same(before.getValue(old.get()), after.getValue(now.get()))) {
                return true;
            }
        }
        return false;
    }

    /** Sees to it that a row to delete has its key. */
    void require(final Record row, final long number) throws InvalidRecordException {
        for (final String column : columns) {
            final Optional<String> field = field(row, column);
            if (field.isEmpty() || row.getValue(field.get()) == null) {
                throw missing(column, number);
            }
        }
    }

    /** The same for rows of which an expression may make the key: what is there must have a value. */
    void requireWhereThere(final Record row, final long number) throws InvalidRecordException {
        for (final String column : columns) {
            final Optional<String> field = field(row, column);
            if (field.isPresent() && row.getValue(field.get()) == null) {
                throw missing(column, number);
            }
        }
    }

    private static boolean differ(final Record before, final Record after) {
        return before.getRawFieldNames().stream()
                .anyMatch(field -> SourceValues.told(after, field) && !SourceValues.same(before.getValue(field), after.getValue(field)));
    }

    private static InvalidRecordException missing(final String column, final long number) {
        return new InvalidRecordException(
                ("Record %d deletes a row but has no value for the key column [%s], so it does not tell which. Let the source tell the whole"
                        + " key, or add a dynamic property such as field.name_in_the_source = %s when it has another name there")
                        .formatted(number, column, column),
                null);
    }

    /** The field by which a row tells a column. */
    private Optional<String> field(final Record row, final String column) {
        if (SourceValues.told(row, column) && fills(column, column)) {
            return Optional.of(column);
        }
        return row.getRawFieldNames().stream().filter(field -> fills(field, column)).findFirst();
    }

    private boolean fills(final String field, final String column) {
        return columnOf.apply(field).equalsIgnoreCase(column);
    }
}
