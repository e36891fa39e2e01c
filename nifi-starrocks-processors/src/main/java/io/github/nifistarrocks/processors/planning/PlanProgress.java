package io.github.nifistarrocks.processors.planning;

import java.util.List;
import java.util.Map;

/**
 * How far a table is read after a plan.
 *
 * @param maxima by column, the maximum values after these rows; empty when they do not decide which rows are read
 * @param partitions names of the changed partitions that are read; empty when changes do not decide which rows are read
 * @param entries of the state, by key; empty when no state is kept
 */
public record PlanProgress(Map<String, String> maxima, List<String> partitions, Map<String, String> entries) {

    public PlanProgress {
        maxima = Map.copyOf(maxima);
        partitions = List.copyOf(partitions);
        entries = Map.copyOf(entries);
    }

    static PlanProgress ofAllRows() {
        return new PlanProgress(Map.of(), List.of(), Map.of());
    }
}
