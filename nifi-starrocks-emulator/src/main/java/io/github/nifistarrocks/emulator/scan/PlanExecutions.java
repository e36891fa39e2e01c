package io.github.nifistarrocks.emulator.scan;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The executions of plans at one BE, by query id (BE: exec/pipeline/query_context.cpp, QueryContextManager). */
final class PlanExecutions {

    private final InstantSource clock;
    private final Map<String, PlanExecution> plans = new HashMap<>();

    PlanExecutions(final InstantSource clock) {
        this.clock = clock;
    }

    /** @throws ScanException when another scanner of the plan has failed; the failure is reported once, since a BE cleans up then */
    synchronized PlanExecution join(final String queryId, final ScanContext scanner, final Duration timeout) {
        plans.values().removeIf(PlanExecution::isForgotten);
        final PlanExecution plan = plans.computeIfAbsent(queryId, missing -> new PlanExecution(clock));
        final Optional<ScanException> failure = plan.failure();
        if (failure.isPresent()) {
            plans.remove(queryId);
            throw failure.get();
        }
        plan.join(scanner, timeout);
        return plan;
    }
}
