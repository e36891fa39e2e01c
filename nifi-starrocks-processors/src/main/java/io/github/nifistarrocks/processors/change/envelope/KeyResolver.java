package io.github.nifistarrocks.processors.change.envelope;

import java.util.List;
import java.util.function.UnaryOperator;

import io.github.nifistarrocks.processors.change.ChangeSettings;
import io.github.nifistarrocks.processors.change.decode.TargetColumns;

/** Finds out which columns are the key. */
final class KeyResolver {

    private final List<String> given;
    private final UnaryOperator<String> columnOf;

    KeyResolver(final ChangeSettings settings) {
        this.given = settings.keyColumns();
        this.columnOf = settings.columnOf();
    }

    /**
     * What the user says, else the target's key, else what the event says.
     *
     * @param told names of fields
     */
    RowKey of(final TargetColumns target, final List<?> told) {
        if (!given.isEmpty()) {
            return new RowKey(given, columnOf);
        }
        return new RowKey(target.keys().isEmpty() ? told.stream().map(String::valueOf).map(columnOf).toList() : target.keys(), columnOf);
    }

    /** Whether the user says which columns are the key. */
    boolean areGiven() {
        return !given.isEmpty();
    }
}
