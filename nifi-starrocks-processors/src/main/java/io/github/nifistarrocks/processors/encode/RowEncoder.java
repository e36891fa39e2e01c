package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.processors.column.AddedColumns;
import io.github.nifistarrocks.processors.column.ColumnPlan;
import io.github.nifistarrocks.processors.column.PlannedField;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.encode.ColumnEncoders.NestedCheck;
import io.github.nifistarrocks.processors.origin.ValueOrigin;
import io.github.nifistarrocks.processors.value.NullValues;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * Writes records as the rows of one plan. The encoder of each field is chosen once for each schema instance, so that a row costs neither a map nor a string. A
 * field that a record does not have is NULL, or the default of its schema. Not thread-safe.
 */
public final class RowEncoder {

    private final ColumnPlan plan;
    private final ZoneId zone;
    private final NestedCheck check;
    private final AddedColumns added;
    private final ColumnEncoders byType;
    private final PlannedField[] fields;
    private final RowWriter.Content[] neutralValues;
    private final SchemaCache<FieldEncoder[]> encoders = new SchemaCache<>(this::encodersOf);

    private RowEncoder(final ColumnPlan plan, final ZoneId zone, final NestedCheck check, final Supplier<ValueOrigin> origin) {
        this.plan = plan;
        this.zone = zone;
        this.check = check;
        this.added = plan.added();
        this.byType = new ColumnEncoders(plan, zone, check, origin);
        this.fields = plan.fields().toArray(PlannedField[]::new);
        this.neutralValues = plan.fields().stream().map(field -> field.column().map(NeutralValue::of).orElse(RowWriter::writeNull))
                .toArray(RowWriter.Content[]::new);
    }

    /**
     * Values that do not fit their type inside of a nested value are left to the server.
     *
     * @param zone in which instants become dates and DATETIME values
     */
    public static RowEncoder lenient(final ColumnPlan plan, final ZoneId zone) {
        return new RowEncoder(plan, zone, NestedCheck.BY_SERVER, () -> ValueOrigin.DECLARED);
    }

    /**
     * No value becomes NULL without a message. A BE that reads JSON stores NULL for what does not fit inside of nested values, also in strict mode
     * (be/src/formats/json/nullable_column.cpp), and one that reads CSV does not check the length of text there, so these are checked here.
     *
     * @param zone in which instants become dates and DATETIME values
     */
    public static RowEncoder strict(final ColumnPlan plan, final ZoneId zone) {
        return new RowEncoder(plan, zone, NestedCheck.STORED, () -> ValueOrigin.DECLARED);
    }

    /**
     * An encoder that refuses values that a reader may have changed.
     *
     * @param origin of the values, known once there is a row
     */
    public RowEncoder from(final Supplier<ValueOrigin> origin) {
        return new RowEncoder(plan, zone, check, origin);
    }

    /** A writer of the plan's format and fields. */
    public RowWriter writer(final OutputStream out) {
        final List<String> sources = plan.sources();
        return switch (plan.format()) {
            case JSON -> RowWriter.json(out, sources);
            case CSV -> RowWriter.csv(out, sources.size());
        };
    }

    /**
     * @param out from {@link #writer}; after an exception it holds a part of a row and is of no further use
     * @throws InvalidRecordException when a value cannot be written; the message names its field and the record
     */
    public void encode(final LoadRow row, final RowWriter out) throws IOException, InvalidRecordException {
        final Record record = row.record();
        final FieldEncoder[] encodersOfRow = encoders.get(record.getSchema());
        out.beginRow();
        for (int i = 0; i < encodersOfRow.length; i++) {
            final FieldEncoder encoder = encodersOfRow[i];
            final Object value = encoder == null ? null : record.getValue(encoder.field());
            if (value != null && !encoder.nulls().contains(value)) {
                encode(encoder, value, row, out);
            } else if (row.isDeleted()) {
                requireNoKey(fields[i], row);
                neutralValues[i].write(out);
            } else {
                out.writeNull();
            }
        }
        writeAdded(row, out);
        out.endRow();
    }

    private static void encode(final FieldEncoder encoder, final Object value, final LoadRow row, final RowWriter out)
            throws IOException, InvalidRecordException {
        try {
            encoder.values().encode(out, value);
        } catch (UnencodableValueException | RuntimeException e) {
            throw new InvalidRecordException(
                    "Field [%s] of record %d cannot be loaded: %s".formatted(encoder.name(), row.number(), Messages.of(e)), e);
        }
    }

    private static void requireNoKey(final PlannedField field, final LoadRow row) throws InvalidRecordException {
        final Optional<TableColumn> key = field.column().filter(TableColumn::key);
        if (key.isPresent()) {
            throw new InvalidRecordException("Record %d deletes a row, but its field [%s] for key column `%s` has no value, so the row is not known"
                    .formatted(row.number(), field.name(), key.get().name()), null);
        }
    }

    private void writeAdded(final LoadRow row, final RowWriter out) throws IOException {
        if (added.operation()) {
            out.writeLong(row.isDeleted() ? 1 : 0);
        }
        if (added.deletedFlag().isPresent()) {
            out.writeBoolean(row.isDeleted());
        }
        if (added.deletedAt().isPresent()) {
            if (row.isDeleted()) {
                out.writeDateTime(byType.values().temporal().local(row.deletedAt().orElseThrow()));
            } else {
                out.writeNull();
            }
        }
        if (added.rowNumber()) {
            out.writeString(AddedColumns.ROW_NUMBER + "=" + row.number());
        }
    }

    private FieldEncoder[] encodersOf(final RecordSchema schema) {
        final FieldEncoder[] result = new FieldEncoder[fields.length];
        for (int i = 0; i < fields.length; i++) {
            final RecordField field = schema.getField(fields[i].name()).orElse(null);
            if (field != null) {
                result[i] = new FieldEncoder(fields[i].name(), field, byType.encoderFor(fields[i], field.getDataType()),
                        byType.nullsOf(fields[i].type()));
            }
        }
        return result;
    }

    /**
     * @param name that the plan has for the field
     * @param field of one schema instance
     * @param nulls values that are loaded as NULL
     */
    private record FieldEncoder(String name, RecordField field, ValueEncoder values, NullValues nulls) {}
}
