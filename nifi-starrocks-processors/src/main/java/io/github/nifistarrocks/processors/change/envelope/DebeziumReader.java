package io.github.nifistarrocks.processors.change.envelope;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.change.ChangeReader;
import io.github.nifistarrocks.processors.change.ChangeSettings;
import io.github.nifistarrocks.processors.change.ChangeSink;
import io.github.nifistarrocks.processors.change.OperationValues;
import io.github.nifistarrocks.processors.change.decode.AvroEvents;
import io.github.nifistarrocks.processors.change.decode.ColumnTypeDecodings;
import io.github.nifistarrocks.processors.change.decode.ConnectSchemaDecodings;
import io.github.nifistarrocks.processors.change.decode.FieldDecodings;
import io.github.nifistarrocks.processors.change.decode.SourceValues;
import io.github.nifistarrocks.processors.change.decode.TargetColumns;
import io.github.nifistarrocks.processors.change.decode.UnavailableValue;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * Debezium's change events ("Change event values" of its connectors): {@code before}, {@code after}, {@code op}, {@code source}, {@code ts_ms}; bare, in the
 * {@code payload} of Kafka Connect's JSON, and either of them in the {@code value} of ConsumeKafka's wrapper; bare also as Avro.
 */
final class DebeziumReader implements ChangeReader {

    /** What a heartbeat holds, and what ConsumeKafka puts into every record if it is told to. */
    private static final Set<String> HEARTBEAT = Set.of("ts_ms", "ts_us", "ts_ns", "kafkaMetadata", "kafkaOffset");
    /** Created, and read by a snapshot. */
    private static final Set<String> CREATED = Set.of("c", "r");

    private final OperationValues words;
    private final KeyResolver keys;
    private final RowImages rows;
    private final TargetColumns.Last target;
    private final ColumnTypeDecodings byColumn;
    private Record schema;
    private RecordSchema ownSchema;
    private FieldDecodings ofBefore;
    private FieldDecodings ofAfter;

    DebeziumReader(final ChangeSettings settings) {
        this.words = settings.words();
        this.keys = new KeyResolver(settings);
        this.target = new TargetColumns.Last(settings.columnOf());
        this.rows = new RowImages(new UnavailableValue(settings.unavailableValue()));
        this.byColumn = new ColumnTypeDecodings(settings.epochUnit(), settings.binaryHandling());
        this.ofBefore = byColumn;
        this.ofAfter = byColumn;
    }

    @Override
    public boolean read(final Record record, final long number, final Optional<TableSchema> table, final ChangeSink sink)
            throws IOException, InvalidRecordException {
        if (SourceValues.isNothing(record)) {
            return true;
        }
        if (SourceValues.told(record, "payload")) {
            learn(SourceValues.record(record.getValue("schema")), null);
            return readEvent(struct(record, "payload", number), number, table, sink);
        }
        if (SourceValues.isWrapper(record) && !SourceValues.told(record, "op")) {
            return read(struct(record, "value", number), number, table, sink);
        }
        learn(null, record.getSchema());
        return readEvent(record, number, table, sink);
    }

    /** Records that follow each other mostly have the same schema inside: it is looked at only when it has changed. */
    private void learn(final Record connectSchema, final RecordSchema eventSchema) {
        if (Objects.equals(schema, connectSchema) && ownSchema == eventSchema) {
            return;
        }
        schema = connectSchema;
        ownSchema = eventSchema;
        ofBefore = decodings("before");
        ofAfter = decodings("after");
    }

    private FieldDecodings decodings(final String image) {
        if (schema == null) {
            return AvroEvents.imageOf(ownSchema, image).<FieldDecodings>map(struct -> new ConnectSchemaDecodings(struct, byColumn)).orElse(byColumn);
        }
        for (final Object part : SourceValues.elements(schema.getValue("fields"))) {
            final Record struct = SourceValues.record(part);
            if (struct != null && image.equals(struct.getValue("field"))) {
                return new ConnectSchemaDecodings(struct, byColumn);
            }
        }
        return byColumn;
    }

