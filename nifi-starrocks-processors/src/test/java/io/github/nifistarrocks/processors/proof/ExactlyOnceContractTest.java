package io.github.nifistarrocks.processors.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.emulator.transaction.TransactionState;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A NiFi cluster loads FlowFiles into a DUPLICATE KEY table, where every row that is loaded twice shows, while the network, StarRocks, NiFi and people do what
 * they do. What is in the table at the end is compared with what was in the FlowFiles.
 */
@Tag("proof-loading")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ExactlyOnceContractTest {

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create(settings -> settings.frontends(2).backends(3));

    private static final int NODES = 3;
    private static final int TASKS = 6;
    /** So that the nodes differ from the start: an old configuration on one, a new one on another. */
    private static final int FIRST_EDITS = 20;

    private final String database = CLUSTER.newDatabase();
    private final String table = CLUSTER.newTable(database, """
            CREATE TABLE {table} (id BIGINT NOT NULL, name VARCHAR(100), at DATETIME) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 3""");

    @Test
    void everyRowArrivesOnceWhateverGoesWrong() throws Exception {
        final long seed = ProofSize.seed();
        final ProofReport report = ProofReport.of(ExactlyOnceContractTest.class);
        report.add("exactly once: seed %d (-Dproof.seed=%d repeats it)", seed, seed);
        final long start = System.nanoTime();
        final List<TestFlowFile> flowFiles = flowFiles(ProofSize.of(10_000, 400), seed);
        final List<NifiNode> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            nodes.add(NifiNode.impatient(CLUSTER, Map.of("Database", database, "Table", table, "Load Timeout", "1 sec")));
        }
        final Random edits = new Random(seed);
        nodes.forEach(node -> IntStream.range(0, FIRST_EDITS).forEach(ignored -> node.edit(edits)));
        final NifiDriver driver = new NifiDriver(CLUSTER.emulator(), nodes, flowFiles, seed);

        driver.run(TASKS);

        awaitVisible(flowFiles);
        final Comparison comparison = compare(flowFiles);

        report.add("FlowFiles %d, attempts %d, rows %d, seconds %.1f", flowFiles.size(), driver.routes.total(), comparison.rows,
                (System.nanoTime() - start) / 1e9);
        report.add("faults %d, of %d kinds", driver.faults.total(), driver.faults.sorted().size());
        driver.faults.addTo(report);
        report.add("events of NiFi, by attempts");
        driver.events.addTo(report);
        report.add("changes of properties");
        driver.edits.addTo(report);
        report.add("relationships of attempts (FAILURE only after a reply that StarRocks does not send)");
        driver.routes.addTo(report);
        report.add("lost %d, doubled %d, changed %d, FlowFiles with a warning %d", comparison.lost, comparison.doubled, comparison.changed,
                flowFiles.stream().filter(flowFile -> !flowFile.warning().isEmpty()).count());
        assertThat(driver.violations).as("seed %d", seed).isEmpty();
        assertThat(comparison.stories).as("seed %d", seed).isEmpty();
        assertThat(comparison.lost + comparison.doubled + comparison.changed).as("seed %d", seed).isZero();
    }

    /** Most are small, some are larger, a few have no rows, and a few have the content of another one, which is to be loaded all the same. */
    private static List<TestFlowFile> flowFiles(final int count, final long seed) {
        final Random random = new Random(seed);
        final List<TestFlowFile> flowFiles = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            if (number > 1 && random.nextInt(100) < 4) {
                flowFiles.add(new TestFlowFile(number, seed, flowFiles.getLast().rows()));
                continue;
            }
            flowFiles.add(new TestFlowFile(number, seed, TestFlowFile.drawRows(random, number, 0)));
        }
        return flowFiles;
    }

    /** What was committed is visible soon; nothing else is waited for. */
    private void awaitVisible(final List<TestFlowFile> flowFiles) {
        final long deadline = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (System.nanoTime() < deadline && flowFiles.stream().anyMatch(flowFile -> state(flowFile) == TransactionState.COMMITTED)) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }

    private TransactionState state(final TestFlowFile flowFile) {
        return CLUSTER.emulator().labelState(database, flowFile.label());
    }

    private Comparison compare(final List<TestFlowFile> flowFiles) {
        final Map<Long, Integer> expected = new HashMap<>();
        flowFiles.forEach(flowFile -> flowFile.rows().forEach(id -> expected.merge(id, 1, Integer::sum)));
        final Map<Long, Integer> found = new HashMap<>();
        final Comparison comparison = new Comparison();
        for (final List<Object> row : CLUSTER.query("SELECT id, count(*), min(name), max(name) FROM %s.%s GROUP BY id".formatted(database, table))) {
            final long id = ((Number) row.get(0)).longValue();
            found.put(id, ((Number) row.get(1)).intValue());
            final String text = TestFlowFile.textOf(id);
            comparison.changed += text.equals(row.get(2)) && text.equals(row.get(3)) ? 0 : 1;
        }
        comparison.rows = found.values().stream().mapToLong(Integer::longValue).sum();
        found.forEach((id, count) -> comparison.doubled += Math.max(0, count - expected.getOrDefault(id, 0)));
        expected.forEach((id, count) -> comparison.lost += Math.max(0, count - found.getOrDefault(id, 0)));
        flowFiles.stream().filter(flowFile -> state(flowFile) != (flowFile.rows().isEmpty() ? TransactionState.UNKNOWN : TransactionState.VISIBLE)
                || flowFile.rows().stream().anyMatch(id -> !expected.get(id).equals(found.get(id)))).limit(5)
                .forEach(flowFile -> comparison.stories.add("label is %s; %s".formatted(state(flowFile), flowFile.story())));
        return comparison;
    }

    private static final class Comparison {
        private long rows;
        private long lost;
        private long doubled;
        private long changed;
        private final List<String> stories = new ArrayList<>();
    }
}
