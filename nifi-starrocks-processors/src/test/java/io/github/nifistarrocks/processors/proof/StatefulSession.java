package io.github.nifistarrocks.processors.proof;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

import org.apache.nifi.components.state.Scope;
import org.apache.nifi.components.state.StateMap;
import org.apache.nifi.processor.Processor;
import org.apache.nifi.util.MockProcessSession;
import org.apache.nifi.util.SharedSessionState;

/** A session without input whose state is set by its commit, after the FlowFiles (NiFi: StandardProcessSession.commit). */
final class StatefulSession extends MockProcessSession {

    private final ClusterState state;
    private final CommitFate fate;
    private Optional<Change> change = Optional.empty();
    private boolean committed;

    /** What becomes of the commit. */
    enum CommitFate {
        STORED,
        /** NiFi dies before it. */
        LOST,
        /** NiFi dies after the FlowFiles are stored and before the state is. */
        STORED_WITHOUT_STATE
    }

    private record Change(StateMap before, Map<String, String> values) {}

    StatefulSession(final Processor processor, final ClusterState state, final CommitFate fate) {
        super(new SharedSessionState(processor, new AtomicLong()), processor, state);
        this.state = state;
        this.fate = fate;
    }

    /** Whether the transfers count. */
    boolean isCommitted() {
        return committed;
    }

    @Override
    public void setState(final Map<String, String> values, final Scope scope) {
        change = Optional.of(new Change(state.getState(scope), Map.copyOf(values)));
    }

    @Override
    public void commitAsync() {
        if (fate == CommitFate.LOST) {
            throw new FragileSession.LostCommitException();
        }
        super.commitAsync();
        committed = true;
        if (fate == CommitFate.STORED && change.isPresent()) {
            try {
                state.commit(change.get().before, change.get().values);
            } catch (IOException e) {
                throw new IllegalStateException("The FlowFiles are committed, and their state is not", e);
            }
        }
    }

    @Override
    public void rollback(final boolean penalize) {
        change = Optional.empty();
        super.rollback(penalize);
    }
}
