package io.github.nifistarrocks.processors.load.prepared;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Evidence;
import io.github.nifistarrocks.processors.common.NewestEntries;

/**
 * What one run of the processor knows of marked FlowFiles. It saves requests and keeps the order of FlowFiles; nothing depends on it after a restart. Safe
 * for use by several threads.
 */
public final class PreparedMemory {

    private static final int MAX_ENTRIES = 10_000;

    private final Map<PreparedMark, Evidence> commits = new NewestEntries<>(MAX_ENTRIES);
    private final Map<List<LoadOutcome.Transaction>, Instant> prepares = new NewestEntries<>(MAX_ENTRIES);
    /** After a start the queue may contain marked FlowFiles. */
    private final AtomicLong suspicions = new AtomicLong(1);
    private final AtomicLong searched = new AtomicLong();
    private final AtomicBoolean timeoutReported = new AtomicBoolean();

    /**
     * Remembers when transactions were prepared, in case NiFi does not store their mark.
     *
     * @return the same transactions, with the time if an attempt of this run has prepared them
     */
    public LoadOutcome.Prepared dated(final LoadOutcome.Prepared prepared) {
        synchronized (prepares) {
            prepared.since().ifPresent(time -> prepares.put(prepared.transactions(), time));
            return new LoadOutcome.Prepared(prepared.label(), prepared.transactions(), Optional.ofNullable(prepares.get(prepared.transactions())),
                    prepared.message(), prepared.report());
        }
    }

    /** The transactions of the mark are committed. */
    public void committed(final PreparedMark mark, final Evidence evidence) {
        synchronized (commits) {
            commits.put(mark, evidence);
        }
    }

    /** How the commit of the mark is known; nothing if it is not. The FlowFile needs it only once. */
    public Optional<Evidence> take(final PreparedMark mark) {
        synchronized (commits) {
            return Optional.ofNullable(commits.remove(mark));
        }
    }

    /** A marked FlowFile whose commit is not confirmed goes back to the queue, and later FlowFiles must not pass it there. */
    public void suspect() {
        suspicions.incrementAndGet();
    }

    /** The number of suspicions up to now, for {@link #nothingFound}. */
    public long suspicions() {
        return suspicions.get();
    }

    /** Whether the queue may contain marked FlowFiles whose commit is not confirmed. */
    public boolean mustSearch() {
        return searched.get() < suspicions.get();
    }

    /** @param before number of suspicions before the queue was searched without success */
    public void nothingFound(final long before) {
        searched.accumulateAndGet(before, Math::max);
    }

    /** @return true the first time */
    public boolean reportTimeout() {
        return timeoutReported.compareAndSet(false, true);
    }
}
