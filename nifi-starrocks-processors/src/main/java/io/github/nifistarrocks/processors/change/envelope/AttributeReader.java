package io.github.nifistarrocks.processors.change.envelope;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

import io.github.nifistarrocks.client.schema.TableSchema;
import io.github.nifistarrocks.processors.change.ChangeReader;
import io.github.nifistarrocks.processors.change.ChangeSettings;
import io.github.nifistarrocks.processors.change.ChangeSink;
import io.github.nifistarrocks.processors.change.OperationValues.Meaning;
import io.github.nifistarrocks.processors.change.decode.SourceValues;
import io.github.nifistarrocks.processors.change.decode.TargetColumns;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.record.Record;

/** One attribute of the FlowFile tells the operation of all its records. */
final class AttributeReader implements ChangeReader {

    /** Events that begin and end a transaction, and have no row. */
    private static final Set<String> MARKS = Set.of("begin", "commit");

    private final ChangeSettings settings;
    private final KeyResolver keys;
    private final TargetColumns.Last target;
    private final String place;

    AttributeReader(final ChangeSettings settings) {
        this.settings = settings;
        this.keys = new KeyResolver(settings);
        this.target = new TargetColumns.Last(settings.columnOf());
        this.place = "attribute [%s]".formatted(settings.attributeName()
                .orElseThrow(() -> new IllegalArgumentException("The attribute that tells the operation has no name")));
    }

    @Override
    public boolean read(final Record record, final long number, final Optional<TableSchema> table, final ChangeSink sink)
            throws IOException, InvalidRecordException {
        final Meaning meaning = settings.words().require(settings.attributeValue().orElse(null), number, place);
        final String word = settings.attributeValue().orElse("").strip().toLowerCase(Locale.ROOT);
        if (meaning == Meaning.IGNORE && MARKS.contains(word) && !SourceValues.isNothing(record) && !word.equalsIgnoreCase(record.getAsString("type"))) {
            throw new InvalidRecordException("""
                    The %s holds [%s], but record %d is no such event: with several events in a FlowFile the attribute tells of the last one only. Let the \
                    operation be read from the records: Operation Source MySQL CDC Event reads those of CaptureChangeMySQL""".formatted(place, word, number),
                    null);
        }
        if (meaning == Meaning.DELETE) {
            ChangeEmitter.requireKey(keys, target.of(table), record, number);
        }
        return ChangeEmitter.emit(meaning, record, sink);
    }
}
