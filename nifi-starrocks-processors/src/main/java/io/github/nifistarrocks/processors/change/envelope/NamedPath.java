package io.github.nifistarrocks.processors.change.envelope;

import java.util.List;

import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.processors.change.SourceRecord;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.record.path.FieldValue;
import org.apache.nifi.record.path.RecordPath;
import org.apache.nifi.record.path.exception.RecordPathException;

/**
 * A RecordPath that messages can name.
 *
 * @param place the path for messages
 * @param path the compiled path
 */
record NamedPath(String place, RecordPath path) {

    /** @throws IllegalArgumentException when the text is not a RecordPath */
    static NamedPath compile(final String text) throws IllegalArgumentException {
        try {
            return new NamedPath("RecordPath [%s]".formatted(text), RecordPath.compile(text));
        } catch (final RecordPathException e) {
            throw new IllegalArgumentException("[%s] is not a RecordPath: %s".formatted(text, e.getMessage()), e);
        }
    }

    List<FieldValue> select(final SourceRecord source) throws InvalidRecordException {
        try {
            return path.evaluate(source.record()).getSelectedFields().toList();
        } catch (final RecordPathException | IllegalArgumentException | ClassCastException e) {
            throw new InvalidRecordException("%s cannot be applied to record %d: %s".formatted(place, source.number(), RowText.of(e.getMessage())), e);
        }
    }
}
