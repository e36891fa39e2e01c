package io.github.nifistarrocks.processors.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.plan.Tablet;

/**
 * Divides the tablets of a plan into groups, each of which every one of its replicas can serve: tablets share a group only when the same BEs have them.
 * Within a group all tablets list their replicas in the same order. The first replicas of all groups are spread evenly over the BEs, by size where sizes are known; the least used follow.
 */
public final class TabletGroups {

    /** The first choices are almost even, and each pass makes them more even. */
    private static final int MAX_PASSES = 100;

    private TabletGroups() {}

    /**
     * @param tablets of one plan, each with a replica
     * @param limits of each group
     * @return groups in the order of their first tablets in the plan
     */
    public static List<List<Tablet>> cut(final List<Tablet> tablets, final GroupLimits limits) {
        final Map<HostPort, Long> uses = new HashMap<>();
        final List<Choice> choices = new ArrayList<>();
        for (final List<Tablet> chunk : chunks(tablets, limits)) {
            final Choice choice = new Choice(chunk, chunk.stream().mapToLong(limits::weight).sum());
            choice.first = choice.leastUsed(uses);
            uses.merge(choice.first, choice.weight, Long::sum);
            choices.add(choice);
        }
        spread(choices, uses);
        final Map<HostPort, Long> before = new HashMap<>();
        return choices.stream().map(choice -> choice.group(before)).toList();
    }

    /** Corrects early choices, which did not consider the later ones. */
    private static void spread(final List<Choice> choices, final Map<HostPort, Long> uses) {
        boolean moved = true;
        for (int pass = 0; moved && pass < MAX_PASSES; pass++) {
            moved = false;
            for (final Choice choice : choices) {
                moved |= choice.rebalance(uses);
            }
        }
    }

    private static List<List<Tablet>> chunks(final List<Tablet> tablets, final GroupLimits limits) {
        final Map<Set<HostPort>, Chunk> open = new HashMap<>();
        final List<List<Tablet>> chunks = new ArrayList<>();
        for (final Tablet tablet : tablets) {
            final Chunk chunk = open.compute(Set.copyOf(tablet.replicas()), (replicas, current) -> current != null && current.hasRoom(tablet)
                    ? current
                    : new Chunk(limits));
            if (chunk.tablets.isEmpty()) {
                chunks.add(chunk.tablets);
            }
            chunk.add(tablet);
        }
        return chunks;
    }

    /** A group that may not be full yet. */
    private static final class Chunk {

        private final GroupLimits limits;
        private final List<Tablet> tablets = new ArrayList<>();
        private long bytes;

        Chunk(final GroupLimits limits) {
            this.limits = limits;
        }

        boolean hasRoom(final Tablet tablet) {
            return tablets.size() < limits.tablets() && (limits.bytes().isEmpty() || bytes + limits.size(tablet) <= limits.bytes().getAsLong());
        }

        void add(final Tablet tablet) {
            tablets.add(tablet);
            bytes += limits.size(tablet);
        }
    }

    /** The first replica of a group. */
    private static final class Choice {

        private final List<Tablet> chunk;
        private final List<HostPort> replicas;
        private final long weight;
        private HostPort first;

        Choice(final List<Tablet> chunk, final long weight) {
            this.chunk = chunk;
            this.replicas = chunk.getFirst().replicas().stream().distinct().toList();
            this.weight = weight;
        }

        HostPort leastUsed(final Map<HostPort, Long> uses) {
            return Collections.min(replicas, Comparator.comparingLong(replica -> uses.getOrDefault(replica, 0L)));
        }

        /** @return whether another replica was chosen because that reduces the difference */
        boolean rebalance(final Map<HostPort, Long> uses) {
            final HostPort other = leastUsed(uses);
            if (uses.get(first) - uses.getOrDefault(other, 0L) <= weight) {
                return false;
            }
            uses.merge(first, -weight, Long::sum);
            uses.merge(other, weight, Long::sum);
            first = other;
            return true;
        }

        /** @param before how often the previous groups use each replica first */
        List<Tablet> group(final Map<HostPort, Long> before) {
            before.merge(first, weight, Long::sum);
            final List<HostPort> order = replicas.stream()
                    .sorted(Comparator.comparingLong((final HostPort replica) -> replica.equals(first) ? -1 : before.getOrDefault(replica, 0L))).toList();
            return chunk.stream().map(tablet -> new Tablet(tablet.id(), tablet.version(), order)).toList();
        }
    }
}
