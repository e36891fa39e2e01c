package io.github.nifistarrocks.processors.plan;

import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
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

    /**
     * Each part has the opaque plan of its own tablets, where it can be divided.
     *
     * @throws StarRocksException PROTOCOL when the opaque plan does not have a tablet of the plan; INVALID when it is too large
     */
    public static PlanParts cut(final PlanDocument plan, final GroupLimits limits) throws StarRocksException {
        final Optional<DivisiblePlan> divisible = DivisiblePlan.parse(plan.opaquePlan());
        final List<Long> missing = divisible.map(divided -> divided.missing(plan.tabletIds())).orElse(List.of());
        if (!missing.isEmpty()) {
            throw new StarRocksException(Kind.PROTOCOL, "The FE lists tablet [%d] of [%s], but its query plan does not have it. Plan again"
                    .formatted(missing.getFirst(), plan.table()));
        }
        return of(plan, limits, divisible);
    }

    /**
     * Each part has the opaque plan of all tablets.
     *
     * @throws StarRocksException INVALID when it is too large
     */
    public static PlanParts whole(final PlanDocument plan, final GroupLimits limits) throws StarRocksException {
        return of(plan, limits, Optional.empty());
    }

    private static PlanParts of(final PlanDocument plan, final GroupLimits limits, final Optional<DivisiblePlan> divisible) throws StarRocksException {
        final long bytes = plan.opaquePlan().length() / 4L * 3;
        if (bytes > CompressedPlan.MAX_BYTES) {
            throw new StarRocksException(Kind.INVALID, "The query plan of [%s] has %d bytes, and a FlowFile can contain %d. Select fewer partitions"
                    .formatted(plan.table(), bytes, CompressedPlan.MAX_BYTES));
        }
        return new PlanParts(plan, TabletGroups.cut(plan.tablets(), limits), divisible);
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
        final String opaquePlan = divisible.isPresent()
                ? divisible.get().of(tablets.stream().map(Tablet::id).toList()).orElseThrow()
                : plan.opaquePlan();
        return new PlanDocument(plan.query(), plan.plannedAt(), tablets, opaquePlan);
    }
}
