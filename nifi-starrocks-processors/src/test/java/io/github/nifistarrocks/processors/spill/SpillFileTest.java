package io.github.nifistarrocks.processors.spill;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import io.github.nifistarrocks.processors.common.TemporaryFileException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Bytes that do not fit into memory. */
final class SpillFileTest {

    private static final int SEQUENCES = 3;

    @TempDir
    private Path directory;

    private static Path systemDirectory() {
        return Path.of(System.getProperty("java.io.tmpdir"));
    }

    @Property(tries = 200)
    void sequencesAreReadAsTheyWereWrittenWhateverIsHeldInMemory(@ForAll @Size(max = 30) final List<@IntRange(max = 200_000) Integer> lengths,
            @ForAll @IntRange(max = 1_000_000) final int memory, @ForAll final long seed) throws IOException {
        final Random random = new Random(seed);
        try (SpillFile file = new SpillFile(systemDirectory(), memory)) {
            final List<SpilledBytes> spilled = Stream.generate(file::newBytes).limit(SEQUENCES).toList();
            final List<ByteArrayOutputStream> expected = Stream.generate(ByteArrayOutputStream::new).limit(SEQUENCES).toList();
            for (final int length : lengths) {
                final int sequence = random.nextInt(SEQUENCES);
                final byte[] bytes = new byte[length + 10];
                random.nextBytes(bytes);
                spilled.get(sequence).write(bytes, 5, length);
                expected.get(sequence).write(bytes, 5, length);
            }
            for (int i = 0; i < SEQUENCES; i++) {
                assertThat(read(spilled.get(i))).isEqualTo(expected.get(i).toByteArray());
                assertThat(read(spilled.get(i))).as("second reading").isEqualTo(expected.get(i).toByteArray());
            }
            final long written = lengths.stream().mapToLong(Integer::longValue).sum();
            assertThat(file.fileSize()).isBetween(Math.max(0, written - memory), written);
        }
    }

    private static byte[] read(final SpilledBytes bytes) throws IOException {
        try (InputStream in = bytes.open()) {
            return in.readAllBytes();
        }
    }

    @Test
    void singleBytesAreUnsigned() throws IOException {
        try (SpillFile file = new SpillFile(directory, 0)) {
            final SpilledBytes bytes = file.newBytes();
            bytes.write(200);
            bytes.write(0);
            try (InputStream in = bytes.open()) {
                assertThat(List.of(in.read(), in.read(), in.read())).containsExactly(200, 0, -1);
            }
        }
    }

    @Test
    void fewBytesNeedNoFile() throws IOException {
        try (SpillFile file = new SpillFile(Path.of("/nowhere"), 100)) {
            file.newBytes().write(new byte[100]);
            assertThat(file.fileSize()).isZero();
        }
    }

    @Test
    void directoryHasNoFileAfterTheEnd() throws IOException {
        final List<Path> during = new ArrayList<>();
        try (SpillFile file = new SpillFile(directory, 0)) {
            file.newBytes().write(new byte[100]);
            assertThat(file.fileSize()).isEqualTo(100);
            during.addAll(files());
        }
        assertThat(during).as("on systems that delete open files").isEmpty();
        assertThat(files()).isEmpty();
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }

    @Test
    void directoryThatCannotBeUsedIsNamedWithAdvice() {
        try (SpillFile file = new SpillFile(directory.resolve("missing"), 10)) {
            final SpilledBytes bytes = file.newBytes();
            assertThatThrownBy(() -> bytes.write(new byte[11])).isInstanceOf(TemporaryFileException.class)
                    .hasMessageContainingAll(directory.resolve("missing").toString(), "stays in its queue", "java.io.tmpdir", "bootstrap.conf");
        }
    }

    @Test
    void fileThatIsClosedCannotBeRead() throws IOException {
        final SpilledBytes bytes;
        try (SpillFile file = new SpillFile(directory, 0)) {
            bytes = file.newBytes();
            bytes.write(new byte[10]);
        }
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(TemporaryFileException.class);
    }
}
