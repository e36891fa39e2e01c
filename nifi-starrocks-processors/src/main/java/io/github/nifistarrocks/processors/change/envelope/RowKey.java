package io.github.nifistarrocks.processors.change.envelope;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

import io.github.nifistarrocks.processors.change.decode.SourceValues;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.record.Record;

/**
 * The key of a row.
 *
 * @param columns of the key; empty when it is not known
 * @param columnOf the column that a field fills
 */
record RowKey(List<String> columns, UnaryOperator<String> columnOf) {

    /**
     * Whether the row has moved to another key. A key column that is absent from one of the images has not changed. NULL in an old image does not count as a
     * value, since PostgreSQL writes it for columns that its replica identity does not include.
     *
     * @throws InvalidRecordException when the row has changed and its key columns are not known
     */
    boolean hasMoved(final Record before, final Record after, final long number) throws InvalidRecordException {
        if (columns.isEmpty() && differ(before, after)) {
            throw new InvalidRecordException("""
                    Record %d changes a row, but which columns are the key of the table is not known. Without the key, a change of it cannot be detected. Grant SELECT \
                    on the table, or set Key Columns, which StarRocks before 3.3 needs""".formatted(number));
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

    /** Ensures that a row to delete has its key. */
    void require(final Record row, final long number) throws InvalidRecordException {
        for (final String column : columns) {
            final Optional<String> field = field(row, column);
            if (field.isEmpty() || row.getValue(field.get()) == null) {
                throw missing(column, number);
            }
        }
    }

    /** The same for rows whose key may be computed by an expression: the key fields that are there must have a value. */
    void requireValues(final Record row, final long number) throws InvalidRecordException {
        for (final String column : columns) {
            final Optional<String> field = field(row, column);
            if (field.isPresent() && row.getValue(field.get()) == null) {
                throw missing(column, number);
            }
        }
    }

    private static boolean differ(final Record before, final Record after) {
        return before.getRawFieldNames().stream()
                .anyMatch(field -> SourceValues.contains(after, field) && !SourceValues.same(before.getValue(field), after.getValue(field)));
    }

    private static InvalidRecordException missing(final String column, final long number) {
        return new InvalidRecordException("""
                Record %1$d deletes a row but has no value for the key column [%2$s]. Configure the source to send the whole key. If the field has another name in the \
                source, add a dynamic property such as field.name_in_the_source = %2$s""".formatted(number, column));
    }

    /** The field that fills a column. */
    private Optional<String> field(final Record row, final String column) {
        if (SourceValues.contains(row, column) && fills(column, column)) {
            return Optional.of(column);
        }
        return row.getRawFieldNames().stream().filter(field -> fills(field, column)).findFirst();
    }

    private boolean fills(final String field, final String column) {
        return columnOf.apply(field).equalsIgnoreCase(column);
    }
}
