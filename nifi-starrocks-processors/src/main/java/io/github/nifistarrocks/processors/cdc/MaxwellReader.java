package io.github.nifistarrocks.processors.cdc;

import java.io.IOException;
import java.util.Optional;

import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.cdc.OperationWords.Meaning;
import io.github.nifistarrocks.processors.encode.BadRecordException;
import org.apache.nifi.serialization.record.Record;
import org.apache.nifi.serialization.record.RecordField;

/**
 * Maxwell's events ("How does Maxwell output data"): {@code data} is the row, {@code old} the values that an update has changed, {@code ts} the time in
 * seconds, {@code primary_key_columns} the key. Binary values are Base64.
 */
final class MaxwellReader implements ChangeReader {

    private static final long MILLIS_PER_SECOND = 1000;

    private static final Decodings BYTES = Decodings.ofBytes(Decoders::fromBase64);

    private final OperationWords words;
    private final ChangedRows rows;

    MaxwellReader(final ChangeSettings settings) {
        this.words = settings.words();
        this.rows = new ChangedRows(settings, MaxwellReader::decoding);
    }

    private static Optional<Decoding> decoding(final RecordField field, final Target target) {
        return BYTES.of(field, target).or(() -> target.columnFor(field.getFieldName()).filter(column -> "DECIMAL".equals(column.type()))
                .map(column -> new Decoding(ColumnTypes.decimal(column), value -> Decoders.withAllDigits(value, column.scale()))));
    }

    @Override
    public boolean read(final Record record, final long number, final Optional<TableSchema> table, final ChangeSink sink)
            throws IOException, BadRecordException {
        final Meaning meaning = words.require(record.getValue("type"), number, "field [type]");
        if (meaning == Meaning.IGNORE) {
            return true;
        }
        rows.emit(meaning, record.getValue("data"), record.getValue("old"), Values.elements(record.getValue("primary_key_columns")),
                Values.instant(record.getValue("ts"), MILLIS_PER_SECOND), number, table, sink);
        return false;
    }
}
