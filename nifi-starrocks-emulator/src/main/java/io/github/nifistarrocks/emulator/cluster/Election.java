package io.github.nifistarrocks.emulator.cluster;

/** How much of the journal an FE has replayed when it becomes the leader. */
public enum Election {
    /** All, as a follower has in most cases: there is nothing left to replay (FE: GlobalStateMgr.replayJournal, "skip replay journal"). */
    UP_TO_DATE,
    /** Not all. When it has replayed the rest, it cancels every load task that is not in a durable state (FE: StreamLoadMgr.cancelUnDurableTaskAfterRestart). */
    BEHIND
}
