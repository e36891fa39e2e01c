package io.github.nifistarrocks.processors.change.envelope;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.change.ChangeReader;
import io.github.nifistarrocks.processors.change.ChangeSettings;
import io.github.nifistarrocks.processors.change.ChangeSink;
import io.github.nifistarrocks.processors.change.OperationValues;
import io.github.nifistarrocks.processors.change.OperationValues.Meaning;
import io.github.nifistarrocks.processors.change.decode.MysqlValues;
import io.github.nifistarrocks.processors.change.decode.SchemaPool;
import io.github.nifistarrocks.processors.change.decode.SourceValues;
import io.github.nifistarrocks.processors.change.decode.TargetColumns;
import io.github.nifistarrocks.processors.change.decode.UndecodableException;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.option.OperationSource;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * The events of NiFi's CaptureChangeMySQL (its InsertRowsWriter, UpdateRowsWriter and DeleteRowsWriter): a row is an array {@code columns}, whose elements have
 * {@code name}, {@code column_type} (java.sql.Types), {@code value} and, in an update, {@code last_value}. In a deletion, {@code value} is the old one. Numbers and texts
 * stand side by side in that array, so the record reader must not fit them into one type ({@link OperationSource#coercesTypes()}).
 */
final class MysqlReader implements ChangeReader {

    private final OperationValues words;
    private final KeyResolver keys;
    private final TargetColumns.Last target;
    private final SchemaPool schemas = new SchemaPool();

    MysqlReader(final ChangeSettings settings) {
        this.words = settings.words();
        this.keys = new KeyResolver(settings);
        this.target = new TargetColumns.Last(settings.columnOf());
    }

    @Override
    public boolean read(final Record record, final long number, final Optional<TableSchema> table, final ChangeSink sink)
            throws IOException, InvalidRecordException {
        final Meaning meaning = words.require(record.getValue("type"), number, "field [type]");
        if (meaning == Meaning.IGNORE) {
            return true;
        }
        final List<?> described = SourceValues.elements(record.getValue("columns"));
        if (described.isEmpty()) {
            throw new InvalidRecordException("Record %d changes a row but its field [columns] has no column".formatted(number), null);
        }
        final TargetColumns columns = target.of(table);
        final List<RecordField> fields = new ArrayList<>(described.size());
        final Map<String, Object> values = new LinkedHashMap<>();
        final Map<String, Object> lastValues = new LinkedHashMap<>();
        for (final Object element : described) {
            final Record column = SourceValues.record(element);
            final String name = name(column, number);
            final Optional<TableColumn> known = columns.columnFor(name);
            final Object type = column.getValue("column_type");
            fields.add(new RecordField(name, MysqlValues.dataType(known, type)));
            values.put(name, decode(column, "value", name, known, type, number));
            if (SourceValues.told(column, "last_value")) {
                lastValues.put(name, decode(column, "last_value", name, known, type, number));
            }
        }
        final RecordSchema schema = schemas.of(fields);
        final Record row = new MapRecord(schema, values);
        final Optional<Instant> time = SourceValues.instant(record.getValue("timestamp"), 1);
        final RowKey key = keys.of(columns, List.of());
        if (meaning == Meaning.DELETE) {
            ChangeEmitter.delete(row, key, time, number, sink);
        } else {
            final Optional<Record> before = lastValues.isEmpty() ? Optional.empty() : Optional.of(new MapRecord(schema, lastValues));
            ChangeEmitter.upsert(before, row, key, time, number, sink);
        }
        return false;
    }

    private static String name(final Record column, final long number) throws InvalidRecordException {
        if (column == null || !(column.getValue("name") instanceof String name) || name.isEmpty()) {
            throw new InvalidRecordException(
                    ("Record %d has a column without a name. Give CaptureChangeMySQL the driver and the credentials with which it can read"
                            + " the definition of the table").formatted(number),
                    null);
        }
        return name;
    }

    private static Object decode(final Record column, final String part, final String name, final Optional<TableColumn> known, final Object type,
            final long number) throws InvalidRecordException {
        final Object value = column.getValue(part);
        try {
            return value == null ? null : MysqlValues.decode(value, known, type);
        } catch (final UndecodableException e) {
            throw new InvalidRecordException("Column [%s] of record %d cannot be understood: %s".formatted(name, number, e.getMessage()), e);
        }
    }
}
