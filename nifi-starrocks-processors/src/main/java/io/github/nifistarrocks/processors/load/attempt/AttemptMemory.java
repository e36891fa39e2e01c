package io.github.nifistarrocks.processors.load.attempt;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

import io.github.nifistarrocks.processors.common.NewestEntries;

/**
 * The labels under which a load may be committed without NiFi knowing it. Kept while the processor exists, also while it is stopped. An {@link AttemptRecord}
 * keeps it over a restart of NiFi. Safe for use by several threads.
 */
public final class AttemptMemory {

    /** With more open labels one is forgotten, and every FlowFile that is queued then counts as what was suspected of it. */
    private static final int MAX_OPEN = 10_000;
    private static final int MAX_SEEN = 10_000;

    private final int maxOpen;
    private final Instant created = Instant.now();
    private final Map<String, Suspicion> open = new LinkedHashMap<>();
    private final Map<String, Suspicion> seen = new LinkedHashMap<>();
    /** By the label of a FlowFile of several tables: so many of its attempts, from the first on, are not committed. */
    private final Map<String, Integer> ended = new NewestEntries<>(MAX_SEEN);
    /** FlowFiles that were queued before it may have been attempted. */
    private Instant unknownBefore = Instant.EPOCH;
    /** FlowFiles that were queued before it may have been attempted twice. */
    private Instant doubtfulBefore = Instant.EPOCH;
    /** What was queued before it and attempted is in this memory. */
    private Instant knownUntil = Instant.EPOCH;
    private boolean queueReported;
    private volatile Runnable doubtsListener = () -> {};

    public AttemptMemory() {
        this(MAX_OPEN);
    }

    AttemptMemory(final int maxOpen) {
        this.maxOpen = maxOpen;
    }

    /**
     * What is suspected of a FlowFile that was not seen since the processor exists.
     *
     * @param queued when it was put into the queue
     * @param byAttributes what its attributes show
     */
    public synchronized Suspicion suspicion(final Instant queued, final Suspicion byAttributes) {
        if (queued.isBefore(doubtfulBefore)) {
            return Suspicion.DOUBTFUL;
        }
        if (byAttributes != Suspicion.NONE && !queued.isBefore(knownUntil)) {
            return byAttributes;
        }
        return queued.isBefore(unknownBefore) ? Suspicion.QUEUED : Suspicion.NONE;
    }

    /** Whether an attempt under the label is known whose outcome is open. */
    public synchronized boolean isOpen(final String label) {
        return open.containsKey(label);
    }

    /**
     * The attributes of a FlowFile show an attempt whose outcome is open. If it is not known here, another node has made it since the FlowFile was seen.
     */
    public synchronized void openByAttributes(final String label) {
        if (!open.containsKey(label)) {
            seen.remove(label);
            ended.remove(label);
        }
    }

    /** So many attempts to load several tables, from the first on, are not committed, now and later. */
    synchronized int ended(final String label) {
        return ended.getOrDefault(label, 0);
    }

    /** The next of them begins, or one has ended. */
    synchronized void ended(final String label, final int attempts) {
        // The newest is the last.
        ended.remove(label);
        if (attempts > 0) {
            ended.put(label, attempts);
        }
    }

    /**
     * What is suspected of a label.
     *
     * @param flowFileLabel label of the FlowFile, from which that of one of its several loads is derived
     * @param first what is suspected of the FlowFile if it is seen for the first time
     */
    synchronized Suspicion of(final String label, final String flowFileLabel, final Suspicion first) {
        final Suspicion ofFlowFile = seen.getOrDefault(flowFileLabel, first);
        see(flowFileLabel, ofFlowFile);
        return open.getOrDefault(label, seen.getOrDefault(label, ofFlowFile));
    }

    private void see(final String label, final Suspicion suspicion) {
        seen.put(label, suspicion);
        if (seen.size() > MAX_SEEN) {
            seen.remove(seen.keySet().iterator().next());
        }
    }

