package io.github.nifistarrocks.systemtests;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.systemtests.nifi.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * NiFi is killed while it loads into a DUPLICATE KEY table, where every duplicate row is visible.
 */
class KilledNifiIT {
    private static final int KILLS = Integer.getInteger("systemtests.kills", 5);
    private static final int COPIES = 15;

    private static TestBed bed;

    private DemoFlow.Settings settings;
    private DemoFlow flow;

    @BeforeAll
    static void start() throws IOException {
        bed = TestBed.start(TestBed.home("killed").deploy(Workspace.bundle()), "1g", StarRocksEmulator.builder().frontends(2).backends(3));
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    private void startLoading(final String database) {
        bed.starRocks().execute(BirdStrikes.ddl(database, 4));
        settings = bed.settings(database);
        flow = DemoFlow.create(bed.nifi(), settings);
        flow.group().enableServices();
        flow.startLoading();
    }

    @AfterEach
    void deleteFlow() {
        bed.starRocks().faults().clear();
        flow.delete();
    }

    @Test
    void nothingIsLostOrDoubledWhenNifiIsKilledBetweenCommitAndSessionCommit() throws InterruptedException, IOException {
        startLoading("after_commit");
        final long seed = System.nanoTime();
        final Random random = new Random(seed);
        final List<String> expected = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            final FaultRule late = bed.starRocks().faults().on(RequestKind.BE_STREAM_LOAD).times(1).inject(new Fault.DelayReply(Duration.ofMinutes(2)));
            drop("round-%d.csv".formatted(kill), 1);
            expected.addAll(BirdStrikes.rows());
            Await.until("StarRocks to have committed load %d, seed %d".formatted(kill, seed), TestBed.LIMIT,
                    () -> late.hits() == 1 && bed.rows(settings.database()) == expected.size());
            pass(random.nextInt(1_500));
            bed.killNifi();
            bed.starRocks().faults().clear();
            assertThat(bed.rows(settings.database())).isEqualTo(expected.size());

            bed.restartNifi();
            flow = DemoFlow.existing(bed.nifi());
            bed.awaitRest(flow);
            assertThat(bed.rows(settings.database())).as("rows after kill %d, seed %d", kill, seed).isEqualTo(expected.size());
        }
        assertThat(RowChecksum.of(bed.table(settings.database())).hex()).isEqualTo(RowChecksum.of(expected).hex());
    }

    @Test
    void nothingIsLostOrDoubledWhenNifiIsKilledInMidLoad() throws InterruptedException, IOException {
        startLoading("mid_load");
        final FaultRule load = bed.starRocks().faults().on(RequestKind.BE_STREAM_LOAD).inject(new Fault.Delay(Duration.ZERO));
        drop("large.csv", COPIES);
        Await.until("the load to begin", TestBed.LIMIT, () -> load.hits() == 1);
        pass(200);
        bed.killNifi();
        assertThat(bed.rows(settings.database())).as("rows that were visible when NiFi was killed").isZero();

        bed.restartNifi();
        flow = DemoFlow.existing(bed.nifi());
        bed.awaitRows(flow, settings.database(), (long) COPIES * BirdStrikes.size());

        final List<String> expected = new ArrayList<>();
        for (int copy = 0; copy < COPIES; copy++) {
            expected.addAll(BirdStrikes.rows());
        }
        assertThat(bed.rows(settings.database())).isEqualTo(expected.size());
        assertThat(RowChecksum.of(bed.table(settings.database())).hex()).isEqualTo(RowChecksum.of(expected).hex());
    }

    /** Puts the data set, so many times over, into one file of the input directory. */
    private void drop(final String name, final int copies) throws IOException {
        final Path hidden = settings.input().resolve(".part");
        try (BufferedWriter writer = Files.newBufferedWriter(hidden)) {
            BirdStrikes.copyTo(writer, copies);
        }
        Files.move(hidden, settings.input().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Waits, because NiFi may be killed at any moment. */
    private static void pass(final long millis) throws InterruptedException {
        assertThat(new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)).isFalse();
    }
}
