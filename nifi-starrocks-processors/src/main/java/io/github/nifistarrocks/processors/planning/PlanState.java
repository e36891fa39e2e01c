package io.github.nifistarrocks.processors.planning;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.core.TableId;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.components.state.StateManager;
import org.apache.nifi.components.state.StateMap;
import org.apache.nifi.processor.ProcessSession;

/** The state of the processor for the cluster, as it was before a plan. Its keys have the form of QueryDatabaseTable: a table, a delimiter, and a name. */
public final class PlanState {

    /** Key of the identifier of the latest plan, which is {@code fragment.identifier} of its FlowFiles. */
    private static final String LATEST_PLAN = "fragment.identifier";
    private static final String DELIMITER = "@!@";

    private final Optional<Stored> stored;

    /** @param map as the manager returned it, by which the manager recognizes a state that was changed */
    private record Stored(StateManager manager, StateMap map) {}

    private PlanState(final Optional<Stored> stored) {
        this.stored = stored;
    }

    /** No state is kept. */
    static PlanState none() {
        return new PlanState(Optional.empty());
    }

    /** @throws UncheckedIOException when the state cannot be read */
    static PlanState read(final StateManager manager) {
        try {
            return new PlanState(Optional.of(new Stored(manager, manager.getState(Scope.CLUSTER))));
        } catch (IOException e) {
            throw new UncheckedIOException("The state of the processor could not be read", e);
        }
    }

    static String key(final TableId table, final String name) {
        return table + DELIMITER + name;
    }

    Optional<String> value(final TableId table, final String name) {
        return stored.map(state -> state.map.get(key(table, name)));
    }

    /**
     * Sets the state after a plan, as a part of the session that transfers its FlowFiles. Before, the plan is registered in the state at once, which only one
     * node can do: one that is not the primary node any more, or that does not reach the state, has to roll back.
     *
     * @param entries that the plan changes, by key
     * @param identifier of the plan
     * @return false when the state was changed since it was read; the session must be rolled back
     * @throws UncheckedIOException when the state cannot be written; the session must be rolled back
     */
    public boolean advance(final ProcessSession session, final Map<String, String> entries, final String identifier) {
        if (stored.isEmpty()) {
            return true;
        }
        final Map<String, String> registered = new HashMap<>(stored.get().map.toMap());
        registered.put(LATEST_PLAN, identifier);
        final Map<String, String> advanced = new HashMap<>(registered);
        advanced.putAll(entries);
        try {
            if (!stored.get().manager.replace(stored.get().map, registered, Scope.CLUSTER)) {
                return false;
            }
            session.setState(advanced, Scope.CLUSTER);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("The state of the processor could not be written", e);
        }
    }
}
