package io.github.nifistarrocks.processors.cdc;

import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.processors.encode.BadRecordException;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;

/** The fields that name a row. */
final class Keys {

    private final List<String> given;

    /** @param given what the user says, by names in the source; may be empty */
    Keys(final List<String> given) {
        this.given = given;
    }

    /** What the user says, else the target's key, else what the event says. */
    List<String> of(final Target target, final List<?> told) {
        if (!given.isEmpty()) {
            return given;
        }
        return target.keys().isEmpty() ? told.stream().map(String::valueOf).toList() : target.keys();
    }

    /** Whether the row has moved to another key. A key that one of the images does not tell has not changed. */
    static boolean moved(final List<String> keys, final Record before, final Record after) {
        for (final String key : keys) {
            final Optional<String> old = field(before, key);
            final Optional<String> now = field(after, key);
            if (old.isPresent() && now.isPresent() && !Values.same(before.getValue(old.get()), after.getValue(now.get()))) {
                return true;
            }
        }
        return false;
    }

    /** Sees to it that a row to delete has its key. */
    static void require(final List<String> keys, final Record row, final long number) throws BadRecordException {
        for (final String key : keys) {
            final Optional<String> field = field(row, key);
            if (field.isEmpty() || row.getValue(field.get()) == null) {
                throw missing(key, number);
            }
        }
    }

    /** The same for records whose fields may have other names than the columns: what the user says must be there, what the target says only when there is such a field. */
    void requireInPlainRow(final Target target, final Record row, final long number) throws BadRecordException {
        for (final String key : of(target, List.of())) {
            final Optional<String> field = field(row, key);
            if (field.isPresent() ? row.getValue(field.get()) == null : !given.isEmpty()) {
                throw missing(key, number);
            }
        }
    }

    private static BadRecordException missing(final String key, final long number) {
        return new BadRecordException(
                ("Record %d deletes a row but has no value for the key column [%s], so it does not tell which. Let the source tell the whole"
                        + " key, or name the key columns as the source does").formatted(number, key),
                null);
    }

    /** The name by which a row tells a column. */
    private static Optional<String> field(final Record row, final String column) {
        if (Values.told(row, column)) {
            return Optional.of(column);
        }
        for (final RecordField field : row.getSchema().getFields()) {
            if (field.getFieldName().equalsIgnoreCase(column) && Values.told(row, field.getFieldName())) {
                return Optional.of(field.getFieldName());
            }
        }
        return Optional.empty();
    }
}
