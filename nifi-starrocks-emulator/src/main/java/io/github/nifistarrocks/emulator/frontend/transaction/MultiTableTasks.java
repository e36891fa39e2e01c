package io.github.nifistarrocks.emulator.frontend.transaction;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.github.nifistarrocks.emulator.cluster.Election;

/** The tasks of transactions of several tables, by their label alone, whatever the database (FE: StreamLoadMgr, idToStreamLoadTask). */
public final class MultiTableTasks {

    private final Map<String, MultiTableTask> tasks = new ConcurrentHashMap<>();

    Optional<MultiTableTask> find(final String label) {
        return Optional.ofNullable(tasks.get(label));
    }

    void add(final String label, final MultiTableTask task) {
        tasks.put(label, task);
    }

    /** The tasks are replicated, their sessions are not. */
    public void leaderChanged(final Election election) {
        tasks.values().forEach(task -> task.leaderChanged(election));
    }

    /** Forgets those that are over. */
    public void clean() {
        tasks.values().removeIf(MultiTableTask::isOver);
    }

    /** Runs alone for all labels. */
    synchronized <T> T alone(final Supplier<T> work) {
        return work.get();
    }
}
