package io.github.nifistarrocks.emulator.catalog;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/** A range of a partitioned table, or the only partition of another. Bounds are compared column by column; absent means unbounded. */
public final class Partition {

    private final long id;
    private final String name;
    private final Bounds bounds;
    private final AtomicLong version = new AtomicLong(1);
    private final AtomicLong dataVersion = new AtomicLong(1);

    /**
     * What a partition covers; absent means unbounded.
     *
     * @param lower the first value inside
     * @param upper the first value behind
     */
    record Bounds(Optional<List<Object>> lower, Optional<List<Object>> upper) {
        static final Bounds NONE = new Bounds(Optional.empty(), Optional.empty());
    }

    Partition(final long id, final String name, final Bounds bounds) {
        this.id = id;
        this.name = name;
        this.bounds = bounds;
    }

    public long id() {
        return id;
    }

    public String name() {
        return name;
    }

    /** The first value inside. */
    public Optional<List<Object>> lower() {
        return bounds.lower();
    }

    /** The first value behind. */
    public Optional<List<Object>> upper() {
        return bounds.upper();
    }

    /** 1 until the first load into it is visible. */
    public long visibleVersion() {
        return version.get();
    }

    /** The same, but for compactions. */
    public long dataVersion() {
        return dataVersion.get();
    }

    public boolean isEmpty() {
        return version.get() == 1;
    }

    /** To be called when a load into it becomes visible. */
    public void advance() {
        dataVersion.incrementAndGet();
        version.incrementAndGet();
    }

    /** To be called when a compaction becomes visible as a version, as it does in a shared-data cluster. */
    public void advanceByCompaction() {
        version.incrementAndGet();
    }

    /** Whether a row with these values (NULL counts as smallest) belongs to it. */
    public boolean contains(final List<Object> values) {
        return lower().map(bound -> compare(values, bound) >= 0).orElse(true) && upper().map(bound -> compare(values, bound) < 0).orElse(true);
    }

    @SuppressWarnings("unchecked")
    private static int compare(final List<Object> values, final List<Object> bound) {
        for (int i = 0; i < bound.size(); i++) {
            final Object value = values.get(i);
            final int order = value == null ? -1 : ((Comparable<Object>) value).compareTo(bound.get(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }
}
