package io.github.nifistarrocks.processors.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

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
        final List<TestFlowFile> flowFiles = TestFlowFile.draw(ProofSize.of(10_000, 300), seed, 1, List.of());
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

        driver.run(TASKS);
        final RowCounts counts = RowCounts.await(() -> new RowCounts(flowFiles, RowCounts.byId(CLUSTER, database, table)));
        final long doubled = counts.withDoubledRows().count();
        final List<TestFlowFile> unwarned = counts.withDoubledRows().filter(flowFile -> !isWarned(flowFile)).toList();

        report.add("FlowFiles %d, attempts %d, sweeps %d, seconds %.1f", flowFiles.size(), driver.routes.total(), sweeps.get(),
                (System.nanoTime() - start) / 1e9);
        driver.addTo(report);
        report.add("lost %d rows; doubled %d FlowFiles, of them without a warning %d", counts.lost(), doubled, unwarned.size());
        report.add("warnings %d, of them only because the FlowFile was queued before a crash %d",
                flowFiles.stream().filter(ForgottenLabelsContractTest::isWarned).count(),
                flowFiles.stream().filter(flowFile -> isWarned(flowFile) && flowFile.warning().contains("without a clean stop")).count());
        assertThat(driver.violations).as("seed %d", seed).isEmpty();
        assertThat(counts.lost()).as("lost, seed %d: %s", seed, stories(counts.wrong())).isZero();
        assertThat(unwarned).as("doubled without a warning, seed %d: %s", seed, stories(unwarned.stream())).isEmpty();
        assertThat(sweeps.get()).isPositive();
        if (history == History.COMPLETE) {
            assertThat(doubled).as("doubled, seed %d: %s", seed, stories(counts.withDoubledRows())).isZero();
        }
    }

    private static boolean isWarned(final TestFlowFile flowFile) {
        return flowFile.warning().contains("may be in the table twice");
    }

    private void sweep(final Random random) {
        if (random.nextInt(3) == 0) {
            CLUSTER.emulator().frontends().forEach(EmulatorFrontend::sweepLabels);
            sweeps.incrementAndGet();
        }
    }

    private static List<String> stories(final Stream<TestFlowFile> flowFiles) {
        return flowFiles.limit(5).map(TestFlowFile::story).toList();
    }
}
