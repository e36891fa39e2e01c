package io.github.nifistarrocks.processors.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.nifistarrocks.client.http.HostPort;
import io.github.nifistarrocks.client.plan.Tablet;

/**
 * Cuts the tablets of a plan into groups that one BE can serve, whichever of its replicas is chosen: tablets share a group only when the same BEs hold
 * them. Within a group all tablets list their replicas in one order, least used first, so that first choices spread evenly over the BEs.
 */
public final class TabletGroups {

    private TabletGroups() {}

    /**
     * @param tablets of one plan, each with a replica
     * @param size most tablets in a group, at least 1
     * @return groups by their first tablet, as the plan lists them
     */
    public static List<List<Tablet>> cut(final List<Tablet> tablets, final int size) {
        final Map<HostPort, Integer> uses = new HashMap<>();
        final List<List<Tablet>> groups = new ArrayList<>();
        for (final List<Tablet> chunk : chunks(tablets, size)) {
            final List<HostPort> order = chunk.getFirst().replicas().stream().distinct()
                    .sorted(Comparator.comparingInt(replica -> uses.getOrDefault(replica, 0))).toList();
            uses.merge(order.getFirst(), chunk.size(), Integer::sum);
            groups.add(chunk.stream().map(tablet -> new Tablet(tablet.id(), tablet.version(), order)).toList());
        }
        return groups;
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
}
