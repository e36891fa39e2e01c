package io.github.nifistarrocks.processors.proof;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.github.nifistarrocks.emulator.StarRocksEmulator;
import io.github.nifistarrocks.emulator.catalog.Table;
import io.github.nifistarrocks.emulator.catalog.TableName;
import io.github.nifistarrocks.emulator.scan.Replay;
import io.github.nifistarrocks.processors.option.scan.OutputFormat;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A tablet of 100 million rows is scanned in a JVM with a heap of 256 MB. The emulator, in this JVM, replays prepared batches. */
@Tag("proof-scanning")
class LargeScanProofTest {

    private static final String HEAP = "-Xmx256m";
    private static final int REPLAYED_ROWS = 40_960;
    private static final int TIMES = ProofSize.of(100_000_000, 500_000) / REPLAYED_ROWS + 1;
    private static final long LIMIT_MINUTES = 60;

    private static StarRocksEmulator emulator;

    private final ProofReport report = ProofReport.of(LargeScanProofTest.class);

    @BeforeAll
    static void start() throws IOException {
        emulator = StarRocksEmulator.builder().backends(1).start();
        emulator.execute("""
                CREATE DATABASE demo;
                CREATE TABLE demo.t (id BIGINT NOT NULL, amount DECIMAL(18,4), name VARCHAR(40), score DOUBLE, small INT)
                DUPLICATE KEY (id) DISTRIBUTED BY HASH(id) BUCKETS 1 PROPERTIES("replication_num"="1");
                """);
        final Table table = emulator.catalog().table(new TableName("demo", "t")).orElseThrow();
        emulator.replay(table.name(), Replay.ofRows(table.columns(), IntStream.range(0, REPLAYED_ROWS).mapToObj(LargeScanProofTest::row).toList(), TIMES));
    }

    @AfterAll
    static void stop() {
        emulator.close();
    }

    private static List<Object> row(final int id) {
        return List.of((long) id, new BigDecimal(id).movePointLeft(4), "name of number " + id, id / 8.0, id % 1000);
    }

    @ParameterizedTest
    @EnumSource(OutputFormat.class)
    void tabletIsScannedWithASmallHeap(final OutputFormat format, @TempDir final Path folder) throws Exception {
        final Path output = folder.resolve("output.txt");
        final Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), HEAP, "-cp",
                System.getProperty("java.class.path"), LargeScan.class.getName(), emulator.frontendUrls().getFirst().toString(), format.getValue())
                .redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            assertThat(process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)).as("ended").isTrue();
        } finally {
            process.destroyForcibly();
        }

        final List<String> lines = Files.readAllLines(output);
        assertThat(process.exitValue()).as("%s", lines).isZero();
        final LargeScan.Figures figures = LargeScan.Figures.parse(lines);
        report.add("%s, %s: rows %,d, content %,d bytes, seconds %.1f, rows a second %,.0f, peak heap %,d bytes, peak of the process %,d bytes",
                format.getValue(),
                HEAP, figures.rows(), figures.contentBytes(), figures.seconds(), figures.rows() / figures.seconds(), figures.heapBytes(),
                figures.residentBytes());
        assertThat(figures.rows()).isEqualTo((long) TIMES * REPLAYED_ROWS);
        assertThat(emulator.openScanners()).isZero();
    }
}
