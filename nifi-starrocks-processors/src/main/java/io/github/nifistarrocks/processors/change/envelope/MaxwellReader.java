package io.github.nifistarrocks.processors.change.envelope;

import java.io.IOException;
import java.util.Optional;

import io.github.nifistarrocks.client.schema.ColumnType.DecimalType;
import io.github.nifistarrocks.processors.change.ChangeReader;
import io.github.nifistarrocks.processors.change.ChangeSettings;
import io.github.nifistarrocks.processors.change.ChangeSink;
import io.github.nifistarrocks.processors.change.OperationValues;
import io.github.nifistarrocks.processors.change.OperationValues.Meaning;
import io.github.nifistarrocks.processors.change.SourceRecord;
import io.github.nifistarrocks.processors.change.decode.FieldDecoding;
import io.github.nifistarrocks.processors.change.decode.FieldDecodings;
import io.github.nifistarrocks.processors.change.decode.SourceValues;
import io.github.nifistarrocks.processors.change.decode.TargetColumns;
import io.github.nifistarrocks.processors.change.decode.ValueDecoders;
import io.github.nifistarrocks.processors.change.envelope.ChangedRows.RowChange;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.type.RecordTypes;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;

/**
 * Maxwell's events ("How does Maxwell output data"): {@code data} is the row, {@code old} the values that an update has changed, {@code ts} the time in
 * seconds, {@code primary_key_columns} the key. Binary values are Base64.
 */
final class MaxwellReader implements ChangeReader {

    private static final long MILLIS_PER_SECOND = 1000;

    private static final FieldDecodings BYTES = FieldDecodings.ofBytes(ValueDecoders::fromBase64);

    private final OperationValues operations;
    private final ChangedRows rows;

    MaxwellReader(final ChangeSettings settings) {
        this.operations = settings.operation().values();
        this.rows = new ChangedRows(settings.key(), MaxwellReader::decoding);
    }

    private static Optional<FieldDecoding> decoding(final RecordField field, final TargetColumns target) {
        if (target.typeFor(field.getFieldName()) instanceof final DecimalType decimal) {
            final int scale = decimal.scale().orElse(ValueDecoders.ANY_SCALE);
            return Optional.of(new FieldDecoding(RecordTypes.inputDecimal(decimal), value -> ValueDecoders.withAllDigits(value, scale)));
        }
        return BYTES.of(field, target);
    }

    @Override
    public boolean read(final SourceRecord source, final ChangeSink sink) throws IOException, InvalidRecordException {
        final Record event = source.record();
        final Meaning meaning = operations.require(event.getValue("type"), source.number(), "field [type]");
        if (meaning == Meaning.IGNORE) {
            return true;
        }
        rows.emit(new RowChange(meaning, event.getValue("data"), event.getValue("old"), SourceValues.elements(event.getValue("primary_key_columns")),
                SourceValues.instant(event.getValue("ts"), MILLIS_PER_SECOND)), source, sink);
        return false;
    }
}
