package io.github.nifistarrocks.processors.change.envelope;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.processors.change.decode.SourceValues;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.record.Record;

/**
 * One change event of Debezium ("Change event values" of its connectors), with {@code before}, {@code after}, {@code op}, {@code source}, {@code ts_ms}.
 *
 * @param number of the event's record, for messages
 */
record DebeziumEvent(Record event, long number) {

    /** The fields of a heartbeat, and those that ConsumeKafka is configured to add to every record. */
    private static final Set<String> HEARTBEAT = Set.of("ts_ms", "ts_us", "ts_ns", "kafkaMetadata", "kafkaOffset");
    /** Operations of rows that the source has created or that a snapshot has read. */
    private static final Set<String> CREATED = Set.of("c", "r");

    /** Whether the form of the event shows that it changes no row: heartbeats, transaction markers and schema changes, whose topics can be read with others. */
    boolean isWithoutRow() {
        if (SourceValues.isEmpty(event)) {
            return true;
        }
        if (operation().isPresent()) {
            return false;
        }
        return HEARTBEAT.containsAll(event.toMap().entrySet().stream().filter(field -> field.getValue() != null).map(Map.Entry::getKey).toList())
                || event.getValue("status") != null && SourceValues.contains(event, "data_collections")
                || event.getValue("ddl") != null || event.getValue("tableChanges") != null;
    }

    /** @throws InvalidRecordException when the record is not an envelope */
    void requireEnvelope() throws InvalidRecordException {
        if (operation().isEmpty() && !SourceValues.contains(event, "before") && !SourceValues.contains(event, "after")) {
            throw new InvalidRecordException("""
                    Record %d is not a Debezium envelope: it has neither op nor before nor after. For flat rows of ExtractNewRecordState set Operation Source = Record \
                    Path with /__deleted or /__op""".formatted(number));
        }
    }

    Optional<Object> operation() {
        return Optional.ofNullable(event.getValue("op"));
    }

    boolean isCreation() {
        return operation().filter(DebeziumEvent::createsRow).isPresent();
    }

    /** Whether an operation creates a row, so that no value of it can be kept. */
    static boolean createsRow(final Object operation) {
        return CREATED.contains(String.valueOf(operation));
    }

    /** The row before the change. */
    Optional<Record> before() throws InvalidRecordException {
        return image("before");
    }

    /** The row before a deletion. */
    Record requireBefore() throws InvalidRecordException {
        return before().orElseThrow(() -> new InvalidRecordException("""
                Record %d deletes a row but its field [before] has none. Configure the source to send the old key (REPLICA IDENTITY in PostgreSQL)"""
                .formatted(number)));
    }

    /** The row after a write. */
    Record requireAfter() throws InvalidRecordException {
        return image("after").orElseThrow(() -> new InvalidRecordException("Record %d writes a row but its field [after] has none".formatted(number)));
    }

    private Optional<Record> image(final String name) throws InvalidRecordException {
        final Object value = event.getValue(name);
        final Optional<Record> image = SourceValues.record(value);
        if (value != null && image.isEmpty()) {
            throw new InvalidRecordException("The field [%s] of record %d holds %s, but a row must be a record. For MongoDB, use ExtractNewDocumentState"
                    .formatted(name, number, SourceValues.quote(value)));
        }
        return image;
    }

    /** When the source made the change, else when Debezium processed it. */
    Optional<Instant> time() {
        return SourceValues.record(event.getValue("source")).flatMap(source -> SourceValues.instant(source.getValue("ts_ms"), 1))
                .or(() -> SourceValues.instant(event.getValue("ts_ms"), 1));
    }
}
