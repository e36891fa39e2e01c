package io.github.nifistarrocks.processors.change.envelope;

import java.io.IOException;
import java.util.Locale;
import java.util.Set;

import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.change.ChangeReader;
import io.github.nifistarrocks.processors.change.ChangeSettings;
import io.github.nifistarrocks.processors.change.ChangeSettings.OperationAttribute;
import io.github.nifistarrocks.processors.change.ChangeSink;
import io.github.nifistarrocks.processors.change.OperationValues;
import io.github.nifistarrocks.processors.change.SourceRecord;
import io.github.nifistarrocks.processors.change.decode.SourceValues;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import org.apache.nifi.serialization.record.Record;

/** One attribute of the FlowFile is the operation of all its records. */
final class AttributeReader implements ChangeReader {

    /** Events that begin and end a transaction, and have no row. */
    private static final Set<String> MARKERS = Set.of("begin", "commit");

    private final OperationValues operations;
    private final OperationAttribute attribute;
    private final TargetResolver targets;
    private final String place;

    AttributeReader(final ChangeSettings settings) {
        this.operations = settings.operation().values();
        this.attribute = settings.operation().attribute()
                .orElseThrow(() -> new IllegalArgumentException("The name of the attribute with the operation is missing"));
        this.targets = new TargetResolver(settings.key());
        this.place = "attribute [%s]".formatted(attribute.name());
    }

    @Override
    public boolean read(final SourceRecord source, final ChangeSink sink) throws IOException, InvalidRecordException {
        switch (operations.require(attribute.value().orElse(null), source.number(), place)) {
            case UPSERT -> sink.accept(Change.upsert(source.record()));
            case DELETE -> {
                targets.requireKey(source);
                sink.accept(Change.delete(source.record()));
            }
            case IGNORE -> {
                requireMarker(source);
                return true;
            }
        }
        return false;
    }

    /** The begin or end of a transaction as the attribute of other events shows that the attribute is that of the last event only. */
    private void requireMarker(final SourceRecord source) throws InvalidRecordException {
        final String operation = attribute.value().orElse("").strip().toLowerCase(Locale.ROOT);
        final Record record = source.record();
        if (MARKERS.contains(operation) && !SourceValues.isEmpty(record) && !operation.equalsIgnoreCase(record.getAsString("type"))) {
            throw new InvalidRecordException("""
                    The %s holds [%s], the operation of the last of several events, but record %d is another event. Set Operation Source = MySQL CDC Event, which \
                    reads the operation of each event of CaptureChangeMySQL""".formatted(place, operation, source.number()));
        }
    }
}
