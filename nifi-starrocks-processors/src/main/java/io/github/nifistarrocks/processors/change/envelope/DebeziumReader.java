package io.github.nifistarrocks.processors.change.envelope;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.processors.change.ChangeReader;
import io.github.nifistarrocks.processors.change.ChangeSettings;
import io.github.nifistarrocks.processors.change.ChangeSink;
import io.github.nifistarrocks.processors.change.OperationValues;
import io.github.nifistarrocks.processors.change.SourceRecord;
import io.github.nifistarrocks.processors.change.decode.ColumnTypeDecodings;
import io.github.nifistarrocks.processors.change.decode.DebeziumDecodings;
import io.github.nifistarrocks.processors.change.decode.SourceValues;
import io.github.nifistarrocks.processors.change.decode.TargetColumns;
import io.github.nifistarrocks.processors.change.decode.UnavailableValue;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;

/**
 * Debezium's change events: bare, in the {@code payload} of Kafka Connect's JSON, and either of them in the {@code value} of ConsumeKafka's wrapper; bare also
 * as Avro.
 */
final class DebeziumReader implements ChangeReader {

    private final OperationValues operations;
    private final TargetResolver targets;
    private final RowImages images;
    private final DebeziumDecodings decodings;

    DebeziumReader(final ChangeSettings settings) {
        this.operations = settings.operation().values();
        this.targets = new TargetResolver(settings.key());
        this.images = new RowImages(new UnavailableValue(settings.values().unavailableValue()));
        this.decodings = new DebeziumDecodings(new ColumnTypeDecodings(settings.values().epochUnit(), settings.values().binaryHandling()));
    }

    @Override
    public boolean read(final SourceRecord source, final ChangeSink sink) throws IOException, InvalidRecordException {
        final Record record = source.record();
        if (SourceValues.isEmpty(record)) {
            return true;
        }
        if (SourceValues.contains(record, "payload")) {
            decodings.followConnect(record);
            final Optional<Record> payload = struct(source, "payload");
            return payload.isEmpty() || readEvent(source.inside(payload.get()), sink);
        }
        if (SourceValues.isWrapper(record) && !SourceValues.contains(record, "op")) {
            final Optional<Record> value = struct(source, "value");
            return value.isEmpty() || read(source.inside(value.get()), sink);
        }
        decodings.followEvent(record.getSchema());
        return readEvent(source, sink);
    }

    private boolean readEvent(final SourceRecord source, final ChangeSink sink) throws IOException, InvalidRecordException {
        final DebeziumEvent event = new DebeziumEvent(source.record(), source.number());
        if (event.isWithoutRow()) {
            return true;
        }
        event.requireEnvelope();
        switch (operations.require(event.operation().orElse(null), source.number(), "field [op]")) {
            case UPSERT -> write(event, emitter(event, source, sink), targets.columns(source));
            case DELETE -> emitter(event, source, sink).delete(before(event.requireBefore(), event, targets.columns(source)));
            case IGNORE -> {
                return true;
            }
        }
        return false;
    }

    private ChangeEmitter emitter(final DebeziumEvent event, final SourceRecord source, final ChangeSink sink) {
        return new ChangeEmitter(source.number(), targets.key(source), event.time(), sink);
    }

    private void write(final DebeziumEvent event, final ChangeEmitter emitter, final TargetColumns columns) throws IOException, InvalidRecordException {
        final Record after = event.requireAfter();
        final Optional<Record> before = event.before();
        final Record row = after(after, event, columns);
        if (before.isEmpty()) {
            if (event.isCreation()) {
                requireAllFields(row, after, event);
            }
            write(row, after, emitter);
        } else if (emitter.key().hasMoved(before.get(), after, event.number())) {
            final Record old = before(before.get(), event, columns);
            final Record moved = completed(row, after, old);
            requireAllFields(moved, after, event);
            emitter.update(old, moved);
        } else {
            write(row, after, emitter);
        }
    }

    private static void write(final Record row, final Record after, final ChangeEmitter emitter) throws IOException, InvalidRecordException {
        if (row.toMap().size() == after.toMap().size()) {
            emitter.upsert(row);
        } else {
            emitter.partialUpsert(row);
        }
    }

    /** A row under a new key cannot keep values: those that are absent from the new image are taken from the old one. */
    private static Record completed(final Record row, final Record after, final Record old) {
        final Set<String> absent = absentFields(row, after);
        if (absent.isEmpty()) {
            return row;
        }
        final Map<String, Object> values = new LinkedHashMap<>(row.toMap());
        absent.stream().filter(field -> old.getValue(field) != null).forEach(field -> values.put(field, old.getValue(field)));
        return new MapRecord(row.getSchema(), values);
    }

    private static void requireAllFields(final Record row, final Record after, final DebeziumEvent event) throws InvalidRecordException {
        final Set<String> absent = absentFields(row, after);
        if (!absent.isEmpty()) {
            throw new InvalidRecordException("""
                    Record %d creates a new row without values for %s, which the source did not send. Set REPLICA IDENTITY FULL in PostgreSQL and load this row \
                    again""".formatted(event.number(), absent));
        }
    }

    private static Set<String> absentFields(final Record row, final Record image) {
        final Set<String> absent = new LinkedHashSet<>(image.getRawFieldNames());
        absent.removeAll(row.getRawFieldNames());
        return absent;
    }

    private Record before(final Record image, final DebeziumEvent event, final TargetColumns columns) throws InvalidRecordException {
        return images.row(image, new RowImages.Format(columns, decodings.before()), event.number());
    }

    private Record after(final Record image, final DebeziumEvent event, final TargetColumns columns) throws InvalidRecordException {
        return images.row(image, new RowImages.Format(columns, decodings.after()), event.number());
    }

    /** A record inside the record; empty when there is null, as in a tombstone. */
    private static Optional<Record> struct(final SourceRecord source, final String name) throws InvalidRecordException {
        final Object value = source.record().getValue(name);
        final Optional<Record> struct = SourceValues.record(value);
        if (value != null && struct.isEmpty()) {
            throw new InvalidRecordException("""
                    The field [%s] of record %d holds %s, but a change event must be a record. Configure the Record Reader so that it reads the fields of the event, \
                    or parse text that contains JSON upstream""".formatted(name, source.number(), SourceValues.quote(value)));
        }
        return struct;
    }
}
