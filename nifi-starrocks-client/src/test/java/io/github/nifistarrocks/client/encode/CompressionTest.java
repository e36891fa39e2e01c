package io.github.nifistarrocks.client.encode;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPInputStream;

import com.github.luben.zstd.ZstdInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What is packed here is unpacked by the reference libraries. */
class CompressionTest {

    @ParameterizedTest
    @EnumSource(Compression.class)
    void rowsComeBack(final Compression compression) throws IOException {
        final byte[] rows = "{\"id\":1,\"text\":\"many alike\"}\n".repeat(100_000).getBytes(StandardCharsets.UTF_8);

        final byte[] packed = pack(compression, rows);

        assertThat(unpack(compression, packed)).isEqualTo(rows);
        if (compression != Compression.NONE) {
            assertThat(packed).hasSizeLessThan(rows.length / 20);
        }
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void nothingComesBackAsNothing(final Compression compression) throws IOException {
        assertThat(unpack(compression, pack(compression, new byte[0]))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void blocksThatCannotBePackedComeBack(final Compression compression) throws IOException {
        final byte[] noise = new byte[1_000_000];
        new Random(5).nextBytes(noise);

        assertThat(unpack(compression, pack(compression, noise))).isEqualTo(noise);
    }

    @Property(tries = 100)
    void everyBodyComesBack(@ForAll final Compression compression, @ForAll final byte[] part, @ForAll final boolean single) throws IOException {
        final ByteArrayOutputStream packed = new ByteArrayOutputStream();
        final ByteArrayOutputStream expected = new ByteArrayOutputStream();
        try (OutputStream stream = compression.compress(packed)) {
            for (int i = 0; i < 700; i++) {
                if (single && part.length > 0) {
                    stream.write(part[0]);
                    expected.write(part[0]);
                } else {
                    stream.write(part);
                    expected.write(part);
                }
            }
        }

        assertThat(unpack(compression, packed.toByteArray())).isEqualTo(expected.toByteArray());
    }

    @ParameterizedTest
    @EnumSource(Compression.class)
    void closingEndsTheBodyAndLeavesTheStreamOpen(final Compression compression) throws IOException {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final Watched watched = new Watched(bytes);
        final OutputStream stream = compression.compress(watched);
        stream.write(new byte[] {1, 2, 3});

        stream.close();
        stream.close();

        assertThat(watched.closed).isFalse();
        assertThat(watched.flushed).isTrue();
        assertThat(unpack(compression, bytes.toByteArray())).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource(value = Compression.class, names = "NONE", mode = EnumSource.Mode.EXCLUDE)
    void bigBodiesAreHandedOnWhileTheyAreWritten(final Compression compression) throws IOException {
        final Random random = new Random(5);
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final byte[] noise = new byte[1 << 20];
        try (OutputStream stream = compression.compress(bytes)) {
            for (int i = 0; i < 16; i++) {
                random.nextBytes(noise);
                stream.write(noise);
            }

            assertThat(bytes.size()).isGreaterThan(8 << 20);
        }
    }

    @ParameterizedTest
    @CsvSource({"GZIP, gzip, gzip", "LZ4_FRAME, lz4_frame, lz4", "ZSTD, zstd, zstd"})
    void headersTellTheServer(final Compression compression, final String codec, final String format) {
        assertThat(compression.headers(true)).isEqualTo(Map.of("compression", codec));
        assertThat(compression.headers(false)).isEqualTo(Map.of("format", format));
    }

    @Test
    void unpackedBodiesNeedNoHeader() {
        assertThat(Compression.NONE.headers(true)).isEmpty();
        assertThat(Compression.NONE.headers(false)).isEmpty();
    }

    private static byte[] pack(final Compression compression, final byte[] bytes) throws IOException {
        final ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream stream = compression.compress(packed)) {
            stream.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] unpack(final Compression compression, final byte[] packed) throws IOException {
        final InputStream bytes = new ByteArrayInputStream(packed);
        try (InputStream stream = switch (compression) {
            case NONE -> bytes;
            case GZIP -> new GZIPInputStream(bytes);
            case LZ4_FRAME -> new LZ4FrameInputStream(bytes);
            case ZSTD -> new ZstdInputStream(bytes);
        }) {
            return stream.readAllBytes();
        }
    }

    private static final class Watched extends FilterOutputStream {

        private boolean closed;
        private boolean flushed;

        Watched(final OutputStream out) {
            super(out);
        }

        @Override
        public void flush() throws IOException {
            flushed = true;
            super.flush();
        }

        @Override
        public void close() throws IOException {
            closed = true;
            super.close();
        }
    }
}
