package io.github.nifistarrocks.processors.load;

import java.io.IOException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.nifistarrocks.client.encode.RowWriter;
import io.github.nifistarrocks.client.encode.UnencodableValueException;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;
import org.apache.nifi.serialization.record.RecordSchema;

/** Writes the records of one schema as rows. What each column needs is settled once, so that a row costs neither a map nor a string. Not thread-safe. */
final class RecordEncoder {

    private final RecordSchema schema;
    private final List<RecordField> fields;
    private final List<String> columns;
    private final ValueEncoder[] encoders;

    /** @throws BadRecordException when the schema has no field, or two that StarRocks would take for one column */
    RecordEncoder(final RecordSchema schema, final LoadFormat format, final ZoneId zone) throws BadRecordException {
        this.schema = schema;
        this.fields = schema.getFields();
        this.columns = fields.stream().map(RecordField::getFieldName).toList();
        requireDistinct(columns);
        final ValueEncoders byType = new ValueEncoders(format, zone);
        this.encoders = fields.stream().map(field -> byType.encoderFor(field.getDataType(), field.getFieldName())).toArray(ValueEncoder[]::new);
    }

    /** The columns in the order in which they are written, named as the fields are. */
    List<String> columns() {
        return columns;
    }

    /** @param number of the record in its FlowFile, for messages */
    void encode(final Record record, final long number, final RowWriter row) throws IOException, BadRecordException {
        final Object[] values = record.getSchema() == schema ? record.getValues() : valuesByField(record);
        row.beginRow();
        for (int column = 0; column < encoders.length; column++) {
            if (values[column] == null) {
                row.writeNull();
            } else {
                encode(values[column], column, number, row);
            }
        }
        row.endRow();
    }

    private void encode(final Object value, final int column, final long number, final RowWriter row) throws IOException, BadRecordException {
        try {
            encoders[column].encode(row, value);
        } catch (UnencodableValueException | RuntimeException e) {
            throw new BadRecordException("Field [%s] of record %d cannot be loaded: %s".formatted(columns.get(column), number, Messages.of(e)), e);
        }
    }

    private Object[] valuesByField(final Record record) {
        final Object[] values = new Object[encoders.length];
        for (int column = 0; column < values.length; column++) {
            values[column] = record.getValue(fields.get(column));
        }
        return values;
    }

    private static void requireDistinct(final List<String> columns) throws BadRecordException {
        if (columns.isEmpty()) {
            throw new BadRecordException("The schema of the records has no fields, so there is no column to load", null);
        }
        final Map<String, String> byLowerCase = new HashMap<>();
        for (final String column : columns) {
            final String other = byLowerCase.put(column.toLowerCase(Locale.ROOT), column);
            if (other != null) {
                throw new BadRecordException("The fields [%s] and [%s] differ only in case, but StarRocks takes them for one column"
                        .formatted(other, column), null);
            }
        }
    }
}
