package io.github.nifistarrocks.processors.plan;

import java.util.Map;
import java.util.OptionalLong;

import io.github.nifistarrocks.client.plan.Tablet;

/**
 * How large a group of tablets may be.
 *
 * @param tablets maximum number, at least 1
 * @param bytes maximum size; a larger tablet is alone in its group. Empty when sizes are not known
 * @param sizes of tablets, by id
 */
public record GroupLimits(int tablets, OptionalLong bytes, Map<Long, Long> sizes) {

    public GroupLimits {
        sizes = Map.copyOf(sizes);
    }

    /** By number only. */
    public static GroupLimits ofNumber(final int tablets) {
        return new GroupLimits(tablets, OptionalLong.empty(), Map.of());
    }

    /** Of a tablet that is not listed, a group is filled. */
    long size(final Tablet tablet) {
        return sizes.getOrDefault(tablet.id(), bytes.orElse(0));
    }

    /** What a scan of the tablet costs, in comparison with others: its size, where sizes are known. */
    long weight(final Tablet tablet) {
        return bytes.isPresent() ? Math.max(1, size(tablet)) : 1;
    }
}
