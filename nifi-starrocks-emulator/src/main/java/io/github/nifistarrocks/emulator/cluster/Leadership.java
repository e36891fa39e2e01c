package io.github.nifistarrocks.emulator.cluster;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which FE leads, and whether BEs reach it. */
public final class Leadership {

    private final Set<Integer> stopped = ConcurrentHashMap.newKeySet();
    private volatile int leader;

    /** The index of the FE. */
    public int leader() {
        return leader;
    }

    public void elect(final int frontend) {
        leader = frontend;
    }

    public void started(final int frontend) {
        stopped.remove(frontend);
    }

    public void stopped(final int frontend) {
        stopped.add(frontend);
    }

    /** Whether the FE that leads, or led until it stopped, is running. */
    public boolean isReachable() {
        return !stopped.contains(leader);
    }
}
