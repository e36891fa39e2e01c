package io.github.nifistarrocks.processors.proof;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.junit.StarRocksCluster;
import io.github.nifistarrocks.processors.ClusterConnections;
import io.github.nifistarrocks.processors.FetchStarRocksTablets;
import io.github.nifistarrocks.processors.RecordWriters;
import io.github.nifistarrocks.processors.ScanStarRocksTablet;
import org.apache.nifi.controller.ControllerService;
import org.apache.nifi.csv.CSVRecordSetWriter;
import org.apache.nifi.reporting.InitializationException;
import org.apache.nifi.util.MockFlowFile;
import org.apache.nifi.util.TestRunner;
import org.apache.nifi.util.TestRunners;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Scans of whole tables under faults, by several tasks. The flow is that of a user: {@code retry} is connected back, and when a plan has expired, the table is
 * planned again and what was read of the plan is dropped. Each scan ends with the rows of its plan, or in a relationship with a reason that fits the fault, and
 * leaves no scanner open.
 */
@Tag("proof-scanning")
@Timeout(value = 60, unit = TimeUnit.MINUTES)
class FaultyScansContractTest {

    private static final AtomicLong SKIPPED_SECONDS = new AtomicLong();

    @RegisterExtension
    static final StarRocksCluster CLUSTER = StarRocksCluster.create(builder -> builder.clock(() -> Instant.now().plusSeconds(SKIPPED_SECONDS.get())));

    private static final int MAX_ROUNDS = 12;
    private static final int MAX_ROUNDS_OF_LASTING_FAULT = 2;
    private static final int MAX_PLANS = 4;
    private static final int MAX_TASKS = 4;
    private static final long MAX_RUN_MILLIS = 300_000;
    private static final Set<String> REASONS_TO_RETRY = Set.of("UNAVAILABLE", "OVERLOADED");

    private final ProofReport report = ProofReport.of(FaultyScansContractTest.class);
    private final Map<ScanFault, ProofCounts> outcomes = new EnumMap<>(ScanFault.class);
    private final ProofCounts totals = new ProofCounts();
    private final String database = CLUSTER.newDatabase();
    private final StarRocksEmulator cluster = CLUSTER.emulator();
    private final TestRunner fetch = TestRunners.newTestRunner(new FetchStarRocksTablets());
    private final TestRunner scan = TestRunners.newTestRunner(new ScanStarRocksTablet());
    private final ControllerService scanConnection;
    private boolean impatient;

    FaultyScansContractTest() throws InitializationException {
        ClusterConnections.add(fetch, CLUSTER, Map.of());
        fetch.setProperty("Database", database);
        fetch.setIncomingConnection(false);
        scanConnection = ClusterConnections.add(scan, CLUSTER, Map.of());
        RecordWriters.add(scan, new CSVRecordSetWriter(), RecordWriters.FULL_FORMATS);
        scan.setProperty("Record Writer", "writer");
        scan.setProperty("Keep Alive", "1 min");
    }

    @Test
    void everyScanEndsWithTheRowsOfItsPlanOrWithAReason() throws Exception {
        final long seed = ProofSize.seed();
        final Random random = new Random(seed);
        final List<ScannedTable> tables = tables(random);
        final int scans = ProofSize.of(2400, 80);
        long longest = 0;
        for (int i = 0; i < scans; i++) {
            final ScanFault fault = ScanFault.values()[i % ScanFault.values().length];
            final ScannedTable table = tables.get(random.nextInt(tables.size()));
            final long started = System.nanoTime();
            final String outcome = scan(table, fault, random);
            longest = Math.max(longest, System.nanoTime() - started);
            outcomes.computeIfAbsent(fault, ignored -> new ProofCounts()).add(outcome);
            totals.add(outcome);
        }
        report.add("%d scans of %d tables, seed %d, the longest took %d ms", scans, tables.size(), seed, TimeUnit.NANOSECONDS.toMillis(longest));
        outcomes.forEach((fault, counts) -> report.add("%s: %s", fault, counts.sorted()));
        totals.addTo(report);
        assertThat(outcomes.keySet()).containsExactly(ScanFault.values());
    }

