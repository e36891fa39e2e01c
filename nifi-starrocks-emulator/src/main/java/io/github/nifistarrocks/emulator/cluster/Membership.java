package io.github.nifistarrocks.emulator.cluster;

import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which servers run, as far as the others know, which FE leads, and what the others know. */
public final class Membership {

    private final Set<Integer> stoppedFrontends = ConcurrentHashMap.newKeySet();
    private final Set<Integer> deadBackends = ConcurrentHashMap.newKeySet();
    private final FrontendMetadata metadata = new FrontendMetadata();
    private volatile int leader;

    public FrontendMetadata metadata() {
        return metadata;
    }

    /** The index of the FE. */
    public int leader() {
        return leader;
    }

    public void elect(final int frontend) {
        leader = frontend;
    }

    public void frontendStarted(final int frontend) {
        stoppedFrontends.remove(frontend);
    }

    public void frontendStopped(final int frontend) {
        stoppedFrontends.add(frontend);
    }

    /** Whether the FE that leads, or led until it stopped, is running. */
    public boolean isLeaderReachable() {
        return !stoppedFrontends.contains(leader);
    }

    public void backendAlive(final int backend) {
        deadBackends.remove(backend);
    }

    public void backendDead(final int backend) {
        deadBackends.add(backend);
    }

    /** How many of the BEs the FEs take for alive. */
    public int alive(final Collection<Integer> backends) {
        return (int) backends.stream().filter(backend -> !deadBackends.contains(backend)).count();
    }
}
