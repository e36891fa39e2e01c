package io.github.nifistarrocks.processors.load.attempt;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What NiFi's state of the processor keeps of an {@link AttemptMemory}.
 *
 * @param open labels of attempts whose outcome is open
 * @param unknownBefore FlowFiles that were queued before it may have been attempted
 * @param time of the record
 */
record AttemptRecord(Map<String, Suspicion> open, Instant unknownBefore, Instant time) {

    /**
     * All labels together are one value of the state, which must not be longer than 65,535 bytes. A longer one would disable the local state of all components of
     * the node until its next checkpoint (NiFi: StateMapSerDe, LengthDelimitedJournal.poison).
     */
    private static final int MAX_LABELS = 400;

    private static final String END = "end";
    private static final String OPEN = "open.labels";
    private static final String UNKNOWN_BEFORE = "unknown.before";
    private static final String TIME = "time";

    /** How the run of the processor ended after which the record was read. */
    enum End {
        /** The record was written at its end. */
        CLEAN,
        /** The record was written at its begin. */
        UNKNOWN
    }

    /** With too many labels all FlowFiles that are queued by now count as possibly attempted. */
    static AttemptRecord of(final Map<String, Suspicion> open, final Instant unknownBefore, final Instant time) {
        return open.size() > MAX_LABELS ? new AttemptRecord(Map.of(), time, time) : new AttemptRecord(open, unknownBefore, time);
    }

    Map<String, String> toState(final End end) {
        return Map.of(END, end.name(), OPEN, open.entrySet().stream().map(entry -> entry.getKey() + "=" + entry.getValue()).collect(Collectors.joining(",")),
                UNKNOWN_BEFORE, unknownBefore.toString(), TIME, time.toString());
    }

    /** @throws IllegalArgumentException if it is not a state that {@link #toState} has returned */
    static End end(final Map<String, String> state) {
        return End.valueOf(state.getOrDefault(END, ""));
    }

    /** @throws IllegalArgumentException if it is not a state that {@link #toState} has returned */
    static AttemptRecord read(final Map<String, String> state) {
        final Map<String, Suspicion> open = new HashMap<>();
        for (final String entry : state.getOrDefault(OPEN, "").split(",")) {
            if (!entry.isEmpty()) {
                final String[] parts = entry.split("=", 2);
                open.put(parts[0], Suspicion.valueOf(parts.length == 2 ? parts[1] : ""));
            }
        }
        try {
            return new AttemptRecord(open, Instant.parse(state.getOrDefault(UNKNOWN_BEFORE, "")), Instant.parse(state.getOrDefault(TIME, "")));
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
