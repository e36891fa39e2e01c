package io.github.nifistarrocks.processors.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.encode.UnencodableValueException;
import io.github.nifistarrocks.client.schema.TableColumn;
import io.github.nifistarrocks.processors.column.AddedColumns;
import io.github.nifistarrocks.processors.column.ColumnPlan;
import io.github.nifistarrocks.processors.column.PlannedField;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.common.Messages;
import io.github.nifistarrocks.processors.option.LoadFormat;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;

/**
 * Writes records as the rows of one plan. What each field needs is settled once for each schema instance, so that a row costs neither a map nor a string. A
 * field that a record does not have is NULL, or the default that its schema gives. Not thread-safe.
 */
public final class RowEncoder {

    private final ColumnPlan plan;
    private final AddedColumns extras;
    private final TemporalText temporal;
    private final ColumnEncoders byType;
    private final PlannedField[] fields;
    private final NeutralValue[] fillers;
    private final SchemaCache<FieldEncoder[]> encoders = new SchemaCache<>(this::encodersOf);

    /**
     * @param zone in which instants become dates and DATETIME values
     * @param strict whether no value may become NULL unseen. A BE that reads JSON does that inside of nested values also in strict mode
     *     (be/src/formats/json/nullable_column.cpp), so these are checked here.
     */
    public RowEncoder(final ColumnPlan plan, final ZoneId zone, final boolean strict) {
        this.plan = plan;
        this.extras = plan.extras();
        this.temporal = new TemporalText(zone);
        this.byType = new ColumnEncoders(plan.format(), temporal, strict && plan.format() == LoadFormat.JSON, plan.unknownFields());
        this.fields = plan.fields().toArray(PlannedField[]::new);
        this.fillers = plan.fields().stream().map(field -> field.column().map(NeutralValue::of).orElse(RowWriter::writeNull)).toArray(NeutralValue[]::new);
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
     * @param deleted whether the row is to be deleted, or marked so, as the plan's extras say
     * @param deletedAt when it was deleted; null unless the plan has it and the row is deleted
     * @param recordNumber of the record in its FlowFile, from 1, for messages
     * @param out made by {@link #writer}; after an exception it holds a part of a row and is of no further use
     * @throws InvalidRecordException when a value cannot be written; the message names its field and the record
     */
    public void encode(final Record row, final boolean deleted, final Instant deletedAt, final long recordNumber, final RowWriter out) throws IOException,
            InvalidRecordException {
        final FieldEncoder[] encodersOfRow = encoders.get(row.getSchema());
        out.beginRow();
        for (int i = 0; i < encodersOfRow.length; i++) {
            final FieldEncoder encoder = encodersOfRow[i];
            final Object value = encoder == null ? null : row.getValue(encoder.field());
            if (value != null) {
                encode(encoder.values(), value, fields[i], recordNumber, out);
            } else if (deleted) {
                fill(i, recordNumber, out);
            } else {
                out.writeNull();
            }
        }
        writeExtras(deleted, deletedAt, recordNumber, out);
        out.endRow();
    }

    private static void encode(final ValueEncoder encoder, final Object value, final PlannedField field, final long number, final RowWriter out)
            throws IOException, InvalidRecordException {
        try {
            encoder.encode(out, value);
        } catch (UnencodableValueException | RuntimeException e) {
            throw new InvalidRecordException("Field [%s] of record %d cannot be loaded: %s".formatted(field.name(), number, Messages.of(e)), e);
        }
    }

    private void fill(final int index, final long number, final RowWriter out) throws IOException, InvalidRecordException {
        final Optional<TableColumn> column = fields[index].column();
        if (column.isPresent() && column.get().key()) {
            throw new InvalidRecordException(
                    "Record %d is to be deleted, but its field [%s] for key column `%s` has no value, so no row is meant".formatted(number,
                            fields[index].name(), column.get().name()),
                    null);
        }
        fillers[index].write(out);
    }

    private void writeExtras(final boolean deleted, final Instant deletedAt, final long number, final RowWriter out) throws IOException {
        if (extras.operation()) {
            out.writeLong(deleted ? 1 : 0);
        }
        if (extras.deletedFlag().isPresent()) {
            out.writeBoolean(deleted);
        }
        if (extras.deletedAt().isPresent()) {
            if (deletedAt == null) {
                out.writeNull();
            } else {
                out.writeDateTime(temporal.local(deletedAt));
            }
        }
        if (extras.rowNumber()) {
            out.writeString(AddedColumns.ROW_NUMBER + "=" + number);
        }
    }

    private FieldEncoder[] encodersOf(final RecordSchema schema) {
        final FieldEncoder[] result = new FieldEncoder[fields.length];
        for (int i = 0; i < fields.length; i++) {
            final RecordField field = schema.getField(fields[i].name()).orElse(null);
            if (field != null) {
                result[i] = new FieldEncoder(field, byType.encoderFor(fields[i], field.getDataType()));
            }
        }
        return result;
    }

    /** A field of one schema instance. */
    private record FieldEncoder(RecordField field, ValueEncoder values) {}
}
