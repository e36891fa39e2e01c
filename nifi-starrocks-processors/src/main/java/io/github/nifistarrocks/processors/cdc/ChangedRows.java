package io.github.nifistarrocks.processors.cdc;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.cdc.OperationWords.Meaning;
import io.github.nifistarrocks.processors.encode.BadRecordException;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;

/** Rows of envelopes that tell the row after a change and, of the row before, only the values that changed. A deleted row is told as it was. */
final class ChangedRows {

    private final Keys keys;
    private final Rows rows;
    private final Target.Last target;
    private final Decodings decodings;

    ChangedRows(final ChangeSettings settings, final Decodings decodings) {
        this.keys = new Keys(settings);
        this.target = new Target.Last(settings.columnOf());
        this.rows = new Rows(new Unavailable(""));
        this.decodings = decodings;
    }

    /**
     * @param data the row
     * @param changed what of the row was otherwise before, or null
     * @param told the key as the event tells it, may be empty
     */
    void emit(final Meaning meaning, final Object data, final Object changed, final List<?> told, final Optional<Instant> time, final long number,
            final Optional<TableSchema> table, final ChangeSink sink) throws IOException, BadRecordException {
        final Record image = Values.record(data);
        if (image == null) {
            throw new BadRecordException("Record %d changes a row but its field [data] holds %s".formatted(number, Values.quote(data)), null);
        }
        final Target columns = target.of(table);
        final Record row = rows.row(image, columns, decodings, number);
        final RowKey key = keys.of(columns, told);
        if (meaning == Meaning.DELETE) {
            Emitter.delete(row, key, time, number, sink);
            return;
        }
        final Record old = Values.record(changed);
        if (old == null || !key.moved(old, image, number)) {
            Emitter.upsert(Optional.empty(), row, key, time, number, sink);
            return;
        }
        final Map<String, Object> before = new LinkedHashMap<>(image.toMap());
        before.putAll(old.toMap());
        Emitter.upsert(Optional.of(rows.row(new MapRecord(image.getSchema(), before), columns, decodings, number)), row, key, time, number, sink);
    }
}
