package io.github.nifistarrocks.emulator.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

import io.github.nifistarrocks.emulator.catalog.Bucketing;
import io.github.nifistarrocks.emulator.catalog.Column;
import io.github.nifistarrocks.emulator.catalog.Partition;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.Tablet;

/** Skips empty partitions, partitions outside the ranges of the filter, and buckets that contain none of its key values. */
final class TabletPruner {

    private final Table table;
    private final Conditions conditions;
    private final Predicate<Partition> candidates;

    /** @param candidates the partitions that may have rows */
    TabletPruner(final Table table, final Conditions conditions, final Predicate<Partition> candidates) {
        this.table = table;
        this.conditions = conditions;
        this.candidates = candidates;
    }

    List<Tablet> tablets() {
        if (conditions.neverTrue()) {
            return List.of();
        }
        final Optional<Set<Integer>> buckets = buckets();
        final List<Tablet> tablets = new ArrayList<>();
        for (final Partition partition : table.partitions()) {
            if (candidates.test(partition) && mayMatch(partition)) {
                table.tablets(partition).stream().filter(tablet -> buckets.isEmpty() || buckets.get().contains(tablet.bucket())).forEach(tablets::add);
            }
        }
        return tablets;
    }

    private boolean mayMatch(final Partition partition) {
        if (table.partitionColumns().isEmpty()) {
            return true;
        }
        final Column column = table.column(table.partitionColumns().getFirst()).orElseThrow();
        final boolean single = table.partitionColumns().size() == 1;
        final ValueRange bounds = new ValueRange(partition.lower().map(List::getFirst), true, partition.upper().map(List::getFirst), !single);
        return conditions.ranges(column).stream().allMatch(bounds::meets)
                && conditions.values(column).map(values -> values.stream().anyMatch(value -> bounds.meets(exactly(value)))).orElse(true);
    }

    private static ValueRange exactly(final Object value) {
        return new ValueRange(Optional.of(value), true, Optional.of(value), true);
    }

    /** Empty when the filter does not fix the bucket columns. */
    private Optional<Set<Integer>> buckets() {
        if (table.bucketColumns().isEmpty()) {
            return Optional.empty();
        }
        List<List<Object>> keys = List.of(List.of());
        for (final String name : table.bucketColumns()) {
            final Optional<List<Object>> values = conditions.values(table.column(name).orElseThrow());
            if (values.isEmpty()) {
                return Optional.empty();
            }
            keys = extended(keys, values.get());
        }
        final Set<Integer> buckets = new TreeSet<>();
        keys.forEach(key -> buckets.add(Bucketing.bucketOf(key, table.buckets())));
        return Optional.of(buckets);
    }

    private static List<List<Object>> extended(final List<List<Object>> keys, final List<Object> values) {
        final List<List<Object>> extended = new ArrayList<>();
        for (final List<Object> key : keys) {
            for (final Object value : values) {
                final List<Object> longer = new ArrayList<>(key);
                longer.add(value);
                extended.add(longer);
            }
        }
        return extended;
    }
}
