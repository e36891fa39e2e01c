package io.github.nifistarrocks.processors.change.envelope;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.change.ChangeSettings;
import io.github.nifistarrocks.processors.change.ChangeSink;
import io.github.nifistarrocks.processors.change.OperationValues.Meaning;
import io.github.nifistarrocks.processors.change.decode.FieldDecodings;
import io.github.nifistarrocks.processors.change.decode.SourceValues;
import io.github.nifistarrocks.processors.change.decode.TargetColumns;
import io.github.nifistarrocks.processors.change.decode.UnavailableValue;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;

/** Rows of envelopes that tell the row after a change and, of the row before, only the values that changed. A deleted row is told as it was. */
final class ChangedRows {

    private final KeyResolver keys;
    private final RowImages rows;
    private final TargetColumns.Last target;
    private final FieldDecodings decodings;

    ChangedRows(final ChangeSettings settings, final FieldDecodings decodings) {
        this.keys = new KeyResolver(settings);
        this.target = new TargetColumns.Last(settings.columnOf());
        this.rows = new RowImages(new UnavailableValue(""));
        this.decodings = decodings;
    }

    /**
     * @param data the row
     * @param changed what of the row was otherwise before, or null
     * @param told the key as the event tells it, may be empty
     */
    void emit(final Meaning meaning, final Object data, final Object changed, final List<?> told, final Optional<Instant> time, final long number,
            final Optional<TableSchema> table, final ChangeSink sink) throws IOException, InvalidRecordException {
        final Record image = SourceValues.record(data);
        if (image == null) {
            throw new InvalidRecordException("Record %d changes a row but its field [data] holds %s".formatted(number, SourceValues.quote(data)), null);
        }
        final TargetColumns columns = target.of(table);
        final Record row = rows.row(image, columns, decodings, number);
        final RowKey key = keys.of(columns, told);
        if (meaning == Meaning.DELETE) {
            ChangeEmitter.delete(row, key, time, number, sink);
            return;
        }
        final Record old = SourceValues.record(changed);
        if (old == null || !key.moved(old, image, number)) {
            ChangeEmitter.upsert(Optional.empty(), row, key, time, number, sink);
            return;
        }
        final Map<String, Object> before = new LinkedHashMap<>(image.toMap());
        before.putAll(old.toMap());
        ChangeEmitter.upsert(Optional.of(rows.row(new MapRecord(image.getSchema(), before), columns, decodings, number)), row, key, time, number, sink);
    }
}
