package io.github.nifistarrocks.processors.change.envelope;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.change.ChangeReader;
import io.github.nifistarrocks.processors.change.ChangeSettings;
import io.github.nifistarrocks.processors.change.ChangeSettings.RecordPaths;
import io.github.nifistarrocks.processors.change.ChangeSink;
import io.github.nifistarrocks.processors.change.OperationValues;
import io.github.nifistarrocks.processors.change.OperationValues.Meaning;
import io.github.nifistarrocks.processors.change.SourceRecord;
import io.github.nifistarrocks.processors.change.decode.SchemaPool;
import io.github.nifistarrocks.processors.change.decode.SourceValues;
import io.github.nifistarrocks.processors.change.decode.TargetColumns;
import io.github.nifistarrocks.processors.change.decode.UnavailableValue;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.record.path.FieldValue;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * A RecordPath selects the operation in each record, another one the row. The field of the operation is not a column and is removed from the row, unless the
 * target has a column of its name. While the columns of the target are not known, only a field whose name begins with {@code __} is regarded as such metadata.
 * Placeholders of values that Debezium does not know are omitted.
 */
final class RecordPathReader implements ChangeReader {

    private static final String METADATA = "__";

    private final OperationValues operations;
    private final TargetResolver targets;
    private final UnavailableValue unavailable;
    private final NamedPath operationPath;
    private final Optional<NamedPath> rowPath;
    private final SchemaPool schemas = new SchemaPool();
    private RecordSchema fullSchema;
    private RecordSchema reducedSchema;
    private String removedField = "";

    RecordPathReader(final ChangeSettings settings) {
        final RecordPaths paths = settings.operation().paths()
                .orElseThrow(() -> new IllegalArgumentException("The RecordPath that selects the operation is missing"));
        this.operations = settings.operation().values();
        this.targets = new TargetResolver(settings.key());
        this.unavailable = new UnavailableValue(settings.values().unavailableValue());
        this.operationPath = NamedPath.compile(paths.operation());
        this.rowPath = paths.row().filter(path -> !"/".equals(path.strip())).map(NamedPath::compile);
    }

    @Override
    public boolean read(final SourceRecord source, final ChangeSink sink) throws IOException, InvalidRecordException {
        final Optional<FieldValue> operation = operation(source);
        final Object value = operation.map(FieldValue::getValue).orElse(null);
        if (value == null && isTombstone(source.record())) {
            return true;
        }
        switch (operations.require(value, source.number(), operationPath.place())) {
            case UPSERT -> {
                final Record row = complete(withoutOperation(row(source, Meaning.UPSERT), operation.get(), targets.columns(source)));
                sink.accept(upsert(row, value, source.number()));
            }
            case DELETE -> {
                final Record row = complete(withoutOperation(row(source, Meaning.DELETE), operation.get(), targets.columns(source)));
                targets.requireKey(source.inside(row));
                sink.accept(Change.delete(withoutPlaceholders(row)));
            }
            case IGNORE -> {
                return true;
            }
        }
        return false;
    }

    private Optional<FieldValue> operation(final SourceRecord source) throws InvalidRecordException {
        final List<FieldValue> operations = operationPath.select(source);
        if (operations.size() > 1) {
            throw new InvalidRecordException("%s selects %d values in record %d, but the operation must be one"
                    .formatted(operationPath.place(), operations.size(), source.number()));
        }
        return operations.stream().findFirst();
    }

    /** What remains of a deleted key in Kafka, by itself or in the wrapper of ConsumeKafka. */
    private static boolean isTombstone(final Record record) {
        if (SourceValues.isEmpty(record)) {
            return true;
        }
        final boolean wrapper = SourceValues.isWrapper(record) && !SourceValues.contains(record, "op");
        return wrapper && (record.getValue("value") == null || record.getValue("value") instanceof final Record message && SourceValues.isEmpty(message));
    }

    private Change upsert(final Record row, final Object operation, final long number) throws InvalidRecordException {
        if (!hasPlaceholder(row)) {
            return Change.upsert(row);
        }
        if (DebeziumEvent.createsRow(operation)) {
            throw new InvalidRecordException("""
                    Record %d creates a new row without all of its values, some of which the source did not send. Set REPLICA IDENTITY FULL in PostgreSQL and load \
                    this row again""".formatted(number));
        }
        return Change.partialUpsert(onlyWithoutPlaceholders(row));
    }

    private boolean hasPlaceholder(final Record row) {
        return row.toMap().values().stream().anyMatch(unavailable::matches);
    }

    /** A row without the values that the source did not send. */
    private Record withoutPlaceholders(final Record row) {
        if (!hasPlaceholder(row)) {
            return row;
        }
        final Map<String, Object> values = new LinkedHashMap<>(row.toMap());
        values.values().removeIf(unavailable::matches);
        return new MapRecord(row.getSchema(), values);
    }

    /** The same, with NULL for all other fields of the schema that are absent. */
    private Record onlyWithoutPlaceholders(final Record row) {
        final Map<String, Object> values = new LinkedHashMap<>();
        for (final RecordField field : row.getSchema().getFields()) {
            final Object value = row.getValue(field);
            if (!unavailable.matches(value)) {
                values.put(field.getFieldName(), value);
            }
        }
        return new MapRecord(row.getSchema(), values);
    }

    private Record row(final SourceRecord source, final Meaning meaning) throws InvalidRecordException {
        if (rowPath.isEmpty()) {
            return source.record();
        }
        final List<FieldValue> rows = rowPath.get().select(source);
        final Optional<Record> row = rows.size() == 1 ? SourceValues.record(rows.getFirst().getValue()) : Optional.empty();
        if (row.isPresent()) {
            return row.get();
        }
        final boolean deletesNothing = meaning == Meaning.DELETE && rows.stream().allMatch(selected -> selected.getValue() == null);
        return Optional.of(source.record()).filter(record -> deletesNothing).flatMap(record -> SourceValues.record(record.getValue("before")))
                .orElseThrow(() -> new InvalidRecordException("%s does not select one row in record %d%s".formatted(rowPath.get().place(), source.number(),
                        deletesNothing ? ", and the record has no row at /before either" : "")));
    }

    /** A row inside of a record with all its fields in the schema, whatever the schema of the record has. */
    private Record complete(final Record row) {
        if (rowPath.isEmpty()) {
            return row;
        }
        final RecordSchema schema = schemas.of(row);
        return schema == row.getSchema() ? row : new MapRecord(schema, row.toMap());
    }

    private Record withoutOperation(final Record row, final FieldValue operation, final TargetColumns columns) {
        final String name = operation.getField() == null ? "" : operation.getField().getFieldName();
        final boolean inRow = operation.getParentRecord().filter(parent -> parent == row).isPresent() && SourceValues.contains(row, name);
        final boolean column = columns.areKnown() ? columns.haveColumnFor(name) : !name.startsWith(METADATA);
        if (!inRow || column) {
            return row;
        }
        final Map<String, Object> values = new LinkedHashMap<>(row.toMap());
        values.remove(name);
        return new MapRecord(schemaWithout(name, row.getSchema()), values);
    }

    private RecordSchema schemaWithout(final String name, final RecordSchema schema) {
        if (fullSchema != schema || !removedField.equals(name)) {
            fullSchema = schema;
            removedField = name;
            reducedSchema = schemas.of(schema.getFields().stream().filter(field -> !field.getFieldName().equals(name)).toList());
        }
        return reducedSchema;
    }
}
