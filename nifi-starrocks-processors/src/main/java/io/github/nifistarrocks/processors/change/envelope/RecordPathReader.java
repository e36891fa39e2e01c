package io.github.nifistarrocks.processors.change.envelope;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.change.ChangeReader;
import io.github.nifistarrocks.processors.change.ChangeSettings;
import io.github.nifistarrocks.processors.change.ChangeSink;
import io.github.nifistarrocks.processors.change.Operation;
import io.github.nifistarrocks.processors.change.OperationValues.Meaning;
import io.github.nifistarrocks.processors.change.OperationValues;
import io.github.nifistarrocks.processors.change.decode.SchemaPool;
import io.github.nifistarrocks.processors.change.decode.SourceValues;
import io.github.nifistarrocks.processors.change.decode.TargetColumns;
import io.github.nifistarrocks.processors.change.decode.UnavailableValue;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.record.path.FieldValue;
import org.apache.nifi.record.path.RecordPath;
import org.apache.nifi.record.path.exception.RecordPathException;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * A RecordPath selects the operation in each record, another one the row. The field of the operation is no column and is taken out of the row, unless the
 * target has a column of its name. Values that stand for ones that Debezium does not know are left out. While the target's columns are not known, only a field whose name begins with {@code __} is taken for such metadata.
 */
final class RecordPathReader implements ChangeReader {

    private static final String METADATA = "__";
    /** Debezium's words for rows that are created, and read by a snapshot. */
    private static final Set<String> CREATED = Set.of("c", "r");

    private final OperationValues words;
    private final KeyResolver keys;
    private final TargetColumns.Last target;
    private final UnavailableValue unavailable;
    private final RecordPath operationPath;
    private final Optional<RecordPath> rowPath;
    private final String operationPlace;
    private final String rowPlace;
    private final SchemaPool schemas = new SchemaPool();
    private RecordSchema whole;
    private String taken = "";
    private RecordSchema rest;

    RecordPathReader(final ChangeSettings settings) {
        this.words = settings.words();
        this.keys = new KeyResolver(settings);
        this.target = new TargetColumns.Last(settings.columnOf());
        this.unavailable = new UnavailableValue(settings.unavailableValue());
        final String operation = settings.operationPath()
                .orElseThrow(() -> new IllegalArgumentException("The RecordPath that selects the operation is missing"));
        this.operationPath = compile(operation);
        this.operationPlace = "RecordPath [%s]".formatted(operation);
        this.rowPlace = "RecordPath [%s]".formatted(settings.rowPath().orElse("/"));
        this.rowPath = settings.rowPath().filter(path -> !"/".equals(path.strip())).map(RecordPathReader::compile);
    }

    private static RecordPath compile(final String path) {
        try {
            return RecordPath.compile(path);
        } catch (final RecordPathException e) {
            throw new IllegalArgumentException("[%s] is not a RecordPath: %s".formatted(path, e.getMessage()), e);
        }
    }

    @Override
    public boolean read(final Record record, final long number, final Optional<TableSchema> table, final ChangeSink sink)
            throws IOException, InvalidRecordException {
        final List<FieldValue> operations = select(operationPath, operationPlace, record, number);
        if (operations.size() > 1) {
            throw new InvalidRecordException("%s selects %d values in record %d, but the operation must be one"
                    .formatted(operationPlace, operations.size(), number), null);
        }
        final FieldValue operation = operations.isEmpty() ? null : operations.getFirst();
        final Object word = operation == null ? null : operation.getValue();
        if (word == null && isTombstone(record)) {
            return true;
        }
        final Meaning meaning = words.require(word, number, operationPlace);
        if (meaning == Meaning.IGNORE) {
            return true;
        }
        final TargetColumns columns = target.of(table);
        final Record row = withoutOperation(row(record, meaning, number), operation, columns);
        if (meaning == Meaning.DELETE) {
            ChangeEmitter.requireKey(keys, columns, row, number);
            return ChangeEmitter.emit(meaning, toldValues(row), sink);
        }
        if (hasUnavailable(row)) {
            if (CREATED.contains(String.valueOf(operation.getValue()))) {
                throw new InvalidRecordException(("Record %d makes a new row but does not tell all of its values, because the source did not know them. Set REPLICA"
                        + " IDENTITY FULL in PostgreSQL, and load this row anew").formatted(number), null);
            }
            sink.accept(new Change(Operation.UPSERT, withoutUnavailable(row), Optional.empty(), true));
            return false;
        }
        return ChangeEmitter.emit(meaning, row, sink);
    }

