package io.github.nifistarrocks.processors.proof;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

import org.apache.nifi.components.state.Scope;
import org.apache.nifi.components.state.StateManager;
import org.apache.nifi.components.state.StateMap;

/** The state of one processor for all nodes of a cluster, with a version for each change, as NiFi's provider for ZooKeeper has it. */
final class ClusterState implements StateManager {

    private Stored stored = new Stored(0, Map.of());
    private boolean outOfReach;

    /** @param version 0 when nothing was stored */
    private record Stored(long version, Map<String, String> values) implements StateMap {

        @Override
        public Optional<String> getStateVersion() {
            return version == 0 ? Optional.empty() : Optional.of(Long.toString(version));
        }

        @Override
        public String get(final String key) {
            return values.get(key);
        }

        @Override
        public Map<String, String> toMap() {
            return values;
        }
    }

    /** From now on, or no longer, writing fails. */
    synchronized void setOutOfReach(final boolean fails) {
        outOfReach = fails;
    }

    @Override
    public synchronized StateMap getState(final Scope scope) {
        return stored;
    }

    @Override
    public synchronized void setState(final Map<String, String> values, final Scope scope) throws IOException {
        if (outOfReach) {
            throw new IOException("The state is out of reach");
        }
        stored = new Stored(stored.version + 1, Map.copyOf(values));
    }

    @Override
    public synchronized boolean replace(final StateMap old, final Map<String, String> values, final Scope scope) throws IOException {
        final boolean current = old.getStateVersion().equals(stored.getStateVersion());
        if (current) {
            setState(values, scope);
        }
        return current;
    }

    @Override
    public synchronized void clear(final Scope scope) throws IOException {
        setState(Map.of(), scope);
    }

    /**
     * Sets the state of a session after its FlowFiles are committed. A state that has just the version that the session would give it is left as it is.
     *
     * @param before the state that the session changed
     */
    synchronized void commit(final StateMap before, final Map<String, String> values) throws IOException {
        final long version = before.getStateVersion().map(Long::parseLong).orElse(0L) + 1;
        if (stored.version != version) {
            setState(values, Scope.CLUSTER);
        }
    }
}
