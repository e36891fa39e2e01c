package io.github.nifistarrocks.processors.change;

import java.util.Optional;

import io.github.nifistarrocks.client.schema.TableSchema;
import org.apache.nifi.serialization.record.Record;

/**
 * A record of a FlowFile with its position and target.
 *
 * @param record the record, or a record inside it
 * @param number of the record in the FlowFile, from 1, for messages
 * @param table the target, when it is known: its types help to decode, its keys show whether an update changed them
 */
public record SourceRecord(Record record, long number, Optional<TableSchema> table) {

    /** A record inside this one, for the same target. */
    public SourceRecord inside(final Record inner) {
        return new SourceRecord(inner, number, table);
    }
}
