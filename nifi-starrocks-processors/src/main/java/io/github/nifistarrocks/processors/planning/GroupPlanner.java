package io.github.nifistarrocks.processors.planning;

import java.util.List;
import java.util.OptionalLong;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.processors.plan.GroupLimits;
import io.github.nifistarrocks.processors.plan.PlanDocument;

/** Finds the limits of the groups of a plan. Sizes of tablets are read only if a size is a limit, and there is more than one tablet. */
public final class GroupPlanner {

    private final StarRocksClient client;
    private final int tablets;
    private final OptionalLong bytes;

    /**
     * @param tablets maximum number in a group
     * @param bytes maximum size of a group; empty when only the number is limited
     */
    public GroupPlanner(final StarRocksClient client, final int tablets, final OptionalLong bytes) {
        this.client = client;
        this.tablets = tablets;
        this.bytes = bytes;
    }

    /**
     * The limits of a plan.
     *
     * @param limits by number, and by size if the sizes could be read
     * @param warnings why they could not be read
     */
    public record Found(GroupLimits limits, List<String> warnings) {}

    /**
     * @param partitions names of the partitions that the plan reads; empty for all
     * @param calls cancels the requests
     */
    public Found limits(final PlanDocument plan, final List<String> partitions, final CallScope calls) throws CallCancelledException {
        if (bytes.isEmpty() || plan.tablets().size() < 2) {
            return new Found(GroupLimits.ofNumber(tablets), List.of());
        }
        try {
            return new Found(new GroupLimits(tablets, bytes, client.tabletSizes(plan.table(), partitions, calls)), List.of());
        } catch (StarRocksException e) {
            return new Found(GroupLimits.ofNumber(tablets), List.of("""
                    Bytes per FlowFile is ignored for [%s], because the sizes of its tablets could not be read. Tablets per FlowFile limits the FlowFiles. %s"""
                    .formatted(plan.table(), e.getMessage())));
        }
    }
}
