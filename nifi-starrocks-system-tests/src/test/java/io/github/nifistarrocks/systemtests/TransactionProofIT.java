package io.github.nifistarrocks.systemtests;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.FaultRule;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.systemtests.nifi.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A FlowFile many times larger than NiFi's heap is loaded in one transaction of many parts, and NiFi is killed in the middle of it. The emulator, in this JVM,
 * counts rows and keeps none.
 */
@Tag("proof-loading")
class TransactionProofIT {

    private static final String HEAP = "256m";
    private static final String DATABASE = "transaction_proof";
    private static final boolean FULL = "full".equals(System.getProperty("proof.size"));
    private static final long BYTES = FULL ? 5L << 30 : 50L << 20;
    private static final long PART_BYTES = FULL ? 64L << 20 : 2L << 20;
    private static final Duration LIMIT = Duration.ofMinutes(20);

    private static TestBed bed;

    private DemoFlow flow;

    @BeforeAll
    static void start() throws IOException {
        bed = TestBed.start(TestBed.home("transaction-proof").deploy(Workspace.bundle()), HEAP,
                StarRocksEmulator.builder().frontends(2).backends(3).discardLoads());
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @Test
    void flowFileIsLoadedOnceThoughNifiIsKilledInTheMiddle() throws IOException {
        final long seed = Long.getLong("proof.seed", System.nanoTime() % 1_000_000);
        bed.starRocks().execute(BirdStrikes.ddl(DATABASE, 4));
        final DemoFlow.Settings settings = bed.settings(DATABASE);
        final long rows = writeFile(settings.input());
        flow = DemoFlow.create(bed.nifi(), settings);
        flow.group().setProperties(DemoFlow.PUT, Map.of("Delivery Strategy", "TRANSACTION", "Part Size", PART_BYTES + " B"));
        flow.group().enableServices();
        final int parts = Math.toIntExact(BYTES / PART_BYTES);
        final int killAfter = parts / 4 + new Random(seed).nextInt(parts / 2);
        final FaultRule taken = bed.starRocks().faults().on(RequestKind.TRANSACTION_LOAD).inject(new Fault.Delay(Duration.ZERO));
        flow.group().start(DemoFlow.LIST);
        flow.group().start(DemoFlow.FETCH);
        flow.group().start(DemoFlow.PUT);

        final long start = System.nanoTime();
        Await.until("%d parts to be sent, seed %d".formatted(killAfter, seed), LIMIT, () -> taken.hits() >= killAfter || !flow.failed().isEmpty());
        assertThat(flow.failed()).isEmpty();
        bed.killNifi();
        final long killedAfter = taken.hits();
        assertThat(counted()).as("rows that were visible when NiFi was killed").isZero();
        bed.restartNifi();
        flow = DemoFlow.existing(bed.nifi());
        Await.until("the FlowFile to be loaded, seed %d".formatted(seed), LIMIT,
                () -> !flow.failed().isEmpty() || flow.group().queue(DemoFlow.PUT, "success").flowFiles() == 1);

        final long seconds = (System.nanoTime() - start) / 1_000_000_000;
        assertThat(flow.failed()).isEmpty();
        assertThat(counted()).isEqualTo(rows);
        assertThat(flow.group().queue(DemoFlow.PUT, "success").list()).singleElement().satisfies(attributes -> assertThat(attributes)
                .containsEntry("starrocks.status", "SUCCESS").containsEntry("starrocks.rows.loaded", Long.toString(rows)));
        assertSmallHeap();
        figure("a FlowFile of %,d bytes in parts of %,d, heap %s: killed after %d of about %d parts, loaded by the next attempt; rows %,d, "
                + "counted in the table %,d; %d s with the restart, seed %d", BYTES, PART_BYTES, HEAP, killedAfter, parts, rows, counted(), seconds, seed);
        flow.delete();
    }

    private static long counted() {
        return bed.starRocks().discardedRows(new TableName(DATABASE, BirdStrikes.TABLE));
    }

    private static void assertSmallHeap() throws IOException {
        assertThat(bed.process().commandLine()).contains("-Xmx" + HEAP);
        for (final Path log : bed.process().home().logs()) {
            assertThat(Files.readString(log)).doesNotContain("OutOfMemoryError");
        }
    }

    private static long writeFile(final Path directory) throws IOException {
        final Path hidden = directory.resolve(".part");
        final long once = BirdStrikes.bytes();
        final int copies = Math.toIntExact((BYTES + once - 1) / once);
        try (BufferedWriter writer = Files.newBufferedWriter(hidden)) {
            BirdStrikes.copyTo(writer, copies);
        }
        assertThat(hidden.toFile().length()).isGreaterThanOrEqualTo(BYTES);
        Files.move(hidden, directory.resolve("large.csv"), StandardCopyOption.ATOMIC_MOVE);
        return (long) copies * BirdStrikes.size();
    }

    private static void figure(final String format, final Object... values) throws IOException {
        final String line = String.format(Locale.ROOT, format, values);
        System.out.println(line);
        final Path file = Path.of("target", "proof", "TransactionProofIT.txt");
        Files.createDirectories(file.getParent());
        Files.write(file, List.of(line));
    }
}
