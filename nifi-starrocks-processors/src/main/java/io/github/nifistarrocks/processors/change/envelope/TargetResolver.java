package io.github.nifistarrocks.processors.change.envelope;

import java.util.List;

import io.github.nifistarrocks.processors.change.ChangeSettings.KeySettings;
import io.github.nifistarrocks.processors.change.SourceRecord;
import io.github.nifistarrocks.processors.change.decode.TargetColumns;
import io.github.nifistarrocks.processors.common.InvalidRecordException;

/** Resolves the columns and the key of the target of records. */
final class TargetResolver {

    private final KeySettings settings;
    private final TargetColumns.Cache targets;

    TargetResolver(final KeySettings settings) {
        this.settings = settings;
        this.targets = new TargetColumns.Cache(settings.fields());
    }

    /** @return the same instance for consecutive records of one table */
    TargetColumns columns(final SourceRecord source) {
        return targets.of(source);
    }

    /** The configured key, else that of the target. */
    RowKey key(final SourceRecord source) {
        return key(source, List.of());
    }

    /**
     * The configured key, else that of the target, else that of the event.
     *
     * @param eventKey names of fields, may be empty
     */
    RowKey key(final SourceRecord source, final List<?> eventKey) {
        final TargetColumns columns = columns(source);
        return new RowKey(keyColumns(columns, eventKey), columns::columnOf);
    }

    private List<String> keyColumns(final TargetColumns columns, final List<?> eventKey) {
        if (!settings.columns().isEmpty()) {
            return settings.columns();
        }
        return columns.keys().isEmpty() ? eventKey.stream().map(String::valueOf).map(columns::columnOf).toList() : columns.keys();
    }

    /** Ensures that a record that deletes its own row has the key: all of it when it is configured, else as much of it as there are fields for. */
    void requireKey(final SourceRecord row) throws InvalidRecordException {
        if (settings.columns().isEmpty()) {
            key(row).requireValues(row.record(), row.number());
        } else {
            key(row).require(row.record(), row.number());
        }
    }
}
