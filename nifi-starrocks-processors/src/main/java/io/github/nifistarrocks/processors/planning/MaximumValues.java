package io.github.nifistarrocks.processors.planning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.TableId;
import io.github.nifistarrocks.client.plan.MaximumColumn;
import io.github.nifistarrocks.client.schema.TableSchema;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.components.state.StateManager;
import org.apache.nifi.components.state.StateMap;
import org.apache.nifi.processor.ProcessSession;

/**
 * The maximum values up to which tables were read, in the state of the processor for the cluster. The keys are those of QueryDatabaseTable: the table, a
 * delimiter, and the column in lower case.
 */
public final class MaximumValues {

    /** Key of the identifier of the latest plan, which is {@code fragment.identifier} of its FlowFiles. */
    static final String LATEST_PLAN = "fragment.identifier";

    private static final String DELIMITER = "@!@";
    /** In the key of a table that had no rows at its first run. */
    private static final String NO_COLUMN = "";

    private final Selection selection;
    private final Optional<Stored> stored;

    /** @param map as the manager returned it, by which the manager recognizes a state that was changed */
    private record Stored(StateManager manager, StateMap map) {}

    /**
     * How far a table is read.
     *
     * @param table that is read
     * @param maxima by column, the values up to which it is read; empty when it has no rows
     */
    public record Progress(TableId table, Map<String, String> maxima) {}

    private MaximumValues(final Selection selection, final Optional<Stored> stored) {
        this.selection = selection;
        this.stored = stored;
    }

    /**
     * Which rows are new.
     *
     * @param columns their names, the one that decides which rows are new first; empty when all rows are read
     * @param initial values by the names of columns, for tables that were not read
     * @param end rows of this time or later are not read yet
     */
    public record Selection(List<String> columns, Map<String, String> initial, Optional<LocalDateTime> end) {

        public Selection {
            columns = List.copyOf(columns);
            initial = initial.entrySet().stream().collect(Collectors.toMap(entry -> entry.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue));
        }
    }

    /** Without columns: all rows are read. */
    public static MaximumValues none() {
        return new MaximumValues(new Selection(List.of(), Map.of(), Optional.empty()), Optional.empty());
    }

    /**
     * Reads the state.
     *
     * @param selection with columns
     * @throws UncheckedIOException when the state cannot be read
     */
    public static MaximumValues read(final StateManager manager, final Selection selection) {
        try {
            return new MaximumValues(selection, Optional.of(new Stored(manager, manager.getState(Scope.CLUSTER))));
        } catch (IOException e) {
            throw new UncheckedIOException("The maximum values could not be read from the state of the processor", e);
        }
    }

    /** Whether all rows are read. */
    public boolean isEmpty() {
        return selection.columns().isEmpty();
    }

    /** @throws StarRocksException INVALID for a column that is missing or whose type is not supported */
    List<MaximumColumn> columns(final TableSchema schema) throws StarRocksException {
        final List<MaximumColumn> found = new ArrayList<>();
        for (final String name : selection.columns()) {
            found.add(MaximumColumns.of(schema, name, last(schema.table(), name)));
        }
        if (selection.end().isPresent()) {
            found.set(0, MaximumColumns.before(found.getFirst(), selection.end().get()));
        }
        return found;
    }

    /** Whether no plan has read the table yet, and no initial value is set. */
    public boolean isUnread(final TableId table) {
        final boolean known = selection.columns().stream().limit(1).anyMatch(first -> last(table, first).isPresent());
        return stored.isPresent() && !known && stored.get().map.get(key(table, NO_COLUMN)) == null;
    }

    private Optional<String> last(final TableId table, final String column) {
        return stored.map(state -> state.map.get(key(table, column))).or(() -> Optional.ofNullable(selection.initial().get(column.toLowerCase(Locale.ROOT))));
    }

    private static String key(final TableId table, final String column) {
        return table + DELIMITER + column.toLowerCase(Locale.ROOT);
    }

    /**
     * Sets the state after a plan, as a part of the session that transfers its FlowFiles. Before, the plan is registered in the state at once, which only one
     * node can do: one that is not the primary node any more, or that does not reach the state, has to roll back.
     *
     * @param progress after the plan
     * @param identifier of the plan
     * @return false when the state was changed since it was read; the session must be rolled back
     * @throws UncheckedIOException when the state cannot be written; the session must be rolled back
     */
    public boolean advance(final ProcessSession session, final Progress progress, final String identifier) {
        if (stored.isEmpty()) {
            return true;
        }
        final Map<String, String> registered = new HashMap<>(stored.get().map.toMap());
        registered.put(LATEST_PLAN, identifier);
        final Map<String, String> advanced = new HashMap<>(registered);
        progress.maxima.forEach((column, value) -> advanced.put(key(progress.table, column), value));
        if (progress.maxima.isEmpty()) {
            advanced.put(key(progress.table, NO_COLUMN), "no rows");
        }
        try {
            if (!stored.get().manager.replace(stored.get().map, registered, Scope.CLUSTER)) {
                return false;
            }
            session.setState(advanced, Scope.CLUSTER);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("The maximum values could not be written to the state of the processor", e);
        }
    }
}
