package io.github.nifistarrocks.processors.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.plan.Tablet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TabletGroupsTest {

    @Test
    void oneTabletPerGroupKeepsTheOrderOfThePlan() {
        final List<List<Tablet>> groups = TabletGroups.cut(tablets(5, 1, 2), GroupLimits.ofNumber(1));

        assertThat(groups).hasSize(5).allSatisfy(group -> assertThat(group).hasSize(1));
        assertThat(groups.stream().map(group -> group.getFirst().id())).containsExactly(0L, 1L, 2L, 3L, 4L);
    }

    @Test
    void firstChoicesSpreadEvenlyOverTheBackends() {
        final Map<HostPort, Integer> uses = new HashMap<>();
        TabletGroups.cut(tablets(300, 1, 2, 3), GroupLimits.ofNumber(1)).forEach(group -> uses.merge(group.getFirst().replicas().getFirst(), 1, Integer::sum));

        assertThat(uses).containsOnlyKeys(backend(1), backend(2), backend(3)).allSatisfy((backend, count) -> assertThat(count).isEqualTo(100));
    }

    @Test
    void firstChoicesSpreadEvenlyWhateverOrderTheReplicasComeIn() {
        final List<Tablet> ring = List.of(tablet(1, 1, 2), tablet(2, 2, 3), tablet(3, 3, 1), tablet(4, 2, 1), tablet(5, 3, 2), tablet(6, 1, 3));

        permutations(ring).forEach(tablets -> {
            final Map<HostPort, Integer> uses = new HashMap<>();
            TabletGroups.cut(tablets, GroupLimits.ofNumber(1)).forEach(group -> uses.merge(group.getFirst().replicas().getFirst(), 1, Integer::sum));
            assertThat(uses).hasSize(3).allSatisfy((backend, count) -> assertThat(count).isEqualTo(2));
        });
    }

    @Test
    void secondChoicesSpreadTooSoThatOneDeadBackendDoesNotOverloadAnother() {
        final Map<HostPort, Integer> seconds = new HashMap<>();
        TabletGroups.cut(tablets(300, 1, 2, 3), GroupLimits.ofNumber(1)).forEach(group -> seconds.merge(group.getFirst().replicas().get(1), 1, Integer::sum));

        assertThat(seconds.values()).allSatisfy(count -> assertThat(count).isBetween(90, 110));
    }

    @Test
    void tabletsOfDifferentBackendsNeverShareAGroup() {
        final List<Tablet> mixed = List.of(tablet(1, 1, 2), tablet(2, 2, 3), tablet(3, 2, 1), tablet(4, 3, 2));

        final List<List<Tablet>> groups = TabletGroups.cut(mixed, GroupLimits.ofNumber(10));

        assertThat(groups.stream().map(group -> group.stream().map(Tablet::id).toList())).containsExactly(List.of(1L, 3L), List.of(2L, 4L));
    }

    @Test
    void allTabletsOfAGroupListTheirReplicasInOneOrder() {
        final List<List<Tablet>> groups = TabletGroups.cut(List.of(tablet(1, 1, 2), tablet(2, 2, 1)), GroupLimits.ofNumber(2));

        assertThat(groups.getFirst().get(1).replicas()).isEqualTo(groups.getFirst().get(0).replicas());
    }

    @Property(tries = 200)
    void everyTabletIsInExactlyOneGroupThatEachOfItsReplicasCanServe(@ForAll("plans") final List<Tablet> tablets,
            @ForAll @IntRange(min = 1, max = 7) final int size) {
        final List<List<Tablet>> groups = TabletGroups.cut(tablets, GroupLimits.ofNumber(size));

        assertThat(groups.stream().flatMap(List::stream).map(Tablet::id).sorted())
                .containsExactlyElementsOf(tablets.stream().map(Tablet::id).sorted().toList());
        for (final List<Tablet> group : groups) {
            assertThat(group).hasSizeBetween(1, size);
            for (final Tablet tablet : group) {
                final Tablet planned = tablets.stream().filter(other -> other.id() == tablet.id()).findFirst().orElseThrow();
                assertThat(new HashSet<>(planned.replicas())).isEqualTo(new HashSet<>(group.getFirst().replicas()));
                assertThat(tablet.version()).isEqualTo(planned.version());
            }
        }
    }

    @Provide
    Arbitrary<List<Tablet>> plans() {
        final Arbitrary<List<Integer>> replicas = Arbitraries.integers().between(1, 4).list().uniqueElements().ofMinSize(1).ofMaxSize(3);
        return replicas.list().ofMaxSize(30).map(lists -> IntStream.range(0, lists.size())
                .mapToObj(i -> tablet(i, lists.get(i).stream().mapToInt(Integer::intValue).toArray())).toList());
    }

    private static Stream<List<Tablet>> permutations(final List<Tablet> tablets) {
        return tablets.isEmpty()
                ? Stream.of(List.of())
                : tablets.stream().flatMap(first -> permutations(tablets.stream().filter(other -> other != first).toList())
                        .map(rest -> Stream.concat(Stream.of(first), rest.stream()).toList()));
    }

    @Test
    void groupsAreLimitedBySizeToo() {
        final GroupLimits limits = new GroupLimits(10, OptionalLong.of(100), Map.of(0L, 60L, 1L, 40L, 2L, 1L, 3L, 500L, 4L, 99L, 5L, 1L));

        final List<List<Long>> groups = TabletGroups.cut(tablets(6, 1, 2), limits).stream().map(group -> group.stream().map(Tablet::id).toList()).toList();

        assertThat(groups).containsExactly(List.of(0L, 1L), List.of(2L), List.of(3L), List.of(4L, 5L));
    }

    @Test
    void tabletOfUnknownSizeFillsItsGroup() {
        final GroupLimits limits = new GroupLimits(10, OptionalLong.of(100), Map.of(0L, 0L, 2L, 1L));

        final List<List<Long>> groups = TabletGroups.cut(tablets(3, 1), limits).stream().map(group -> group.stream().map(Tablet::id).toList()).toList();

        assertThat(groups).containsExactly(List.of(0L, 1L), List.of(2L));
    }

    @Test
    void firstReplicasAreSpreadBySize() {
        final Map<Long, Long> sizes = new HashMap<>();
        final Random random = new Random(13);
        for (long id = 0; id < 300; id++) {
            sizes.put(id, id % 10 == 0 ? 1_000_000L + random.nextInt(1000) : random.nextInt(100));
        }

        final Map<HostPort, Long> bytes = new HashMap<>();
        TabletGroups.cut(tablets(300, 1, 2, 3), new GroupLimits(5, OptionalLong.of(1_000_000), sizes))
                .forEach(group -> group.forEach(tablet -> bytes.merge(tablet.replicas().getFirst(), sizes.get(tablet.id()), Long::sum)));

        assertThat(bytes.values()).hasSize(3).allSatisfy(sum -> assertThat(sum).isBetween(9_900_000L, 10_200_000L));
    }

    private static List<Tablet> tablets(final int count, final int... backends) {
        return LongStream.range(0, count).mapToObj(id -> tablet(id, backends)).toList();
    }

    private static Tablet tablet(final long id, final int... backends) {
        return new Tablet(id, 100 + id, IntStream.of(backends).mapToObj(TabletGroupsTest::backend).toList());
    }

    private static HostPort backend(final int number) {
        return new HostPort("be-" + number, 9060);
    }
}