    /** @param listener called when doubtful labels have changed */
    void onDoubts(final Runnable listener) {
        doubtsListener = listener;
    }

    /** Rows may be sent under the label from now on. */
    void begin(final String label, final Suspicion suspicion) {
        if (open(label, suspicion)) {
            doubtsListener.run();
        }
    }

    /** @return whether the label has become doubtful */
    private synchronized boolean open(final String label, final Suspicion suspicion) {
        final Suspicion before = open.getOrDefault(label, Suspicion.NONE);
        open.put(label, suspicion);
        if (open.size() > maxOpen) {
            forgetOneBut(label);
        }
        return suspicion == Suspicion.DOUBTFUL && before != Suspicion.DOUBTFUL;
    }

    /** Of the others the oldest that is not doubtful: StarRocks may show its outcome. */
    private void forgetOneBut(final String label) {
        final String forgotten = open.entrySet().stream().filter(entry -> entry.getValue() != Suspicion.DOUBTFUL).map(Map.Entry::getKey)
                .filter(Predicate.not(label::equals)).findFirst().orElseGet(() -> open.keySet().iterator().next());
        final Suspicion suspicion = open.remove(forgotten);
        seen.remove(forgotten);
        unknownBefore = Instant.now();
        if (suspicion == Suspicion.DOUBTFUL) {
            doubtfulBefore = unknownBefore;
        }
    }

    /** No attempt under the label is committed. */
    synchronized void notCommitted(final String label) {
        open.remove(label);
        see(label, Suspicion.NONE);
    }

    /** NiFi has stored that these are committed. */
    void forget(final Collection<String> labels) {
        if (remove(labels)) {
            doubtsListener.run();
        }
    }

    /** @return whether one of them was doubtful */
    private synchronized boolean remove(final Collection<String> labels) {
        boolean doubtful = false;
        for (final String label : labels) {
            doubtful |= open.remove(label) == Suspicion.DOUBTFUL;
            seen.remove(label);
            ended.remove(label);
        }
        return doubtful;
    }

    /** @return true once after each start of the processor */
    synchronized boolean reportQueue() {
        final boolean first = !queueReported;
        queueReported = true;
        return first;
    }

    synchronized void started() {
        queueReported = false;
    }

    /** The user wants no checks of what was attempted or queued by now. */
    synchronized void clear() {
        open.clear();
        seen.clear();
        unknownBefore = Instant.EPOCH;
        doubtfulBefore = Instant.EPOCH;
        knownUntil = Instant.now();
    }

    /** @param end of the last run */
    synchronized void restore(final AttemptRecord record, final AttemptRecord.End end) {
        open.putAll(record.open());
        ended.putAll(record.ended());
        doubtfulBefore = record.doubtfulBefore();
        switch (end) {
            case CLEAN -> {
                unknownBefore = record.unknownBefore();
                knownUntil = record.time();
            }
            case UNKNOWN -> unknownBefore = created;
        }
    }

    /** Nothing is known of the last run. */
    synchronized void restoreNothing() {
        unknownBefore = created;
    }

    /**
     * @param end with which the record is written. After a crash FlowFiles that were queued are asked for in any case, so only doubtful labels are needed. Which
     *        attempts have ended must not be read then: the label of one that was refused at its begin is used again.
     */
    synchronized AttemptRecord toRecord(final AttemptRecord.End end) {
        final Instant now = Instant.now();
        return switch (end) {
            case CLEAN -> new AttemptRecord(open, ended, unknownBefore, doubtfulBefore, now).bounded();
            case UNKNOWN -> new AttemptRecord(doubtful(), Map.of(), unknownBefore, doubtfulBefore, now).bounded();
        };
    }

    private Map<String, Suspicion> doubtful() {
        final Map<String, Suspicion> doubtful = new HashMap<>(open);
        doubtful.values().removeIf(suspicion -> suspicion != Suspicion.DOUBTFUL);
        return doubtful;
    }
}
