package io.github.nifistarrocks.systemtests;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.scan.Replay;
import io.github.nifistarrocks.systemtests.nifi.Await;
import io.github.nifistarrocks.systemtests.nifi.NifiQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Large FlowFiles and large tablets in a NiFi with a heap of 256 MB; the emulator is in another JVM, this one. The sizes are small unless
 * {@code -Dsystemtests.load.megabytes=1024 -Dsystemtests.scan.rows=5000000} say otherwise.
 */
class SmallHeapIT {
    private static final String HEAP = "256m";
    private static final long MEGABYTE = 1 << 20;
    private static final long LOAD_BYTES = Long.getLong("systemtests.load.megabytes", 50) * MEGABYTE;
    private static final int SCAN_ROWS = Integer.getInteger("systemtests.scan.rows", 200_000);

    private static TestBed bed;

    private DemoFlow flow;

    @BeforeAll
    static void start() throws IOException {
        bed = TestBed.start(TestBed.home("small-heap").deploy(Workspace.bundle()), HEAP, StarRocksEmulator.builder().backends(1).discardLoads());
    }

    @AfterAll
    static void stop() {
        bed.close();
    }

    @AfterEach
    void deleteFlow() {
        flow.delete();
    }

    private DemoFlow.Settings createFlow(final String database) {
        bed.starRocks().execute(BirdStrikes.ddl(database, 1).replace("\"2\"", "\"1\""));
        final DemoFlow.Settings settings = bed.settings(database);
        flow = DemoFlow.create(bed.nifi(), settings);
        flow.group().enableServices();
        return settings;
    }

    @Test
    void flowFileLargerThanTheHeapIsLoaded() throws IOException {
        final long rows = writeFile(createFlow("large_file").input());
        flow.group().start(DemoFlow.LIST);
        flow.group().start(DemoFlow.FETCH);
        flow.group().start(DemoFlow.PUT);

        Await.until("the FlowFile to be loaded", TestBed.LIMIT.multipliedBy(5),
                () -> !flow.failed().isEmpty() || flow.group().queue(DemoFlow.PUT, "success").flowFiles() == 1);

        assertThat(flow.failed()).isEmpty();
        final NifiQueue loaded = flow.group().queue(DemoFlow.PUT, "success");
        assertThat(loaded.list()).singleElement().satisfies(attributes -> assertThat(attributes)
                .containsEntry("starrocks.rows.loaded", Long.toString(rows))
                .containsEntry("record.count", Long.toString(rows)));
        assertSmallHeap();
    }

    @Test
    void tabletLargerThanTheHeapIsScanned() throws IOException {
        final DemoFlow.Settings settings = createFlow("large_tablet");
        final Table table = bed.starRocks().catalog().table(new TableName(settings.database(), BirdStrikes.TABLE)).orElseThrow();
        bed.starRocks().replay(table.name(), Replay.ofRows(table.columns(), cells(), SCAN_ROWS / BirdStrikes.size()));
        flow.readBackOnce();

        final Path file = Await.value("the tablet to be read back", TestBed.LIMIT.multipliedBy(5), () -> writtenFile(settings.output()), Files::exists);

        assertThat(flow.failed()).isEmpty();
        try (Stream<String> lines = Files.lines(file)) {
            assertThat(lines.count()).isEqualTo(SCAN_ROWS);
        }
        assertSmallHeap();
    }

    private Path writtenFile(final Path output) throws IOException {
        assertThat(flow.failed()).isEmpty();
        try (Stream<Path> files = Files.list(output)) {
            return files.filter(file -> !file.getFileName().toString().startsWith(".")).findFirst().orElse(output.resolve("none"));
        }
    }

    private void assertSmallHeap() throws IOException {
        assertThat(bed.process().commandLine()).contains("-Xmx" + HEAP);
        for (final Path log : bed.process().home().logs()) {
            assertThat(Files.readString(log)).doesNotContain("OutOfMemoryError");
        }
    }

    private static long writeFile(final Path directory) throws IOException {
        final Path hidden = directory.resolve(".part");
        final int copies;
        try (BufferedWriter writer = Files.newBufferedWriter(hidden)) {
            final long bytes = BirdStrikes.bytes();
            copies = Math.toIntExact((LOAD_BYTES + bytes - 1) / bytes);
            BirdStrikes.copyTo(writer, copies);
        }
        assertThat(hidden.toFile().length()).isGreaterThanOrEqualTo(LOAD_BYTES);
        Files.move(hidden, directory.resolve("large.csv"), StandardCopyOption.ATOMIC_MOVE);
        return (long) copies * BirdStrikes.size();
    }

    private static List<List<Object>> cells() {
        final List<List<Object>> rows = new ArrayList<>();
        for (final String row : BirdStrikes.rows()) {
            final String[] values = row.split("\t", -1);
            final List<Object> cells = new ArrayList<>(List.of(values).subList(0, 10));
            cells.set(3, LocalDate.parse(values[3]));
            cells.add(Integer.valueOf(values[10]));
            cells.add(Integer.valueOf(values[11]));
            cells.add(Long.valueOf(values[12]));
            cells.add(values[13].equals(BirdStrikes.NULL) ? null : Short.valueOf(values[13]));
            rows.add(cells);
        }
        return rows;
    }
}
