package io.github.nifistarrocks.processors.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.load.prepared.PreparedMark;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * As {@link ExactlyOnceContractTest}, with Two-Phase Commit, while StarRocks forgets labels all the time: it remembers 50, sweeps before every third
 * attempt, and elects leaders.
 */
@Tag("proof-loading")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class TwoPhaseContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create(settings -> settings.frontends(2).backends(3).labelLimits(50, Duration.ofDays(3)));

    private static final int NODES = 3;
    private static final int TASKS = 6;
    private static final int MAX_ROWS = 1000;

    private final String database = CLUSTER.newDatabase();
    private final String table = CLUSTER.newTable(database, """
            CREATE TABLE {table} (id BIGINT NOT NULL, name VARCHAR(100), at DATETIME) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 3""");
    private final AtomicInteger decisions = new AtomicInteger();

    @Test
    void everyRowArrivesOnceAlthoughLabelsAreForgotten() throws Exception {
        final long seed = ProofSize.seed();
        final ProofReport report = ProofReport.of(TwoPhaseContractTest.class);
        report.add("two phases: seed %d (-Dproof.seed=%d repeats it)", seed, seed);
        final long start = System.nanoTime();
        final List<TestFlowFile> flowFiles = flowFiles(ProofSize.of(10_000, 300), seed);
        final List<NifiNode> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            nodes.add(NifiNode.impatient(CLUSTER,
                    Map.of("Database", database, "Table", table, "Load Timeout", "1 sec", "Delivery Strategy", NifiNode.TWO_PHASE)));
        }
        final ForgetfulFrontends frontends = new ForgetfulFrontends(CLUSTER.emulator());
        final NifiDriver driver = new NifiDriver(CLUSTER.emulator(), nodes, flowFiles, seed).disturbedBy(frontends)
                .with(new NifiDriver.Person(failed -> "UNKNOWN_OUTCOME".equals(failed.getAttribute("starrocks.error.reason")), this::decide));

        runTasks(driver);
        nodes.forEach(NifiNode::close);
        CLUSTER.emulator().faults().clear();
        final Counts counts = awaitAll(flowFiles);

        report.add("FlowFiles %d, attempts %d, sweeps %d, elections %d, decisions of a person %d, seconds %.1f", flowFiles.size(), driver.routes.total(),
                frontends.sweeps(), frontends.elections(), decisions.get(), (System.nanoTime() - start) / 1e9);
        report.add("faults %d, of %d kinds", driver.faults.total(), driver.faults.sorted().size());
        driver.events.sorted().forEach((name, count) -> report.add("  %6d %s", count, name));
        driver.routes.sorted().forEach((name, count) -> report.add("  %6d %s", count, name));
        report.add("lost %d, doubled %d", counts.lost(), counts.doubled());
        assertThat(driver.violations).as("seed %d", seed).isEmpty();
        assertThat(counts.stories()).as("seed %d", seed).isEmpty();
        assertThat(counts.lost() + counts.doubled()).as("seed %d", seed).isZero();
        assertThat(frontends.sweeps()).isPositive();
        assertThat(frontends.elections()).isPositive();
    }

    /** The rows of no two FlowFiles are equal, so that a person can find them. */
    private static List<TestFlowFile> flowFiles(final int count, final long seed) {
        final Random random = new Random(seed);
        final List<TestFlowFile> flowFiles = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            final int rows = random.nextInt(100) < 2 ? 400 + random.nextInt(200) : random.nextInt(9);
            final long first = (long) number * MAX_ROWS;
            flowFiles.add(new TestFlowFile(number, seed, IntStream.range(0, rows).mapToObj(row -> first + row).toList()));
        }
        return flowFiles;
    }

    /** As the message advises: done if its rows are in the table; else sent again without its mark. */
    private boolean decide(final TestFlowFile flowFile, final MockFlowFile failed) {
        decisions.incrementAndGet();
        if (count(flowFile.rows().getFirst()) > 0) {
            return true;
        }
        final MockFlowFile unmarked = new MockFlowFile(flowFile.number(), failed);
        unmarked.removeAttributes(new HashSet<>(PreparedMark.ATTRIBUTES));
        flowFile.requeue(unmarked);
        return false;
    }

    private long count(final long id) {
        return ((Number) CLUSTER.query("SELECT count(*) FROM %s.%s WHERE id = %d".formatted(database, table, id)).getFirst().getFirst()).longValue();
    }

    private static void runTasks(final NifiDriver driver) throws Exception {
        try (ExecutorService tasks = Executors.newFixedThreadPool(TASKS)) {
            final List<Future<?>> running = IntStream.range(0, TASKS).<Future<?>>mapToObj(task -> tasks.submit(driver::work)).toList();
            for (final Future<?> task : running) {
                task.get();
            }
        }
    }

    /** What was committed is visible soon. */
    private Counts awaitAll(final List<TestFlowFile> flowFiles) {
        final long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        Counts counts = compare(flowFiles);
        while (counts.lost() > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            counts = compare(flowFiles);
        }
        return counts;
    }

    private Counts compare(final List<TestFlowFile> flowFiles) {
        final Map<Long, Integer> found = new HashMap<>();
        for (final List<Object> row : CLUSTER.query("SELECT id, count(*) FROM %s.%s GROUP BY id".formatted(database, table))) {
            found.put(((Number) row.get(0)).longValue(), ((Number) row.get(1)).intValue());
        }
        final Set<String> stories = new HashSet<>();
        long lost = 0;
        long doubled = 0;
        for (final TestFlowFile flowFile : flowFiles) {
            for (final long id : flowFile.rows()) {
                final int count = found.getOrDefault(id, 0);
                lost += count == 0 ? 1 : 0;
                doubled += Math.max(0, count - 1);
                if (count != 1 && stories.size() < 5) {
                    stories.add(flowFile.story());
                }
            }
        }
        return new Counts(lost, doubled, stories);
    }

    private record Counts(long lost, long doubled, Set<String> stories) {}
}
