package io.github.nifistarrocks.processors.change.envelope;

import java.io.IOException;
import java.util.Optional;

import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.change.ChangeReader;
import io.github.nifistarrocks.processors.change.ChangeSettings;
import io.github.nifistarrocks.processors.change.ChangeSink;
import io.github.nifistarrocks.processors.change.OperationValues;
import io.github.nifistarrocks.processors.change.OperationValues.Meaning;
import io.github.nifistarrocks.processors.change.decode.ColumnTypes;
import io.github.nifistarrocks.processors.change.decode.FieldDecoding;
import io.github.nifistarrocks.processors.change.decode.FieldDecodings;
import io.github.nifistarrocks.processors.change.decode.SourceValues;
import io.github.nifistarrocks.processors.change.decode.TargetColumns;
import io.github.nifistarrocks.processors.change.decode.ValueDecoders;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;

/**
 * Maxwell's events ("How does Maxwell output data"): {@code data} is the row, {@code old} the values that an update has changed, {@code ts} the time in
 * seconds, {@code primary_key_columns} the key. Binary values are Base64.
 */
final class MaxwellReader implements ChangeReader {

    private static final long MILLIS_PER_SECOND = 1000;

    private static final FieldDecodings BYTES = FieldDecodings.ofBytes(ValueDecoders::fromBase64);

    private final OperationValues words;
    private final ChangedRows rows;

    MaxwellReader(final ChangeSettings settings) {
        this.words = settings.words();
        this.rows = new ChangedRows(settings, MaxwellReader::decoding);
    }

    private static Optional<FieldDecoding> decoding(final RecordField field, final TargetColumns target) {
        return BYTES.of(field, target).or(() -> target.columnFor(field.getFieldName()).filter(column -> "DECIMAL".equals(column.type()))
                .map(column -> new FieldDecoding(ColumnTypes.decimal(column), value -> ValueDecoders.withAllDigits(value, column.scale()))));
    }

    @Override
    public boolean read(final Record record, final long number, final Optional<TableSchema> table, final ChangeSink sink)
            throws IOException, InvalidRecordException {
        final Meaning meaning = words.require(record.getValue("type"), number, "field [type]");
        if (meaning == Meaning.IGNORE) {
            return true;
        }
        rows.emit(meaning, record.getValue("data"), record.getValue("old"), SourceValues.elements(record.getValue("primary_key_columns")),
                SourceValues.instant(record.getValue("ts"), MILLIS_PER_SECOND), number, table, sink);
        return false;
    }
}
