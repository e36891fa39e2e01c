package io.github.nifistarrocks.processors.change.envelope;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

import io.github.nifistarrocks.processors.change.ChangeReader;
import io.github.nifistarrocks.processors.change.ChangeSettings;
import io.github.nifistarrocks.processors.change.ChangeSink;
import io.github.nifistarrocks.processors.change.OperationValues;
import io.github.nifistarrocks.processors.change.OperationValues.Meaning;
import io.github.nifistarrocks.processors.change.SourceRecord;
import io.github.nifistarrocks.processors.change.decode.MysqlColumn;
import io.github.nifistarrocks.processors.change.decode.SchemaPool;
import io.github.nifistarrocks.processors.change.decode.SourceValues;
import io.github.nifistarrocks.processors.change.decode.TargetColumns;
import io.github.nifistarrocks.processors.change.decode.UndecodableException;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * The events of NiFi's CaptureChangeMySQL (its InsertRowsWriter, UpdateRowsWriter and DeleteRowsWriter): a row is an array {@code columns}, whose elements have
 * {@code name}, {@code column_type} (java.sql.Types), {@code value} and, in an update, {@code last_value}. In a deletion, {@code value} is the old one. The
 * array mixes numbers and texts, so the record reader must not convert them to one type.
 */
final class MysqlReader implements ChangeReader {

    private final OperationValues operations;
    private final TargetResolver targets;
    private final SchemaPool schemas = new SchemaPool();

    MysqlReader(final ChangeSettings settings) {
        this.operations = settings.operation().values();
        this.targets = new TargetResolver(settings.key());
    }

    @Override
    public boolean read(final SourceRecord source, final ChangeSink sink) throws IOException, InvalidRecordException {
        final Record event = source.record();
        final Meaning meaning = operations.require(event.getValue("type"), source.number(), "field [type]");
        if (meaning == Meaning.IGNORE) {
            return true;
        }
        final List<?> elements = SourceValues.elements(event.getValue("columns"));
        if (elements.isEmpty()) {
            throw new InvalidRecordException("Record %d changes a row but its field [columns] has no column".formatted(source.number()));
        }
        final TargetColumns target = targets.columns(source);
        final List<RecordField> fields = new ArrayList<>(elements.size());
        final Map<String, Object> values = new LinkedHashMap<>();
        final Map<String, Object> lastValues = new LinkedHashMap<>();
        for (final Object element : elements) {
            final EventColumn column = EventColumn.of(element, target, source.number());
            fields.add(new RecordField(column.name, column.decoding.dataType()));
            values.put(column.name, column.value("value"));
            if (SourceValues.contains(column.element, "last_value")) {
                lastValues.put(column.name, column.value("last_value"));
            }
        }
        final RecordSchema schema = schemas.of(fields);
        final Record row = new MapRecord(schema, values);
        final ChangeEmitter emitter = new ChangeEmitter(source.number(), targets.key(source), SourceValues.instant(event.getValue("timestamp"), 1), sink);
        if (meaning == Meaning.DELETE) {
            emitter.delete(row);
        } else if (lastValues.isEmpty()) {
            emitter.upsert(row);
        } else {
            emitter.update(new MapRecord(schema, lastValues), row);
        }
        return false;
    }

    /**
     * A column in an event.
     *
     * @param element of the array
     * @param number of the event's record, for messages
     */
    private record EventColumn(Record element, String name, MysqlColumn decoding, long number) {

        static EventColumn of(final Object element, final TargetColumns target, final long number) throws InvalidRecordException {
            final Record column = SourceValues.record(element).filter(found -> found.getValue("name") instanceof final String name && !name.isEmpty())
                    .orElseThrow(() -> new InvalidRecordException(("Record %d has a column without a name."
                            + " Set a driver and credentials in CaptureChangeMySQL that can read the table definition").formatted(number)));
            final String name = column.getAsString("name");
            final OptionalInt sqlType = column.getValue("column_type") instanceof final Number type ? OptionalInt.of(type.intValue()) : OptionalInt.empty();
            return new EventColumn(column, name, new MysqlColumn(target.typeFor(name), sqlType), number);
        }

        /** @return null for NULL */
        Object value(final String part) throws InvalidRecordException {
            final Object value = element.getValue(part);
            try {
                return value == null ? null : decoding.decode(value);
            } catch (final UndecodableException e) {
                throw new InvalidRecordException("Column [%s] of record %d cannot be decoded: %s".formatted(name, number, e.markedMessage()), e);
            }
        }
    }
}
