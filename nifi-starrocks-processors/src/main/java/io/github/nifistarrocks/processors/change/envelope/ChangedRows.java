package io.github.nifistarrocks.processors.change.envelope;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.processors.change.ChangeSettings.KeySettings;
import io.github.nifistarrocks.processors.change.ChangeSink;
import io.github.nifistarrocks.processors.change.OperationValues.Meaning;
import io.github.nifistarrocks.processors.change.SourceRecord;
import io.github.nifistarrocks.processors.change.decode.FieldDecodings;
import io.github.nifistarrocks.processors.change.decode.SourceValues;
import io.github.nifistarrocks.processors.change.decode.UnavailableValue;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.record.MapRecord;
import org.apache.nifi.serialization.record.Record;

/** Rows of envelopes with the row after a change and, of the row before, only the values that changed. A deleted row has its last values. */
final class ChangedRows {

    private final TargetResolver targets;
    private final RowImages images;
    private final FieldDecodings decodings;

    ChangedRows(final KeySettings key, final FieldDecodings decodings) {
        this.targets = new TargetResolver(key);
        this.images = new RowImages(new UnavailableValue(""));
        this.decodings = decodings;
    }

    /**
     * One row of an event, its values as the record has them.
     *
     * @param meaning of the operation
     * @param data the row
     * @param old the values of the row that the change replaced, may be null
     * @param keyFields the key according to the event, may be empty
     * @param time of the change, if the event says
     */
    record RowChange(Meaning meaning, Object data, Object old, List<?> keyFields, Optional<Instant> time) {}

    /** @param source the event */
    void emit(final RowChange change, final SourceRecord source, final ChangeSink sink) throws IOException, InvalidRecordException {
        final Record image = SourceValues.record(change.data).orElseThrow(() -> new InvalidRecordException(
                "Record %d changes a row but its field [data] holds %s".formatted(source.number(), SourceValues.quote(change.data))));
        final RowKey key = targets.key(source, change.keyFields);
        final ChangeEmitter emitter = new ChangeEmitter(source.number(), key, change.time, sink);
        final RowImages.Format format = new RowImages.Format(targets.columns(source), decodings);
        final Record row = images.row(image, format, source.number());
        if (change.meaning == Meaning.DELETE) {
            emitter.delete(row);
            return;
        }
        final Optional<Record> old = SourceValues.record(change.old);
        if (old.isPresent() && key.hasMoved(old.get(), image, source.number())) {
            emitter.update(images.row(before(image, old.get()), format, source.number()), row);
        } else {
            emitter.upsert(row);
        }
    }

    private static Record before(final Record image, final Record old) {
        final Map<String, Object> values = new LinkedHashMap<>(image.toMap());
        values.putAll(old.toMap());
        return new MapRecord(image.getSchema(), values);
    }
}
