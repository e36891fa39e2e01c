package io.github.nifistarrocks.client.scan.arrow;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.emulator.damage.Damage;
import io.github.nifistarrocks.emulator.damage.DamageFigures;
import io.github.nifistarrocks.emulator.damage.DamageTrial;
import io.github.nifistarrocks.emulator.scan.arrow.HostileBatches;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Batches of a real BE, and hostile ones, are read or refused however they are damaged, and no memory is left. */
@Tag("proof-scanning")
class DamagedBatchesTest {

    /** A message of few bytes can describe 50,000 fields, of which each needs a kilobyte. More are refused. */
    private static final long FIXED_BYTES = 64L * 1024 * 1024;
    private static final Path RECORDED = Path.of("..", "nifi-starrocks-emulator", "src", "test", "resources", "be-arrow");
    private static final int MAX_BYTES = 4096;
    /** Vectors refer to the bytes of the stream. Only validity that is absent takes memory of its own. */
    private static final int VECTOR_BYTES = 256 * 1024;

    @Test
    void damagedBatchesAreReadOrRefused() {
        final List<byte[]> streams = new ArrayList<>(recorded());
        streams.addAll(List.of(HostileBatches.sharedFields(12, 2), HostileBatches.nestedFields(40), HostileBatches.repeatedField(500),
                HostileBatches.claimedFields(1 << 29), HostileBatches.claimedChildren(1 << 29), HostileBatches.namelessField(),
                HostileBatches.shortValidity(100),
                HostileBatches.claimedRows(1 << 30), HostileBatches.buffer(-8, Long.MAX_VALUE), HostileBatches.textOffsets(0, 5, 2),
                HostileBatches.textOffsets(0, 5, 8), HostileBatches.withoutBuffers(3), ArrowStreams.idAndName(0, 10)));
        final List<Integer> columns = streams.stream().map(DamagedBatchesTest::columns).toList();

        final DamageFigures figures = new DamageTrial(DamagedBatchesTest.class).run(new DamageTrial.Material("Arrow batches", streams, Damage.BINARY),
                DamageTrial.size(600_000, 12_000), (stream, origin) -> read(stream, columns.get(origin)));

        assertThat(figures.faults()).isEmpty();
        assertThat(figures.of("read")).isGreaterThan(figures.cases() / 100);
        assertThat(figures.of("refused as PROTOCOL")).isGreaterThan(figures.cases() / 10);
        assertThat(figures.isWithin(FIXED_BYTES, 500)).as("memory in proportion to each message").isTrue();
    }

    private static String read(final byte[] stream, final int columns) {
        try (LoadedStreams batches = new LoadedStreams(columns)) {
            batches.accept(stream);
            while (batches.hasNext()) {
                final ArrowBatch batch = batches.next();
                batch.writeTo(OutputStream.nullOutputStream());
                readAll(batch.vectors());
                assertThat(batches.allocatedBytes()).isLessThan(4L * stream.length + VECTOR_BYTES);
            }
            return "read";
        } catch (StarRocksException e) {
            return DamageTrial.refused(e.kind(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void readAll(final VectorSchemaRoot root) {
        for (final FieldVector vector : root.getFieldVectors()) {
            for (int row = 0; row < root.getRowCount(); row++) {
                vector.getObject(row);
            }
        }
    }

    private static List<byte[]> recorded() {
        try (Stream<Path> files = Files.list(RECORDED)) {
            return files.filter(file -> file.toString().endsWith(".arrow")).sorted().map(DamagedBatchesTest::bytes)
                    .filter(stream -> stream.length <= MAX_BYTES).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] bytes(final Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One if the stream cannot be read. */
    private static int columns(final byte[] stream) {
        for (int columns = 1; columns < 40; columns++) {
            try (LoadedStreams batches = new LoadedStreams(columns)) {
                batches.accept(stream);
                return columns;
            } catch (StarRocksException e) {
                // Another number of columns.
            }
        }
        return 1;
    }
}
