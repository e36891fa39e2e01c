package io.github.nifistarrocks.emulator.fault;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/** One rule of the script: its requests and their fault. Counting starts when the rule is created. */
public final class FaultRule {

    private final RequestKind kind;
    private final Fault fault;
    private final long skipped;
    private final long last;
    private final Predicate<String> subjects;
    private final AtomicLong seen = new AtomicLong();
    private final AtomicLong hits = new AtomicLong();

    FaultRule(final RequestKind kind, final Fault fault, final long skipped, final long times, final Predicate<String> subjects) {
        this.kind = kind;
        this.fault = fault;
        this.skipped = skipped;
        this.last = times == Long.MAX_VALUE ? Long.MAX_VALUE : skipped + times;
        this.subjects = subjects;
    }

    Fault fault() {
        return fault;
    }

    boolean applies(final RequestKind requestKind, final String subject) {
        if (kind != requestKind || !subjects.test(subject)) {
            return false;
        }
        final long number = seen.incrementAndGet();
        final boolean hit = number > skipped && number <= last;
        if (hit) {
            hits.incrementAndGet();
        }
        return hit;
    }

    /** The number of requests that were hit so far. */
    public long hits() {
        return hits.get();
    }
}
