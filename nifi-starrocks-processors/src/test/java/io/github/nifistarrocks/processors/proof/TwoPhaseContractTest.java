package io.github.nifistarrocks.processors.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
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

    private final String database = CLUSTER.newDatabase();
    private final String table = CLUSTER.newTable(database, """
            CREATE TABLE {table} (id BIGINT NOT NULL, name VARCHAR(100), at DATETIME) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 3""");

    @Test
    void everyRowArrivesOnceAlthoughLabelsAreForgotten() throws Exception {
        final long seed = ProofSize.seed();
        final ProofReport report = ProofReport.of(TwoPhaseContractTest.class);
        report.add("two phases: seed %d (-Dproof.seed=%d repeats it)", seed, seed);
        final long start = System.nanoTime();
        final List<TestFlowFile> flowFiles = TestFlowFile.draw(ProofSize.of(10_000, 300), seed, 0, List.of());
        final List<NifiNode> nodes = new ArrayList<>();
        for (int i = 0; i < NODES; i++) {
            nodes.add(NifiNode.impatient(CLUSTER,
                    Map.of("Database", database, "Table", table, "Load Timeout", "1 sec", "Delivery Strategy", NifiNode.TWO_PHASE)));
        }
        final ForgetfulFrontends frontends = new ForgetfulFrontends(CLUSTER.emulator());
        final PreparedLoadsPerson person = new PreparedLoadsPerson(this::found);
        final NifiDriver driver = new NifiDriver(CLUSTER.emulator(), nodes, flowFiles, seed).disturbedBy(frontends).with(person.toPerson());

        driver.run(TASKS);
        final RowCounts counts = RowCounts.await(() -> new RowCounts(flowFiles, RowCounts.byId(CLUSTER, database, table)));

        report.add("FlowFiles %d, attempts %d, sweeps %d, elections %d, decisions of a person %d, seconds %.1f", flowFiles.size(), driver.routes.total(),
                frontends.sweeps(), frontends.elections(), person.decisions(), (System.nanoTime() - start) / 1e9);
        driver.addTo(report);
        report.add("lost %d, doubled %d", counts.lost(), counts.doubled());
        assertThat(driver.violations).as("seed %d", seed).isEmpty();
        assertThat(counts.wrong().limit(5).map(TestFlowFile::story)).as("seed %d", seed).isEmpty();
        assertThat(frontends.sweeps()).isPositive();
        assertThat(frontends.elections()).isPositive();
    }

    private Set<Long> found(final TestFlowFile flowFile) {
        return RowCounts.found(CLUSTER, database, table, flowFile);
    }
}
