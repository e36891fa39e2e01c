package io.github.nifistarrocks.processors.change.envelope;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.change.ChangeReader;
import io.github.nifistarrocks.processors.change.ChangeSettings;
import io.github.nifistarrocks.processors.change.ChangeSink;
import io.github.nifistarrocks.processors.change.OperationValues;
import io.github.nifistarrocks.processors.change.OperationValues.Meaning;
import io.github.nifistarrocks.processors.change.decode.FieldDecodings;
import io.github.nifistarrocks.processors.change.decode.SourceValues;
import io.github.nifistarrocks.processors.change.decode.ValueDecoders;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.record.Record;

/**
 * Canal's flat messages (its FlatMessage; TiCDC's Canal-JSON): {@code data} is an array of rows, {@code old} one of the values that an update has changed,
 * {@code es} the time in milliseconds, {@code pkNames} the key. All values are text; each character of binary text is a byte.
 */
final class CanalReader implements ChangeReader {

    private static final Set<String> DDL = Set.of("CREATE");

    private static final FieldDecodings DECODINGS = FieldDecodings.ofBytes(ValueDecoders::latin1Bytes);

    private final OperationValues words;
    private final ChangedRows rows;

    CanalReader(final ChangeSettings settings) {
        this.words = settings.words();
        this.rows = new ChangedRows(settings, DECODINGS);
    }

    @Override
    public boolean read(final Record record, final long number, final Optional<TableSchema> table, final ChangeSink sink)
            throws IOException, InvalidRecordException {
        final Object type = record.getValue("type");
        if (Boolean.parseBoolean(String.valueOf(record.getValue("isDdl"))) || DDL.contains(String.valueOf(type))) {
            return true;
        }
        final Meaning meaning = words.require(type, number, "field [type]");
        if (meaning == Meaning.IGNORE) {
            return true;
        }
        final List<?> data = SourceValues.elements(record.getValue("data"));
        final List<?> old = SourceValues.elements(record.getValue("old"));
        if (data.isEmpty()) {
            throw new InvalidRecordException("Record %d changes rows but its field [data] has none".formatted(number), null);
        }
        final Optional<Instant> time = SourceValues.instant(record.getValue("es"), 1);
        final List<?> keys = SourceValues.elements(record.getValue("pkNames"));
        for (int i = 0; i < data.size(); i++) {
            final Object changed = i < old.size() ? old.get(i) : null;
            rows.emit(meaning, data.get(i), changed, keys, time, number, table, sink);
        }
        return false;
    }
}