    private boolean readEvent(final Record event, final long number, final Optional<TableSchema> table, final ChangeSink sink)
            throws IOException, InvalidRecordException {
        if (SourceValues.isNothing(event) || isNoRowEvent(event)) {
            return true;
        }
        if (event.getValue("op") == null && !SourceValues.told(event, "before") && !SourceValues.told(event, "after")) {
            throw new InvalidRecordException(("Record %d is no Debezium envelope: it has neither op nor before nor after. Rows that ExtractNewRecordState has made"
                    + " flat tell their operation by the Record Path /__deleted or /__op").formatted(number), null);
        }
        final TargetColumns columns = target.of(table);
        switch (words.require(event.getValue("op"), number, "field [op]")) {
            case UPSERT -> {
                final Record after = image(event, "after", number)
                        .orElseThrow(() -> new InvalidRecordException("Record %d writes a row but its field [after] has none".formatted(number), null));
                final Optional<Record> before = image(event, "before", number);
                final RowKey key = keys.of(columns, List.of());
                if (before.isEmpty() ? CREATED.contains(event.getAsString("op")) : key.moved(before.get(), after, number)) {
                    emitNew(before, after, key, columns, time(event), number, sink);
                } else {
                    ChangeEmitter.upsert(Optional.empty(), rows.row(after, columns, ofAfter, number), key, time(event), number, sink);
                }
            }
            case DELETE -> {
                final Record before = image(event, "before", number).orElseThrow(() -> new InvalidRecordException(
                        ("Record %d deletes a row but its field [before] has none, so it does not tell which. Let the source tell the old row's key"
                                + " (REPLICA IDENTITY in PostgreSQL)").formatted(number),
                        null));
                ChangeEmitter.delete(rows.row(before, columns, ofBefore, number), keys.of(columns, List.of()), time(event), number, sink);
            }
            case IGNORE -> {
                return true;
            }
        }
        return false;
    }

    /** A row that is not there yet keeps no value: what the new image does not tell has to come from the old one. */
    private void emitNew(final Optional<Record> before, final Record after, final RowKey key, final TargetColumns columns, final Optional<Instant> time,
            final long number, final ChangeSink sink) throws IOException, InvalidRecordException {
        final Optional<Record> old = before.isEmpty() ? before : Optional.of(rows.row(before.get(), columns, ofBefore, number));
        Record row = rows.row(after, columns, ofAfter, number);
        final Set<String> untold = new LinkedHashSet<>(after.getRawFieldNames());
        untold.removeAll(row.getRawFieldNames());
        if (!untold.isEmpty()) {
            final Map<String, Object> values = new LinkedHashMap<>(row.toMap());
            old.ifPresent(image -> untold.stream().filter(field -> image.getValue(field) != null).forEach(field -> values.put(field, image.getValue(field))));
            untold.removeAll(values.keySet());
            row = new MapRecord(row.getSchema(), values);
        }
        if (!untold.isEmpty()) {
            throw new InvalidRecordException(("Record %d makes a new row but does not tell the values of %s, because the source did not know them: the row has got"
                    + " another key. Set REPLICA IDENTITY FULL in PostgreSQL, and load this row anew").formatted(number, untold), null);
        }
        ChangeEmitter.upsert(old, row, key, time, number, sink);
    }

    /** @return null for null */
    private static Record struct(final Record record, final String name, final long number) throws InvalidRecordException {
        final Object value = record.getValue(name);
        final Record struct = SourceValues.record(value);
        if (value != null && struct == null) {
            throw new InvalidRecordException(
                    ("The field [%s] of record %d holds %s, but a change event must be a record. Let the Record Reader see its fields: a text"
                            + " that is JSON itself has to be parsed before").formatted(name, number, SourceValues.quote(value)),
                    null);
        }
        return struct;
    }

    /** Heartbeats, transaction marks and changes of schemas have topics of their own, but topics can be read together. */
    private static boolean isNoRowEvent(final Record event) {
        if (event.getValue("op") != null) {
            return false;
        }
        return HEARTBEAT.containsAll(event.toMap().entrySet().stream().filter(field -> field.getValue() != null).map(Map.Entry::getKey).toList())
                || event.getValue("status") != null && SourceValues.told(event, "data_collections")
                || event.getValue("ddl") != null || event.getValue("tableChanges") != null;
    }

    private static Optional<Record> image(final Record event, final String name, final long number) throws InvalidRecordException {
        final Object value = event.getValue(name);
        final Record image = SourceValues.record(value);
        if (value != null && image == null) {
            throw new InvalidRecordException("The field [%s] of record %d holds %s, but a row must be a record. For MongoDB, let ExtractNewDocumentState make one"
                    .formatted(name, number, SourceValues.quote(value)), null);
        }
        return Optional.ofNullable(image);
    }

    private static Optional<Instant> time(final Record event) {
        final Record source = SourceValues.record(event.getValue("source"));
        return Optional.ofNullable(source).flatMap(known -> SourceValues.instant(known.getValue("ts_ms"), 1)).or(() -> SourceValues.instant(event.getValue("ts_ms"), 1));
    }
}
