package io.github.nifistarrocks.processors.change.envelope;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.processors.change.ChangeReader;
import io.github.nifistarrocks.processors.change.ChangeSettings;
import io.github.nifistarrocks.processors.change.ChangeSink;
import io.github.nifistarrocks.processors.change.OperationValues;
import io.github.nifistarrocks.processors.change.OperationValues.Meaning;
import io.github.nifistarrocks.processors.change.SourceRecord;
import io.github.nifistarrocks.processors.change.decode.FieldDecodings;
import io.github.nifistarrocks.processors.change.decode.SourceValues;
import io.github.nifistarrocks.processors.change.decode.ValueDecoders;
import io.github.nifistarrocks.processors.change.envelope.ChangedRows.RowChange;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.record.Record;

/**
 * Canal's flat messages (its FlatMessage; TiCDC's Canal-JSON): {@code data} is an array of rows, {@code old} one of the values that an update has changed,
 * {@code es} the time in milliseconds, {@code pkNames} the key. All values are text; each character of binary text is a byte.
 */
final class CanalReader implements ChangeReader {

    /** DDL by its type, which means an upsert in other sources. */
    private static final String CREATE_TABLE = "CREATE";

    private static final FieldDecodings DECODINGS = FieldDecodings.ofBytes(ValueDecoders::latin1Bytes);

    private final OperationValues operations;
    private final ChangedRows rows;

    CanalReader(final ChangeSettings settings) {
        this.operations = settings.operation().values();
        this.rows = new ChangedRows(settings.key(), DECODINGS);
    }

    @Override
    public boolean read(final SourceRecord source, final ChangeSink sink) throws IOException, InvalidRecordException {
        final Record message = source.record();
        if (isDdl(message)) {
            return true;
        }
        final Meaning meaning = operations.require(message.getValue("type"), source.number(), "field [type]");
        if (meaning == Meaning.IGNORE) {
            return true;
        }
        final List<?> data = SourceValues.elements(message.getValue("data"));
        if (data.isEmpty()) {
            throw new InvalidRecordException("Record %d changes rows but its field [data] has none".formatted(source.number()));
        }
        final List<?> old = SourceValues.elements(message.getValue("old"));
        final List<?> keyFields = SourceValues.elements(message.getValue("pkNames"));
        final Optional<Instant> time = SourceValues.instant(message.getValue("es"), 1);
        for (int i = 0; i < data.size(); i++) {
            rows.emit(new RowChange(meaning, data.get(i), i < old.size() ? old.get(i) : null, keyFields, time), source, sink);
        }
        return false;
    }

    private static boolean isDdl(final Record message) {
        return Boolean.parseBoolean(String.valueOf(message.getValue("isDdl"))) || CREATE_TABLE.equals(String.valueOf(message.getValue("type")));
    }
}