    /** What is left of a deleted key in Kafka, by itself or in ConsumeKafka's wrapper. */
    private static boolean isTombstone(final Record record) {
        return SourceValues.isNothing(record) || SourceValues.isWrapper(record) && !SourceValues.told(record, "op")
                && (record.getValue("value") == null || record.getValue("value") instanceof final Record message && SourceValues.isNothing(message));
    }

    private boolean hasUnavailable(final Record row) {
        return row.toMap().values().stream().anyMatch(unavailable::stands);
    }

    /** A deleted row without the values that the source did not know. */
    private Record toldValues(final Record row) {
        if (!hasUnavailable(row)) {
            return row;
        }
        final Map<String, Object> values = new LinkedHashMap<>(row.toMap());
        values.values().removeIf(unavailable::stands);
        return new MapRecord(row.getSchema(), values);
    }

    /** The values that the source did not tell are left out, and them alone: other fields without a value are NULL. */
    private Record withoutUnavailable(final Record row) {
        final Map<String, Object> values = new LinkedHashMap<>();
        for (final RecordField field : row.getSchema().getFields()) {
            final Object value = row.getValue(field);
            if (!unavailable.stands(value)) {
                values.put(field.getFieldName(), value);
            }
        }
        return new MapRecord(row.getSchema(), values);
    }

    private Record row(final Record record, final Meaning meaning, final long number) throws InvalidRecordException {
        if (rowPath.isEmpty()) {
            return record;
        }
        final List<FieldValue> rows = select(rowPath.get(), rowPlace, record, number);
        final Record row = rows.size() == 1 ? SourceValues.record(rows.getFirst().getValue()) : null;
        if (row != null) {
            return row;
        }
        final boolean nothing = rows.stream().allMatch(selected -> selected.getValue() == null);
        final Record before = meaning == Meaning.DELETE && nothing ? SourceValues.record(record.getValue("before")) : null;
        if (before == null) {
            throw new InvalidRecordException("%s does not select one row in record %d%s".formatted(rowPlace, number,
                    meaning == Meaning.DELETE && nothing ? ", and the record has no row at /before either" : ""), null);
        }
        return before;
    }

    private static List<FieldValue> select(final RecordPath path, final String place, final Record record, final long number) throws InvalidRecordException {
        try {
            return path.evaluate(record).getSelectedFields().toList();
        } catch (final RecordPathException | IllegalArgumentException | ClassCastException e) {
            throw new InvalidRecordException("%s cannot be applied to record %d: %s".formatted(place, number, e.getMessage()), e);
        }
    }

    private Record withoutOperation(final Record row, final FieldValue operation, final TargetColumns columns) {
        final String name = operation.getField() == null ? "" : operation.getField().getFieldName();
        final boolean inRow = operation.getParentRecord().filter(parent -> parent == row).isPresent() && SourceValues.told(row, name);
        final boolean column = columns.known() ? columns.columnFor(name).isPresent() : !name.startsWith(METADATA);
        if (!inRow || column) {
            return row;
        }
        final Map<String, Object> values = new LinkedHashMap<>(row.toMap());
        values.remove(name);
        return new MapRecord(schemaWithout(row.getSchema(), name), values);
    }

    private RecordSchema schemaWithout(final RecordSchema schema, final String name) {
        if (whole != schema || !taken.equals(name)) {
            whole = schema;
            taken = name;
            final List<RecordField> fields = schema.getFields().stream().filter(field -> !field.getFieldName().equals(name)).toList();
            rest = schemas.of(fields);
        }
        return rest;
    }
}
