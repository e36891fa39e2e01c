package io.github.nifistarrocks.processors.load.attempt;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.processors.load.attempt.AttemptRecord.End;
import org.apache.nifi.components.state.Scope;
import org.apache.nifi.components.state.StateManager;
import org.apache.nifi.logging.ComponentLog;

/**
 * Keeps an {@link AttemptMemory} over restarts of NiFi: its record is written at each start and at each end of the processor. One of a start is found only
 * after a crash, and then FlowFiles that were queued may have been attempted. A failure of the state never prevents loading.
 */
public final class AttemptRecorder {

    private static final String AFTER_CRASH = "After a crash of NiFi a FlowFile may be in the table twice without a warning";

    private final AttemptMemory memory;
    private Optional<Run> running = Optional.empty();
    private boolean restored;
    private boolean written;

    public AttemptRecorder(final AttemptMemory memory) {
        this.memory = memory;
        memory.onDoubts(this::save);
    }

    /** Doubts must not be lost with a crash. There are few: each belongs to a FlowFile that is loaded with a warning. */
    private synchronized void save() {
        running.ifPresent(run -> write(run, End.UNKNOWN, AFTER_CRASH));
    }

    /** Before the first attempt. */
    public synchronized void started(final StateManager state, final ComponentLog logger) {
        final Run run = new Run(state, logger);
        memory.started();
        if (!restored) {
            restore(run);
            restored = true;
        } else if (isCleared(run)) {
            memory.clear();
        }
        write(run, End.UNKNOWN, AFTER_CRASH);
        running = Optional.of(run);
    }

    /** Whether a user has cleared the state since it was written. */
    private boolean isCleared(final Run run) {
        try {
            return written && run.state.getState(Scope.LOCAL).toMap().isEmpty();
        } catch (IOException | RuntimeException e) {
            run.logger.debug("The state of the processor could not be read. It counts as not cleared", e);
            return false;
        }
    }

    private void restore(final Run run) {
        try {
            final Map<String, String> last = run.state.getState(Scope.LOCAL).toMap();
            if (!last.isEmpty()) {
                memory.restore(AttemptRecord.read(last), AttemptRecord.end(last));
            }
        } catch (IOException | RuntimeException e) {
            run.logger.warn("The state of the processor could not be read. Queued FlowFiles count as possibly attempted", e);
            memory.restoreNothing();
        }
    }

    /** When no more rows can be sent. A second call has an effect only if the first one has failed. */
    public synchronized void stopped() {
        if (running.isPresent() && write(running.get(), End.CLEAN, "After a restart of NiFi queued FlowFiles count as possibly attempted")) {
            running = Optional.empty();
        }
    }

    private boolean write(final Run run, final End end, final String consequence) {
        try {
            run.state.setState(memory.toRecord(end).toState(end), Scope.LOCAL);
            written = true;
        } catch (IOException | RuntimeException e) {
            run.logger.warn("The state of the processor could not be written. {}", consequence, e);
            written = false;
        }
        return written;
    }

    /**
     * A run of the processor.
     *
     * @param state of the processor in NiFi
     * @param logger of the processor
     */
    private record Run(StateManager state, ComponentLog logger) {}
}
