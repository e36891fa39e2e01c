package io.github.nifistarrocks.processors.change;

import java.time.Instant;
import java.util.Optional;

import org.apache.nifi.serialization.record.Record;

/**
 * One change of one row.
 *
 * @param operation what happens to the row
 * @param row its values by source column name. A field that is not in {@link Record#getRawFieldNames()} is not told and must not be written; one that is
 *     there with null is NULL. A deleted row has the values of its last state that the event tells, the key among them. Consecutive rows with the same
 *     fields share one schema instance, also when some of them do not tell every field.
 * @param time when the source made the change, if the event tells
 * @param partial whether fields that the row does not tell keep their values also where they would else be NULL
 */
public record Change(Operation operation, Record row, Optional<Instant> time, boolean partial) {

    public Change(final Operation operation, final Record row, final Optional<Instant> time) {
        this(operation, row, time, false);
    }
}
