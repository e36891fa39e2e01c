package io.github.nifistarrocks.processors.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.plan.Tablet;

/**
 * Divides the tablets of a plan into groups, each of which every one of its replicas can serve: tablets share a group only when the same BEs have them.
 * Within a group all tablets list their replicas in the same order. The first replicas of all groups are spread evenly over the BEs; the least used follow.
 */
public final class TabletGroups {

    private TabletGroups() {}

    /**
     * @param tablets of one plan, each with a replica
     * @param size maximum number of tablets in a group, at least 1
     * @return groups in the order of their first tablets in the plan
     */
    public static List<List<Tablet>> cut(final List<Tablet> tablets, final int size) {
        final Map<HostPort, Integer> uses = new HashMap<>();
        final List<Choice> choices = new ArrayList<>();
        for (final List<Tablet> chunk : chunks(tablets, size)) {
            final Choice choice = new Choice(chunk, chunk.getFirst().replicas().stream().distinct().toList());
            choice.first = choice.leastUsed(uses);
            uses.merge(choice.first, chunk.size(), Integer::sum);
            choices.add(choice);
        }
        spread(choices, uses);
        final Map<HostPort, Integer> before = new HashMap<>();
        return choices.stream().map(choice -> choice.group(before)).toList();
    }

    /** Corrects early choices, which did not consider the later ones. */
    private static void spread(final List<Choice> choices, final Map<HostPort, Integer> uses) {
        boolean moved = true;
        while (moved) {
            moved = false;
            for (final Choice choice : choices) {
                moved |= choice.rebalance(uses);
            }
        }
    }

    private static Collection<List<Tablet>> chunks(final List<Tablet> tablets, final int size) {
        final Map<Set<HostPort>, List<Tablet>> open = new HashMap<>();
        final Map<Tablet, List<Tablet>> byFirst = new LinkedHashMap<>();
        for (final Tablet tablet : tablets) {
            final Set<HostPort> replicas = Set.copyOf(tablet.replicas());
            final List<Tablet> chunk = open.computeIfAbsent(replicas, unused -> new ArrayList<>());
            chunk.add(tablet);
            byFirst.putIfAbsent(chunk.getFirst(), chunk);
            if (chunk.size() == size) {
                open.remove(replicas);
            }
        }
        return byFirst.values();
    }

    /** The first replica of a group. */
    private static final class Choice {

        private final List<Tablet> chunk;
        private final List<HostPort> replicas;
        private HostPort first;

        Choice(final List<Tablet> chunk, final List<HostPort> replicas) {
            this.chunk = chunk;
            this.replicas = replicas;
        }

        HostPort leastUsed(final Map<HostPort, Integer> uses) {
            return Collections.min(replicas, Comparator.comparingInt(replica -> uses.getOrDefault(replica, 0)));
        }

        /** @return whether another replica was chosen because that reduces the difference */
        boolean rebalance(final Map<HostPort, Integer> uses) {
            final HostPort other = leastUsed(uses);
            if (uses.get(first) - uses.getOrDefault(other, 0) <= chunk.size()) {
                return false;
            }
            uses.merge(first, -chunk.size(), Integer::sum);
            uses.merge(other, chunk.size(), Integer::sum);
            first = other;
            return true;
        }

        /** @param before how often the previous groups use each replica first */
        List<Tablet> group(final Map<HostPort, Integer> before) {
            before.merge(first, chunk.size(), Integer::sum);
            final List<HostPort> order = replicas.stream()
                    .sorted(Comparator.comparingInt((final HostPort replica) -> replica.equals(first) ? -1 : before.getOrDefault(replica, 0))).toList();
            return chunk.stream().map(tablet -> new Tablet(tablet.id(), tablet.version(), order)).toList();
        }
    }
}
