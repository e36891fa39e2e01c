package io.github.nifistarrocks.processors.encode;

import java.time.Instant;
import java.util.Optional;

import org.apache.nifi.serialization.record.Record;

/**
 * A record that becomes a row of a load.
 *
 * @param number of the record in its FlowFile, from 1
 * @param deletedAt when the row was deleted; empty for a row that is inserted or updated
 */
public record LoadRow(Record record, long number, Optional<Instant> deletedAt) {

    public static LoadRow upsert(final Record record, final long number) {
        return new LoadRow(record, number, Optional.empty());
    }

    public static LoadRow delete(final Record record, final long number, final Instant at) {
        return new LoadRow(record, number, Optional.of(at));
    }

    /** Whether the row is deleted, or marked as deleted by a flag. */
    public boolean isDeleted() {
        return deletedAt.isPresent();
    }
}
