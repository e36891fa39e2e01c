package io.github.nifistarrocks.systemtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.Faults;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.frontend.EmulatorFrontend;
import io.github.nifistarrocks.emulator.transaction.TransactionState;
import io.github.nifistarrocks.systemtests.nifi.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * NiFi is killed again and again while it loads in two phases into a DUPLICATE KEY table. StarRocks forgets every label before NiFi is started again.
 */
@Tag("proof-loading")
class TwoPhaseProofIT {
    private static final String DATABASE = "two_phase_proof";
    private static final boolean FULL = "full".equals(System.getProperty("proof.size"));
    private static final int KILLS = FULL ? 20 : 2;
    private static final int ROWS_PER_FLOW_FILE = FULL ? 10 : 50;
    private static final int FLOW_FILES = (BirdStrikes.size() + ROWS_PER_FLOW_FILE - 1) / ROWS_PER_FLOW_FILE;
    private static final int LATEST_KILL_MILLIS = 3_000;

    private static TestBed bed;

    @BeforeAll
    static void start() throws IOException {
        bed = TestBed.start(TestBed.home("two-phase-proof").deploy(Workspace.bundle()), "512m",
                StarRocksEmulator.builder().frontends(2).backends(3).labelLimits(0, Duration.ofDays(3)));
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @Test
    void everyRowIsLoadedOnceThoughNifiIsKilledAndLabelsAreForgotten() throws InterruptedException, IOException {
        final long seed = Long.getLong("proof.seed", System.nanoTime() % 1_000_000);
        final Random random = new Random(seed);
        final DemoFlow.Settings settings = bed.settings(DATABASE);
        final LoadedFiles loaded = new LoadedFiles(settings.output());
        DemoFlow flow = createFlow(settings);
        fillQueue(flow, settings);
        final FaultRule loads = slowSteps(bed.starRocks().faults());
        final FaultRule states = bed.starRocks().faults().on(RequestKind.LOAD_STATE).inject(new Fault.Delay(Duration.ZERO));
        final Map<TransactionState, Integer> found = new HashMap<>();
        final long start = System.nanoTime();
        List.of(DemoFlow.RENAME, DemoFlow.WRITE, DemoFlow.PUT).forEach(flow.group()::start);
        for (int kill = 1; kill <= KILLS; kill++) {
            final long before = states.hits();
            Await.until("loads before kill %d, seed %d".formatted(kill, seed), TestBed.LIMIT, () -> states.hits() > before);
            pass(random.nextInt(LATEST_KILL_MILLIS));
            assertThat(bed.rows(DATABASE)).as("rows at kill %d, so that it hits a load", kill).isLessThan(BirdStrikes.size());
            bed.killNifi();
            bed.starRocks().frontends().forEach(EmulatorFrontend::sweepLabels);
            openTransactions().forEach((state, count) -> found.merge(state, count, Integer::sum));
            bed.process().restart();
        }
        bed.awaitNifi();
        flow = DemoFlow.existing(bed.nifi());
        Await.until("all FlowFiles to be loaded, seed %d".formatted(seed), TestBed.LIMIT, () -> loaded.uuids().size() >= FLOW_FILES);
        bed.awaitRest(flow);

        final Difference difference = Difference.of(BirdStrikes.rows(), bed.table(DATABASE));
        figure("NiFi killed %d times under Two-Phase Commit, all labels forgotten before each restart: FlowFiles %d of %d rows, lost %d, doubled %d; open at a kill "
                + "%s; bodies sent again %d; in success %s; %d s, seed %d", KILLS, FLOW_FILES, ROWS_PER_FLOW_FILE, difference.lost(),
                difference.doubled(), found, loads.hits() - FLOW_FILES, loaded.statuses(),
                (System.nanoTime() - start) / 1_000_000_000, seed);
        assertThat(loaded.uuids()).doesNotHaveDuplicates().hasSize(FLOW_FILES);
        assertThat(difference.lost() + difference.doubled()).as("seed %d", seed).isZero();
        flow.delete();
    }

    private static DemoFlow createFlow(final DemoFlow.Settings settings) {
        bed.starRocks().execute(BirdStrikes.ddl(DATABASE, 4));
        bed.nifi().importFlow(FlowVariant.ofDemo().set(DemoFlow.PUT, Map.of("Delivery Strategy", "TWO_PHASE")).concurrentTasks(DemoFlow.PUT, 2)
                .set(DemoFlow.RENAME, Map.of("filename", LoadedFiles.NAME)).writeLoaded().definition(), DemoFlow.NAME, 0, 0);
        final DemoFlow flow = DemoFlow.existing(bed.nifi());
        flow.configure(settings);
        flow.group().enableServices();
        return flow;
    }

    /** Brings the rows into the queue of PutStarRocks, which is stopped. */
    private static void fillQueue(final DemoFlow flow, final DemoFlow.Settings settings) {
        BirdStrikes.write(settings.input(), ROWS_PER_FLOW_FILE);
        final List<String> sources = List.of(DemoFlow.LIST, DemoFlow.FETCH);
        sources.forEach(flow.group()::start);
        Await.value("the queue of PutStarRocks to be full", TestBed.LIMIT, () -> flow.group().queue(DemoFlow.FETCH, "success").flowFiles(),
                count -> count == FLOW_FILES);
        sources.forEach(flow.group()::stop);
    }

    /**
     * So that a kill meets any step, before it takes effect or before its reply.
     *
     * @return counts the bodies
     */
    private static FaultRule slowSteps(final Faults faults) {
        faults.on(RequestKind.TRANSACTION_BEGIN).inject(new Fault.Delay(Duration.ofMillis(20)));
        faults.on(RequestKind.TRANSACTION_PREPARE).inject(new Fault.Delay(Duration.ofMillis(30)));
        faults.on(RequestKind.TRANSACTION_PREPARE).inject(new Fault.DelayReply(Duration.ofMillis(30)));
        faults.on(RequestKind.FE_TRANSACTION).where("/commit").inject(new Fault.Delay(Duration.ofMillis(40)));
        faults.on(RequestKind.FE_TRANSACTION).where("/commit").inject(new Fault.DelayReply(Duration.ofMillis(60)));
        return faults.on(RequestKind.TRANSACTION_LOAD).inject(new Fault.DelayReply(Duration.ofMillis(20)));
    }

    /** Number of transactions by state, of those that are not over. */
    private static Map<TransactionState, Integer> openTransactions() {
        final Map<TransactionState, Integer> open = new HashMap<>();
        bed.starRocks().requests().to("/api/transaction/begin").stream().map(request -> request.header("label").orElseThrow()).distinct()
                .map(label -> bed.starRocks().labelState(DATABASE, label)).filter(TransactionState::isOpen)
                .forEach(state -> open.merge(state, 1, Integer::sum));
        return open;
    }

    /** Waits, because NiFi may be killed at any moment. */
    private static void pass(final long millis) throws InterruptedException {
        assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)).isFalse();
    }

    private static void figure(final String format, final Object... values) throws IOException {
        final String line = String.format(Locale.ROOT, format, values);
        System.out.println(line);
        final Path file = Path.of("target", "proof", "TwoPhaseProofIT.txt");
        Files.createDirectories(file.getParent());
        Files.write(file, List.of(line));
    }

    /** @param doubled rows that are there more often than expected */
    private record Difference(long lost, long doubled) {

        private static Difference of(final List<String> expected, final List<String> actual) {
            final Map<String, Integer> surplus = new HashMap<>();
            actual.forEach(row -> surplus.merge(row, 1, Integer::sum));
            expected.forEach(row -> surplus.merge(row, -1, Integer::sum));
            return new Difference(surplus.values().stream().mapToLong(count -> Math.max(0, -count)).sum(),
                    surplus.values().stream().mapToLong(count -> Math.max(0, count)).sum());
        }
    }
}
