package io.github.nifistarrocks.processors.load.attempt;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What NiFi's state of the processor keeps of an {@link AttemptMemory}.
 *
 * @param open labels of attempts whose outcome is open
 * @param ended by the label of a FlowFile of several tables: so many of its attempts, from the first on, are not committed; the newest last
 * @param unknownBefore FlowFiles that were queued before it may have been attempted
 * @param doubtfulBefore FlowFiles that were queued before it may have been attempted twice
 * @param time of the record
 */
record AttemptRecord(Map<String, Suspicion> open, Map<String, Integer> ended, Instant unknownBefore, Instant doubtfulBefore, Instant time) {

    /**
     * All labels together are one value of the state, which must not be longer than 65,535 bytes. A longer one would disable the local state of all components of
     * the node until its next checkpoint (NiFi: StateMapSerDe, LengthDelimitedJournal.poison).
     */
    private static final int MAX_LABELS = 400;

    private static final String END = "end";
    private static final String OPEN = "open.labels";
    private static final String ENDED = "ended.attempts";
    private static final String UNKNOWN_BEFORE = "unknown.before";
    private static final String DOUBTFUL_BEFORE = "doubtful.before";
    private static final String TIME = "time";

    /** How the run of the processor ended after which the record was read. */
    enum End {
        /** The record was written at its end. */
        CLEAN,
        /** The record was written at its begin. */
        UNKNOWN
    }

    AttemptRecord {
        open = Map.copyOf(open);
        ended = Collections.unmodifiableMap(new LinkedHashMap<>(ended));
    }

    /**
     * The same without the labels that are too many: all FlowFiles that are queued by now then count as possibly attempted. Doubtful labels are kept, because
     * StarRocks may show only the last attempt. With too many of these, all FlowFiles that are queued count as doubtful.
     */
    AttemptRecord bounded() {
        final Map<String, Integer> newest = new LinkedHashMap<>();
        ended.entrySet().stream().skip(Math.max(0, ended.size() - MAX_LABELS)).forEach(entry -> newest.put(entry.getKey(), entry.getValue()));
        if (open.size() <= MAX_LABELS) {
            return new AttemptRecord(open, newest, unknownBefore, doubtfulBefore, time);
        }
        final Map<String, Suspicion> doubtful = new HashMap<>(open);
        doubtful.values().removeIf(suspicion -> suspicion != Suspicion.DOUBTFUL);
        return doubtful.size() <= MAX_LABELS
                ? new AttemptRecord(doubtful, newest, time, doubtfulBefore, time)
                : new AttemptRecord(Map.of(), newest, time, time, time);
    }

    Map<String, String> toState(final End end) {
        return Map.of(END, end.name(), OPEN, text(open), ENDED, text(ended), UNKNOWN_BEFORE, unknownBefore.toString(), DOUBTFUL_BEFORE,
                doubtfulBefore.toString(), TIME, time.toString());
    }

    private static String text(final Map<String, ?> labels) {
        return labels.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).collect(Collectors.joining(","));
    }

    /** @throws IllegalArgumentException if it is not a state that {@link #toState} has returned */
    static End end(final Map<String, String> state) {
        return End.valueOf(state.getOrDefault(END, ""));
    }

    /** @throws IllegalArgumentException if it is not a state that {@link #toState} has returned */
    static AttemptRecord read(final Map<String, String> state) {
        try {
            return new AttemptRecord(labels(state, OPEN, Suspicion::valueOf), labels(state, ENDED, Integer::valueOf), instant(state, UNKNOWN_BEFORE),
                    instant(state, DOUBTFUL_BEFORE), instant(state, TIME));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static <T> Map<String, T> labels(final Map<String, String> state, final String key, final Function<String, T> value) {
        final Map<String, T> labels = new LinkedHashMap<>();
        for (final String entry : state.getOrDefault(key, "").split(",")) {
            if (!entry.isEmpty()) {
                final String[] parts = entry.split("=", 2);
                labels.put(parts[0], value.apply(parts.length == 2 ? parts[1] : ""));
            }
        }
        return labels;
    }

    private static Instant instant(final Map<String, String> state, final String key) {
        return Instant.parse(state.getOrDefault(key, ""));
    }
}