    private List<ScannedTable> tables(final Random random) {
        final List<ScannedTable> tables = Stream.of(new ScannedTable.Form("DUPLICATE", 1, 3), new ScannedTable.Form("DUPLICATE", 4, 3),
                new ScannedTable.Form("DUPLICATE", 1, 1), new ScannedTable.Form("DUPLICATE", 4, 1), new ScannedTable.Form("PRIMARY", 3, 3),
                new ScannedTable.Form("DUPLICATE", 2, 3))
                .map(form -> new ScannedTable(cluster, new TableName(database, "t%d_%d_%s".formatted(form.buckets(), form.replicas(), form.model())), form))
                .toList();
        // The last one is empty at first.
        tables.subList(0, tables.size() - 1).forEach(table -> table.load(100 + random.nextInt(300), random));
        return tables;
    }

    /** @return how it ended */
    private String scan(final ScannedTable table, final ScanFault fault, final Random random) throws IOException {
        if (impatient || fault == ScanFault.HANGS_AT_OPEN || random.nextBoolean()) {
            restartConnection(fault == ScanFault.HANGS_AT_OPEN);
        }
        scan.setThreadCount(1 + random.nextInt(MAX_TASKS));
        scan.setProperty("Batch Rows", Integer.toString(1 + random.nextInt(100)));
        fetch.setProperty("Tablets per FlowFile", Integer.toString(1 + random.nextInt(2)));
        List<MockFlowFile> planned = plan(table);
        List<String> expected = table.rows();
        final Result result;
        try (InjectedScanFault injected = InjectedScanFault.of(cluster, table, fault, random)) {
            Result latest = read(planned, injected);
            for (int plans = 1; latest.isExpired() && plans < MAX_PLANS; plans++) {
                planned = plan(table);
                expected = table.rows();
                latest = read(planned, injected).afterAnotherPlan();
            }
            result = latest;
            final String description = "%s of %s %s%s: %s".formatted(fault, table.form(), injected.isLasting() ? "lasting, " : "",
                    injected.isMet() ? "met" : "not met", result);
            verify(result, expected, injected, description);
            count(fault, injected);
        }
        assertNothingIsOpen(fault);
        return result.outcome();
    }

    /** It forgets which BEs have failed. With a short timeout a BE that hangs costs less time. */
    private void restartConnection(final boolean withShortTimeout) {
        impatient = withShortTimeout;
        scan.disableControllerService(scanConnection);
        scan.setProperty(scanConnection, "Response Timeout", withShortTimeout ? "1 sec" : "60 sec");
        scan.enableControllerService(scanConnection);
    }

    private static void verify(final Result result, final List<String> expected, final InjectedScanFault injected, final String description) {
        if (result.reason().isEmpty()) {
            assertThat(result.lines().stream().sorted().toList()).as(description).isEqualTo(expected);
        } else {
            assertThat(injected.isMet() && !injected.allowsSuccessOnly()).as(description).isTrue();
            assertThat(result.outcome()).as(description).isIn("retry UNAVAILABLE", "retry OVERLOADED", "failure PROTOCOL");
        }
    }

    private void count(final ScanFault fault, final InjectedScanFault injected) {
        outcomes.computeIfAbsent(fault, ignored -> new ProofCounts()).add(injected.isMet() ? "(met)" : "(not met)");
        if (fault == ScanFault.HANGS_AT_OPEN) {
            cluster.faults().release();
            await(injected.hits());
        }
    }

    /** A BE that has hung opens its scanners when it continues, without a client that could close them. */
    private void await(final long scanners) {
        final long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        while (cluster.openScanners() < scanners && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        }
        assertThat(cluster.openScanners()).isGreaterThanOrEqualTo((int) scanners);
    }

