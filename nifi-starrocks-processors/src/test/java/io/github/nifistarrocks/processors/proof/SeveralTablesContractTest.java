package io.github.nifistarrocks.processors.proof;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import io.github.nifistarrocks.emulator.cluster.StarRocksVersion;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import org.apache.nifi.util.MockFlowFile;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * As {@link ExactlyOnceContractTest}, with several tables. One transaction of all tables cannot be prepared, and StarRocks sweeps labels and elects leaders, which
 * loses every transaction that is not committed. It does not show for ever how an attempt has ended: every doubt must be reported. With Two-Phase Commit there is
 * none.
 */
@Tag("proof-loading")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class SeveralTablesContractTest {

    @RegisterExtension
    static final StarRocksCluster NEWEST = cluster(StarRocksVersion.NEWEST);
    @RegisterExtension
    static final StarRocksCluster WITH_LABELS = cluster(StarRocksVersion.RECORDED_WITH_LABELS);
    @RegisterExtension
    static final StarRocksCluster WITHOUT_LABELS = cluster(StarRocksVersion.RECORDED);

    private static final int NODES = 3;
    private static final int TASKS = 6;
    private static final String DDL = """
            CREATE TABLE {table} (id BIGINT NOT NULL, name VARCHAR(100), at DATETIME) DUPLICATE KEY(id) DISTRIBUTED BY HASH(id) BUCKETS 3""";

    private final ProofReport report = ProofReport.of(SeveralTablesContractTest.class);
    private final long seed = ProofSize.seed();

    private static StarRocksCluster cluster(final StarRocksVersion version) {
        return StarRocksCluster.create(settings -> settings.version(version).frontends(2).backends(3).labelLimits(50, Duration.ofDays(3)));
    }

    @Test
    void rowsThatANewLeaderMayHaveMadeTwiceAreReported() throws Exception {
        final Run run = new Run(NEWEST, ProofSize.of(10_000, 200), "TRANSACTION");

        run.load("newest version");

        assertAllReported(run, run.awaitRows());
    }

    /** Each table has a transaction of its own, which can be prepared. */
    @Test
    void everyRowArrivesOnceWithTwoPhaseCommit() throws Exception {
        final Run run = new Run(NEWEST, ProofSize.of(10_000, 200), NifiNode.TWO_PHASE);
        final PreparedLoadsPerson person = new PreparedLoadsPerson(run::found);
        run.driver.with(person.toPerson());

        run.load("Two-Phase Commit");
        report.add("decisions of a person who looked for rows %d", person.decisions());
        final RowCounts rows = run.awaitRows();

        assertThat(run.driver.violations).as("seed %d", seed).isEmpty();
        assertThat(rows.wrong().limit(5).map(TestFlowFile::story)).as("seed %d", seed).isEmpty();
        assertThat(run.flowFiles).filteredOn(TestFlowFile::isWarned).as("warned, seed %d", seed).isEmpty();
    }

    /** A FlowFile that moves to another node after a rollback is not recognized there (docs/exactly-once.md), so none moves. */
    @Test
    void rowsThatAnEarlyFrontendMayHaveLoadedTwiceAreReported() throws Exception {
        final Run run = new Run(WITH_LABELS, ProofSize.of(3_000, 100), "TRANSACTION");
        run.driver.withoutMoves();

        run.load("early version with labels");

        assertAllReported(run, run.awaitRows());
    }

    private void assertAllReported(final Run run, final RowCounts rows) {
        assertThat(run.driver.violations).as("seed %d", seed).isEmpty();
        assertThat(rows.withLostRows().filter(flowFile -> !run.open.contains(flowFile)).map(TestFlowFile::story)).as("lost, seed %d", seed).isEmpty();
        assertThat(rows.wrong().filter(flowFile -> !flowFile.isWarned()).map(TestFlowFile::story)).as("doubled without a warning, seed %d", seed).isEmpty();
    }

    @Test
    void frontendWithoutLabelsSendsEveryFlowFileToAPerson() throws Exception {
        final Run run = new Run(WITHOUT_LABELS, ProofSize.of(500, 30), "TRANSACTION");

        run.load("early version without labels");
        final RowCounts rows = run.rows();

        assertThat(run.driver.violations).as("seed %d", seed).isEmpty();
        assertThat(run.driver.routes.of("SUCCESS")).isZero();
        assertThat(run.flowFiles).filteredOn(flowFile -> !flowFile.isWarned()).as("loaded nothing, seed %d", seed)
                .allSatisfy(flowFile -> assertThat(rows.of(flowFile)).as(flowFile.story()).containsOnly(0));
    }

    /** The FlowFiles, and where their rows are. */
    private final class Run {

        private final StarRocksCluster cluster;
        private final String database;
        private final List<String> tables;
        private final List<TestFlowFile> flowFiles;
        private final ForgetfulFrontends frontends;
        private final NifiDriver driver;
        private final List<NifiNode> nodes = new ArrayList<>();
        private final AtomicInteger decided = new AtomicInteger();
        /** A person was asked to check their rows. */
        private final Set<TestFlowFile> open = ConcurrentHashMap.newKeySet();

        Run(final StarRocksCluster cluster, final int count, final String strategy) throws Exception {
            this.cluster = cluster;
            this.database = cluster.newDatabase();
            this.tables = List.of(cluster.newTable(database, DDL), cluster.newTable(database, DDL));
            this.flowFiles = TestFlowFile.draw(count, seed, 1, tables);
            this.frontends = new ForgetfulFrontends(cluster.emulator());
            for (int i = 0; i < NODES; i++) {
                nodes.add(NifiNode.impatient(cluster, Map.of("Database", database, "Table Strategy", "RECORD_PATH", "Table Record Path", "/table",
                        "Load Timeout", "1 sec", "Delivery Strategy", strategy)));
            }
            this.driver = new NifiDriver(cluster.emulator(), nodes, flowFiles, seed).disturbedBy(frontends).with(
                    new NifiDriver.Person(failed -> isOpen(failed) || isWithoutLabel(failed), this::decide));
        }

        /** A FlowFile that a person must decide about is reported. */
        private boolean decide(final TestFlowFile flowFile, final MockFlowFile failed) {
            if (isOpen(failed)) {
                open.add(flowFile);
                flowFile.loadedAs("", failed.getAttribute("starrocks.error.message"));
            }
            decided.incrementAndGet();
            return true;
        }

        private static boolean isWithoutLabel(final MockFlowFile failed) {
            return failed.getAttribute("starrocks.error.message").contains("Label [] has already been used");
        }

        private static boolean isOpen(final MockFlowFile failed) {
            return failed.getAttribute("starrocks.error.message").matches("(?s).* may (or may not )?be committed.*Check the tables before .*");
        }

        private void load(final String profile) throws Exception {
            report.add("several tables, %s: seed %d (-Dproof.seed=%d repeats it)", profile, seed, seed);
            final long start = System.nanoTime();
            driver.run(TASKS);
            report.add("FlowFiles %d, attempts %d, sweeps %d, elections %d, decisions of a person %d, seconds %.1f", flowFiles.size(), driver.routes.total(),
                    frontends.sweeps(), frontends.elections(), decided.get(), (System.nanoTime() - start) / 1e9);
            driver.addTo(report);
            assertThat(frontends.sweeps()).isPositive();
            assertThat(frontends.elections()).isPositive();
        }

        /** The ids of the rows of a FlowFile that are in their tables. */
        private Set<Long> found(final TestFlowFile flowFile) {
            return tables.stream().flatMap(table -> RowCounts.found(cluster, database, table, flowFile).stream()).collect(Collectors.toSet());
        }

        /** The rows that are in the tables, when what was committed is visible. */
        private RowCounts awaitRows() {
            return reported(RowCounts.await(this::count));
        }

        /** The rows that are in the tables now. */
        private RowCounts rows() {
            return reported(count());
        }

        private RowCounts count() {
            final Map<Long, Integer> found = new HashMap<>();
            tables.forEach(table -> RowCounts.byId(cluster, database, table).forEach((id, count) -> {
                if (TestFlowFile.tableOf(id, tables).equals(table)) {
                    found.put(id, count);
                }
            }));
            return new RowCounts(flowFiles, found);
        }

        private RowCounts reported(final RowCounts rows) {
            report.add("rows lost %d, doubled %d, in FlowFiles %d; FlowFiles with a warning %d", rows.lost(), rows.doubled(), rows.wrong().count(),
                    flowFiles.stream().filter(TestFlowFile::isWarned).count());
            return rows;
        }
    }
}
