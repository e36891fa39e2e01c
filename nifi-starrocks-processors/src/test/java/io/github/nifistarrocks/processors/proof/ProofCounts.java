package io.github.nifistarrocks.processors.proof;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts by name. Safe for use by several threads. */
final class ProofCounts {

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    void add(final String name, final long count) {
        counts.computeIfAbsent(name, ignored -> new LongAdder()).add(count);
    }

    void add(final String name) {
        add(name, 1);
    }

    long of(final String name) {
        final LongAdder count = counts.get(name);
        return count == null ? 0 : count.sum();
    }

    long total() {
        return counts.values().stream().mapToLong(LongAdder::sum).sum();
    }

    /** A line for each name. */
    void addTo(final ProofReport report) {
        sorted().forEach((name, count) -> report.add("  %6d %s", count, name));
    }

    Map<String, Long> sorted() {
        final Map<String, Long> sorted = new TreeMap<>();
        counts.forEach((name, count) -> sorted.put(name, count.sum()));
        return sorted;
    }
}