    private void assertNothingIsOpen(final ScanFault fault) {
        final int left = cluster.openScanners();
        if (left > 0) {
            assertThat(fault.mayLeaveScanners()).as("%d open scanners after %s", left, fault).isTrue();
            totals.add("(scanners left to the Keep Alive of the BE)", left);
            SKIPPED_SECONDS.addAndGet(Duration.ofMinutes(2).toSeconds());
        }
        assertThat(cluster.openScanners()).as("open scanners after %s", fault).isZero();
    }

    /**
     * What came out of the FlowFiles of one plan.
     *
     * @param lines of the records
     * @param reason of a FlowFile that was not read; empty when all were
     * @param rounds of the FlowFiles through the processor
     */
    private record Result(List<String> lines, String relationship, String reason, int rounds, boolean isReplanned) {

        boolean isExpired() {
            return reason.equals("PLAN_EXPIRED");
        }

        Result afterAnotherPlan() {
            return new Result(lines, relationship, reason, rounds, true);
        }

        String outcome() {
            final String end = reason.isEmpty() ? relationship : relationship + " " + reason;
            if (!reason.isEmpty()) {
                return end;
            }
            final String again = isReplanned ? " of another plan" : "";
            return end + again + (rounds > 1 ? " after retry" : "");
        }

        @Override
        public String toString() {
            return "%s after %d rounds with %d rows".formatted(outcome(), rounds, lines.size());
        }
    }

    /** Runs the FlowFiles until none of them is in {@code retry}. */
    private Result read(final List<MockFlowFile> planned, final InjectedScanFault injected) throws IOException {
        final List<String> lines = new ArrayList<>();
        final int maxRounds = injected.isLasting() ? MAX_ROUNDS_OF_LASTING_FAULT : MAX_ROUNDS;
        List<MockFlowFile> queued = planned;
        String reason = "";
        int rounds = 0;
        while (!queued.isEmpty() && rounds < maxRounds) {
            rounds++;
            scan.clearTransferState();
            queued.forEach(scan::enqueue);
            scan.run(queued.size(), true, true, MAX_RUN_MILLIS);
            final List<MockFlowFile> read = scan.getFlowFilesForRelationship("success");
            final List<MockFlowFile> failed = scan.getFlowFilesForRelationship("failure");
            final List<MockFlowFile> retried = List.copyOf(scan.getFlowFilesForRelationship("retry"));
            assertThat(read.size() + failed.size() + retried.size()).isEqualTo(queued.size());
            read.forEach(flowFile -> flowFile.getContent().lines().skip(1).forEach(lines::add));
            retried.forEach(flowFile -> assertThat(flowFile.getAttribute("starrocks.error.reason")).isIn(REASONS_TO_RETRY));
            if (!failed.isEmpty()) {
                return new Result(lines, "failure", reasonOf(failed), rounds, false);
            }
            reason = retried.isEmpty() ? "" : reasonOf(retried);
            queued = retried;
            injected.pass();
        }
        return new Result(lines, queued.isEmpty() ? "success" : "retry", reason, rounds, false);
    }

    /** One reason decides, as a plan that has expired for one FlowFile is of no use for the others. */
    private static String reasonOf(final List<MockFlowFile> flowFiles) {
        final List<String> reasons = flowFiles.stream().map(flowFile -> flowFile.getAttribute("starrocks.error.reason")).distinct().toList();
        return reasons.contains("PLAN_EXPIRED") ? "PLAN_EXPIRED" : reasons.getFirst();
    }

    private List<MockFlowFile> plan(final ScannedTable table) {
        fetch.clearTransferState();
        fetch.setProperty("Table", table.name().table());
        fetch.run();
        final List<MockFlowFile> planned = List.copyOf(fetch.getFlowFilesForRelationship("success"));
        assertThat(planned).isNotEmpty();
        return planned;
    }
}
