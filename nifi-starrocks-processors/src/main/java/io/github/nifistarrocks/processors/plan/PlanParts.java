package io.github.nifistarrocks.processors.plan;

import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.plan.DivisiblePlan;
import io.github.nifistarrocks.client.plan.Tablet;

/** A plan divided into the documents of its FlowFiles. Each is created when it is requested, so that only one is in memory. */
public final class PlanParts {

    private final PlanDocument plan;
    private final List<List<Tablet>> groups;
    private final Optional<DivisiblePlan> divisible;

    private PlanParts(final PlanDocument plan, final List<List<Tablet>> groups, final Optional<DivisiblePlan> divisible) {
        this.plan = plan;
        this.groups = groups;
        this.divisible = divisible;
    }

    /** Each part has the opaque plan of its own tablets, where it can be divided. */
    public static PlanParts cut(final PlanDocument plan, final int tabletsPerPart) {
        return new PlanParts(plan, TabletGroups.cut(plan.tablets(), tabletsPerPart), DivisiblePlan.parse(plan.opaquePlan()));
    }

    /** Each part has the opaque plan of all tablets. */
    public static PlanParts whole(final PlanDocument plan, final int tabletsPerPart) {
        return new PlanParts(plan, TabletGroups.cut(plan.tablets(), tabletsPerPart), Optional.empty());
    }

    /** At least 1: a plan with nothing to read is one part without tablets. */
    public int count() {
        return Math.max(1, groups.size());
    }

    /** Whether the parts have opaque plans of their own. */
    public boolean isDivided() {
        return divisible.isPresent();
    }

    /** @param index from 0 */
    public PlanDocument part(final int index) {
        if (groups.isEmpty()) {
            return plan;
        }
        final List<Tablet> tablets = groups.get(index);
        final Optional<String> own = divisible.flatMap(divided -> divided.of(tablets.stream().map(Tablet::id).toList()));
        return new PlanDocument(plan.query(), plan.plannedAt(), tablets, own.orElse(plan.opaquePlan()));
    }
}
