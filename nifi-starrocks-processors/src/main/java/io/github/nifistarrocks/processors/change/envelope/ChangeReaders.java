package io.github.nifistarrocks.processors.change.envelope;

import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.change.ChangeReader;
import io.github.nifistarrocks.processors.change.ChangeSettings;

/** Creates the reader for each source of operations. */
public final class ChangeReaders {

    private ChangeReaders() {}

    /**
     * Creates the reader for the records of one FlowFile.
     *
     * @throws IllegalArgumentException when a setting that the source needs is missing, or a RecordPath is not valid
     */
    public static ChangeReader of(final ChangeSettings settings) throws IllegalArgumentException {
        return switch (settings.source()) {
            case NONE -> (source, sink) -> {
                sink.accept(Change.upsert(source.record()));
                return false;
            };
            case ATTRIBUTE -> new AttributeReader(settings);
            case RECORD_PATH -> new RecordPathReader(settings);
            case DEBEZIUM -> new DebeziumReader(settings);
            case MYSQL -> new MysqlReader(settings);
            case CANAL -> new CanalReader(settings);
            case MAXWELL -> new MaxwellReader(settings);
        };
    }
}
