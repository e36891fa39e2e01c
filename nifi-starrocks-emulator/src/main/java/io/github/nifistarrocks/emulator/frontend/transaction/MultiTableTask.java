package io.github.nifistarrocks.emulator.frontend.transaction;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

import io.github.nifistarrocks.emulator.transaction.LoadTransaction;
import io.github.nifistarrocks.emulator.transaction.TransactionState;

/** The task of a transaction of several tables at the FE: the BE of each table, and its own state. */
final class MultiTableTask {

    private final LoadTransaction transaction;
    private final Map<String, Integer> backends = new ConcurrentSkipListMap<>();
    private final Set<String> ended = ConcurrentHashMap.newKeySet();
    private boolean registered;
    private boolean committing;
    private boolean leaderless;

    /**
     * The states, by the names of the FE. A new leader takes every task for cancelled, since only its creation is replicated, even if the transaction is
     * committed (FE: StreamLoadMgr.cancelUnDurableTaskAfterRestart).
     */
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
        if (leaderless) {
            return State.CANCELLED;
        }
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

    boolean isOver() {
        return !transaction.state().isOpen() && transaction.state() != TransactionState.COMMITTED;
    }

    /** The session of the task and its loads were in the memory of the FE that led. */
    synchronized void leaderChanged() {
        leaderless = true;
        backends.clear();
        ended.clear();
    }

    synchronized boolean isLeaderless() {
        return leaderless;
    }
}
