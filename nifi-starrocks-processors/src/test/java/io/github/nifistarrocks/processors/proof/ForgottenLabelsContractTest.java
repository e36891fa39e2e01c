package io.github.nifistarrocks.processors.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.frontend.EmulatorFrontend;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * As {@link ExactlyOnceContractTest}, with Single Load and Transaction, while StarRocks forgets labels all the time: it remembers 50, and sweeps before every
 * third attempt. No row may be lost, and no row may be doubled without a warning on its FlowFile. FlowFiles stay on their node.
 */
@Tag("proof-loading")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ForgottenLabelsContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster
            .create(settings -> settings.frontends(2).backends(3).labelLimits(50, Duration.ofDays(3)).maxLoadTasks(1_000_000));

    private static final int NODES = 3;
    private static final int TASKS = 6;
    private static final int MAX_ROWS = 1000;

    private final String database = CLUSTER.newDatabase();
    private final String table = CLUSTER.newTable(database, """
            CREATE TABLE {table} (id BIGINT NOT NULL, name VARCHAR(100), at DATETIME) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 3""");
    private final AtomicInteger sweeps = new AtomicInteger();

    /** What the load history shows. */
    enum History {
        /** Refused repetitions hide commits, as they do in StarRocks. */
        WITH_HOLES,
        DENIED,
        /** All commits. */
        COMPLETE
    }

    @AfterEach
    void clearFaults() {
        CLUSTER.emulator().faults().clear();
    }

    @ParameterizedTest
    @EnumSource
    void noRowIsLostAndNoneIsDoubledWithoutAWarning(final History history) throws Exception {
        final long seed = ProofSize.seed();
        final ProofReport report = ProofReport.of(ForgottenLabelsContractTest.class);
        report.add("forgotten labels, history %s: seed %d (-Dproof.seed=%d repeats it)", history, seed, seed);
        final long start = System.nanoTime();
        final List<TestFlowFile> flowFiles = flowFiles(ProofSize.of(10_000, 300), seed);
        final List<NifiNode> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            nodes.add(NifiNode.impatient(CLUSTER, Map.of("Database", database, "Table", table, "Load Timeout", "1 sec")));
        }
        if (history == History.COMPLETE) {
            CLUSTER.emulator().completeLoadHistory();
        }
        if (history == History.DENIED) {
            CLUSTER.emulator().faults().on(RequestKind.SQL).inject(new Fault.Reply(500, "application/x-ndjson; charset=utf-8",
                    "{\"status\":\"FAILED\",\"msg\":\"Access denied; you need (at least one of) the SELECT privilege(s)\"}"));
        }
        final NifiDriver driver = new NifiDriver(CLUSTER.emulator(), nodes, flowFiles, seed).disturbedBy(this::sweep).withoutMoves();

        runTasks(driver);
        nodes.forEach(NifiNode::close);
        CLUSTER.emulator().faults().clear();
        final Counts counts = awaitAll(flowFiles);

        report.add("FlowFiles %d, attempts %d, sweeps %d, seconds %.1f", flowFiles.size(), driver.routes.total(), sweeps.get(),
                (System.nanoTime() - start) / 1e9);
        report.add("faults %d, of %d kinds", driver.faults.total(), driver.faults.sorted().size());
        driver.events.sorted().forEach((name, count) -> report.add("  %6d %s", count, name));
        driver.routes.sorted().forEach((name, count) -> report.add("  %6d %s", count, name));
        report.add("lost %d rows; doubled %d FlowFiles, of them without a warning %d", counts.lost, counts.doubled, counts.unwarned);
        report.add("warnings %d, of them only because the FlowFile was queued before a crash %d",
                flowFiles.stream().filter(ForgottenLabelsContractTest::isWarned).count(),
                flowFiles.stream().filter(flowFile -> isWarned(flowFile) && flowFile.warning().contains("without a clean stop")).count());
        assertThat(driver.violations).as("seed %d", seed).isEmpty();
        assertThat(counts.stories).as("seed %d", seed).isEmpty();
        assertThat(counts.lost + counts.unwarned).as("seed %d", seed).isZero();
        assertThat(sweeps.get()).isPositive();
        if (history == History.COMPLETE) {
            assertThat(counts.doubled).as("seed %d", seed).isZero();
        }
    }

    private static boolean isWarned(final TestFlowFile flowFile) {
        return flowFile.warning().contains("may be in the table twice");
    }

    /** The rows of no two FlowFiles are equal. */
    private static List<TestFlowFile> flowFiles(final int count, final long seed) {
        final Random random = new Random(seed);
        final List<TestFlowFile> flowFiles = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            final int rows = random.nextInt(100) < 2 ? 400 + random.nextInt(200) : 1 + random.nextInt(9);
            final long first = (long) number * MAX_ROWS;
            flowFiles.add(new TestFlowFile(number, seed, IntStream.range(0, rows).mapToObj(row -> first + row).toList()));
        }
        return flowFiles;
    }

    private void sweep(final Random random) {
        if (random.nextInt(3) == 0) {
            CLUSTER.emulator().frontends().forEach(EmulatorFrontend::sweepLabels);
            sweeps.incrementAndGet();
        }
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
        while (counts.lost > 0 && System.nanoTime() < deadline) {
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
        final Counts counts = new Counts();
        for (final TestFlowFile flowFile : flowFiles) {
            final long lost = flowFile.rows().stream().filter(id -> !found.containsKey(id)).count();
            final boolean doubled = flowFile.rows().stream().anyMatch(id -> found.getOrDefault(id, 0) > 1);
            final boolean unwarned = doubled && !isWarned(flowFile);
            counts.lost += lost;
            counts.doubled += doubled ? 1 : 0;
            counts.unwarned += unwarned ? 1 : 0;
            if ((lost > 0 || unwarned) && counts.stories.size() < 5) {
                counts.stories.add(flowFile.story());
            }
        }
        return counts;
    }

    private static final class Counts {
        private long lost;
        private long doubled;
        private long unwarned;
        private final List<String> stories = new ArrayList<>();
    }
}
