package io.github.nifistarrocks.processors.change;

import java.time.Instant;
import java.util.Optional;

import org.apache.nifi.serialization.record.Record;

/**
 * One change of one row.
 *
 * @param operation what happens to the row
 * @param row its values by source column name. A field that is not in {@link Record#getRawFieldNames()} is absent and must not be written; one that is there
 *     with null is NULL. A deleted row has the values of its last state as far as the event contains them, the key among them. Consecutive rows with the same
 *     fields share one schema instance, also when some of them do not have a value for every field.
 * @param time when the source made the change, if the event says
 * @param partial whether absent fields keep their values also where the settings set them to NULL
 */
public record Change(Operation operation, Record row, Optional<Instant> time, boolean partial) {

    public static Change upsert(final Record row) {
        return new Change(Operation.UPSERT, row, Optional.empty(), false);
    }

    public static Change delete(final Record row) {
        return new Change(Operation.DELETE, row, Optional.empty(), false);
    }

    /** An upsert whose absent fields keep their values in any case. */
    public static Change partialUpsert(final Record row) {
        return new Change(Operation.UPSERT, row, Optional.empty(), true);
    }
}
