package io.github.nifistarrocks.emulator.frontend.transaction;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

import io.github.nifistarrocks.emulator.cluster.Election;
import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionState;

/** The task of a transaction of several tables at the FE: the BE of each table, and its own state. */
final class MultiTableTask {

    private final LoadTransaction transaction;
    private final Map<String, Integer> backends = new ConcurrentSkipListMap<>();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();
    private boolean registered;
    private boolean committing;
    /** The state at a leader that has not begun it. */
    private Optional<State> replayed = Optional.empty();

    /** The states, by the names of the FE. */
    enum State {
        BEGIN, COMMITING, COMMITED, CANCELLED
    }

    MultiTableTask(final LoadTransaction transaction) {
        this.transaction = transaction;
    }

    LoadTransaction transaction() {
        return transaction;
    }

    /** The BE of each table that was loaded, in the order of their names. */
    Map<String, Integer> backends() {
        return backends;
    }

    /** Ends the loads of a table; false when they have ended before. */
    boolean end(final String table) {
        return ended.add(table);
    }

    boolean hasEnded(final String table) {
        return ended.contains(table);
    }

    synchronized State state() {
        return replayed.orElseGet(this::stateOfTransaction);
    }

    private synchronized State stateOfTransaction() {
        return switch (transaction.state()) {
            case ABORTED, UNKNOWN -> State.CANCELLED;
            case COMMITTED, VISIBLE -> State.COMMITED;
            case PREPARE, PREPARED -> committing ? State.COMMITING : State.BEGIN;
        };
    }

    /** The transaction manager knows its label from now on; false when it did before. */
    synchronized boolean startRegistration() {
        final boolean first = !registered;
        registered = true;
        return first;
    }

    /** @return false when it is not possible in the state */
    synchronized boolean startCommit() {
        final boolean possible = state() == State.BEGIN;
        committing |= possible;
        return possible;
    }

    /** Whether the time ended before any step of the commit. */
    boolean isTimedOut() {
        return ended.isEmpty() && transaction.state() == TransactionState.ABORTED;
    }

    synchronized boolean isOver() {
        return !transaction.state().isOpen() && transaction.state() != TransactionState.COMMITTED && state() != State.BEGIN;
    }

    /**
     * The session of the task and its loads were in the memory of the FE that led. Only the begin is in the journal, and the transaction has no callback, so
     * the task does not follow it any more, even if it is committed (FE: StreamLoadMgr.beginMultiStatementLoadTask, StreamLoadMultiStmtTask).
     */
    synchronized void leaderChanged(final Election election) {
        replayed = Optional.of(switch (election) {
            case UP_TO_DATE -> State.BEGIN;
            case BEHIND -> State.CANCELLED;
        });
        backends.clear();
        ended.clear();
    }

    synchronized boolean isLeaderless() {
        return replayed.isPresent();
    }

    /** Ends a task that does not follow its transaction. */
    synchronized void endReplayed(final State state) {
        replayed = replayed.map(before -> state);
    }
}
