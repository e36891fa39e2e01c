package io.github.nifistarrocks.processors.proof;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.proof.FragileSession.CommitFate;
import io.github.nifistarrocks.processors.proof.NifiNode.Route;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * In which order updates of a PRIMARY KEY table land. A task takes the next FlowFile only when StarRocks has answered for the one before, so one task keeps the
 * order of its queue, as long as a FlowFile that is to be retried keeps its place there: with the relationship "retry" retried by NiFi, Backoff Mechanism
 * "Yield Processor" and a FirstInFirstOutPrioritizer. With a penalty, a loop through the flow or several tasks it does not.
 */
@Tag("proof-loading")
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class OrderContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create();

    private static final int KEYS = 16;
    private static final int LANES = 4;

    private final ProofReport report = ProofReport.of(OrderContractTest.class);
    private final String database = CLUSTER.newDatabase();
    private final String table = CLUSTER.newTable(database, """
            CREATE TABLE {table} (id BIGINT NOT NULL, version INT) PRIMARY KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 2""");

    @AfterEach
    void clearFaults() {
        CLUSTER.emulator().faults().clear();
    }

    @Test
    void oneTaskKeepsTheOrderWhenRetriedFlowFilesKeepTheirPlace() throws Exception {
        final long seed = ProofSize.seed();
        final Deque<Update> queue = new ArrayDeque<>(updates(0, KEYS, ProofSize.of(1_000, 100), seed));
        final int updates = queue.size();
        final Drained drained;
        try (NifiNode node = impatient()) {
            drained = drain(node, queue, new Random(seed));
        }

        report.add("order of one task: seed %d, updates %d, attempts %d, out of order %d", seed, updates, drained.attempts, drained.outOfOrder);
        assertThat(drained.outOfOrder).as("out of order, seed %d", seed).isZero();
        assertThat(drained.attempts).as("some attempts have to fail, seed %d", seed).isGreaterThan(updates);
    }

    @Test
    void oneTaskForEachPartitionOfTheKeysKeepsTheOrderOfEachKey() throws Exception {
        final long seed = ProofSize.seed();
        final List<Callable<Drained>> lanes = new ArrayList<>();
        for (int lane = 0; lane < LANES; lane++) {
            final int first = lane * (KEYS / LANES);
            final long laneSeed = seed + lane;
            lanes.add(() -> {
                try (NifiNode node = impatient()) {
                    return drain(node, new ArrayDeque<>(updates(first, KEYS / LANES, ProofSize.of(500, 30), laneSeed)), new Random(laneSeed));
                }
            });
        }
        Drained all = new Drained(0, 0);
        try (ExecutorService tasks = Executors.newFixedThreadPool(LANES)) {
            for (final Future<Drained> lane : tasks.invokeAll(lanes)) {
                all = all.plus(lane.get());
            }
        }

        final int updates = LANES * ProofSize.of(500, 30);
        report.add("order of each key with %d partitions: seed %d, updates %d, attempts %d, out of order %d", LANES, seed, updates, all.attempts,
                all.outOfOrder);
        assertThat(all.outOfOrder).as("out of order, seed %d", seed).isZero();
        assertThat(all.attempts).as("some attempts have to fail, seed %d", seed).isGreaterThan(updates);
    }

    @Test
    void penalizedFlowFileIsOvertaken() throws Exception {
        final Update older = update(1, List.of(1L));
        final Update newer = update(2, List.of(1L));
        CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).where(older.uuid()).times(1).inject(new Fault.ResetBeforeCommit());
        try (NifiNode node = impatient()) {
            final NifiNode.Result throttled = node.trigger(older.flowFile(), CommitFate.STORED, Integer.MAX_VALUE);

            assertThat(throttled.route()).isEqualTo(Route.RETRY);
            assertThat(throttled.flowFile().isPenalized()).isTrue();
            assertThat(node.trigger(newer.flowFile(), CommitFate.STORED, Integer.MAX_VALUE).route()).isEqualTo(Route.SUCCESS);
            assertThat(node.trigger(older.flowFile(), CommitFate.STORED, Integer.MAX_VALUE).route()).isEqualTo(Route.SUCCESS);
        }
        assertThat(version(1)).isEqualTo(1);
    }

    @Test
    void secondTaskOvertakesASlowLoad() throws Exception {
        final Update older = update(1, List.of(1L));
        final Update newer = update(2, List.of(1L));
        final FaultRule slow = CLUSTER.emulator().faults().on(RequestKind.BE_STREAM_LOAD).where(older.uuid()).inject(new Fault.Delay(Duration.ofMinutes(10)));
        try (NifiNode node = NifiNode.patient(CLUSTER, target())) {
            final CompletableFuture<NifiNode.Result> first = CompletableFuture
                    .supplyAsync(() -> node.trigger(older.flowFile(), CommitFate.STORED, Integer.MAX_VALUE));
            while (slow.hits() == 0 && !first.isDone()) {
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            }

            assertThat(node.trigger(newer.flowFile(), CommitFate.STORED, Integer.MAX_VALUE).route()).isEqualTo(Route.SUCCESS);
            CLUSTER.emulator().faults().release();

            assertThat(first.get(120, TimeUnit.SECONDS).route()).isEqualTo(Route.SUCCESS);
        }
        assertThat(version(1)).isEqualTo(1);
    }

    /**
     * One task: takes the first of the queue until the queue is empty. What is not loaded keeps its place. After each load the table is to have its versions.
     */
    private Drained drain(final NifiNode node, final Deque<Update> queue, final Random random) {
        long attempts = 0;
        long outOfOrder = 0;
        while (!queue.isEmpty()) {
            final Update update = queue.getFirst();
            final List<FaultRule> rules = new ArrayList<>();
            if (random.nextInt(100) < 40) {
                rules.add(plant(update, disturb(random, update)));
            }
            final CommitFate fate = random.nextInt(100) < 5 ? CommitFate.LOST : CommitFate.STORED;
            final NifiNode.Result result = node.trigger(update.flowFile(), fate, Integer.MAX_VALUE);
            rules.forEach(CLUSTER.emulator().faults()::drop);
            attempts++;
            assertThat(result.route()).as(result.words()).isNotEqualTo(Route.FAILURE);
            if (result.route() == Route.SUCCESS) {
                outOfOrder += update.keys().stream().filter(key -> version(key) != update.version()).count();
                queue.removeFirst();
            }
        }
        return new Drained(attempts, outOfOrder);
    }

    /** Not what asks for a person, and not a late publish: in StarRocks versions become visible in the order of their commits, in the emulator at any time. */
    private static InjectedFault disturb(final Random random, final Update update) {
        while (true) {
            final InjectedFault injected = InjectedFault.ofLoad(random, false, (int) update.flowFile().getSize());
            final boolean late = injected.fault() instanceof Fault.PublishDelay || injected.fault() instanceof Fault.PublishTimeout;
            if (!injected.misleading() && !late) {
                return injected;
            }
        }
    }

    private static FaultRule plant(final Update update, final InjectedFault injected) {
        return CLUSTER.emulator().faults().on(injected.kind()).where(update.uuid()).times(injected.times()).inject(injected.fault());
    }

    /** Each with a version of its own for some of the keys. */
    private static List<Update> updates(final int firstKey, final int keys, final int count, final long seed) {
        final Random random = new Random(seed);
        return IntStream.rangeClosed(1, count)
                .mapToObj(version -> update(version, random.longs(3, firstKey, firstKey + keys).distinct().boxed().toList())).toList();
    }

    private static Update update(final int version, final List<Long> keys) {
        final MockFlowFile flowFile = new MockFlowFile(version);
        flowFile.setData(keys.stream().map(key -> "{\"id\":%d,\"version\":%d}".formatted(key, version)).collect(Collectors.joining(",", "[", "]"))
                .getBytes(StandardCharsets.UTF_8));
        return new Update(flowFile, version, keys);
    }

    private NifiNode impatient() throws InitializationException {
        return NifiNode.impatient(CLUSTER, target());
    }

    private Map<String, String> target() {
        return Map.of("Database", database, "Table", table, "Load Timeout", "2 sec");
    }

    private long version(final long key) {
        return CLUSTER.queryNumber("SELECT version FROM %s.%s WHERE id = %d".formatted(database, table, key));
    }

    /** @param outOfOrder keys that did not have the version just loaded */
    private record Drained(long attempts, long outOfOrder) {

        Drained plus(final Drained other) {
            return new Drained(attempts + other.attempts, outOfOrder + other.outOfOrder);
        }
    }

    private record Update(MockFlowFile original, int version, List<Long> keys) {

        String uuid() {
            return original.getAttribute("uuid");
        }

        /** The FlowFile as it lies in the queue, in an object of its own. */
        MockFlowFile flowFile() {
            return new MockFlowFile(original.getId(), original);
        }
    }
}
