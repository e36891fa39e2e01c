package io.github.nifistarrocks.processors.change.envelope;

import java.util.Optional;

import io.github.nifistarrocks.processors.change.Change;
import io.github.nifistarrocks.processors.change.ChangeReader;
import io.github.nifistarrocks.processors.change.ChangeSettings;
import io.github.nifistarrocks.processors.change.Operation;

/** Makes the reader for each source of operations. */
public final class ChangeReaders {

    private ChangeReaders() {}

    /**
     * The reader of the records of one FlowFile.
     *
     * @throws IllegalArgumentException when the source needs a setting that is missing, or a RecordPath is not valid
     */
    public static ChangeReader of(final ChangeSettings settings) throws IllegalArgumentException {
        return switch (settings.source()) {
            case NONE -> (record, number, table, sink) -> {
                sink.accept(new Change(Operation.UPSERT, record, Optional.empty()));
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
