package io.github.nifistarrocks.processors.load.merged;

import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

import io.github.nifistarrocks.processors.common.NewestEntries;
import org.apache.nifi.flowfile.FlowFile;

/**
 * When the state of a merged load is requested again, and which are committed. One request is enough for all FlowFiles of a merged load. Nothing depends on it
 * after a restart. Safe for use by several threads.
 */
public final class MergedMemory {

    private static final int MAX_ENTRIES = 10_000;

    private final LongSupplier nanos;
    private final Map<String, Long> due = new NewestEntries<>(MAX_ENTRIES);
    private final Map<MergedMark, Boolean> committed = new NewestEntries<>(MAX_ENTRIES);

    /** @param nanos time in nanoseconds, which only increases */
    public MergedMemory(final LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** The merged load is running. */
    public synchronized void running(final MergedMark mark, final Duration pause) {
        due.put(mark.label(), nanos.getAsLong() + pause.toNanos());
    }

    /** The merged load is committed. */
    public synchronized void committed(final MergedMark mark) {
        due.remove(mark.label());
        committed.put(mark, true);
    }

    public synchronized boolean isCommitted(final MergedMark mark) {
        return committed.containsKey(mark);
    }

    /** Whether a marked FlowFile has nothing to wait for. */
    public synchronized boolean isDue(final FlowFile marked) {
        final Long at = due.get(marked.getAttribute(MergedMark.LABEL));
        return at == null || nanos.getAsLong() - at >= 0;
    }
}
