package io.github.nifistarrocks.emulator.load.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;

import com.github.luben.zstd.ZstdInputStream;
import net.jpountz.lz4.LZ4FrameInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;

/** How the body is packed. SNAPPY and the raw LZ4 block form of a real BE are not part of the emulator. */
public enum Compression {

    NONE, GZIP, LZ4_FRAME, ZSTD, ZLIB, BZIP2;

    /** @throws LoadRefusedException when the name is unknown */
    public static Compression of(final String name) throws LoadRefusedException {
        return switch (name.toUpperCase(Locale.ROOT)) {
            case "NO_COMPRESSION" -> NONE;
            case "GZIP" -> GZIP;
            case "LZ4", "LZ4_FRAME" -> LZ4_FRAME;
            case "ZSTD" -> ZSTD;
            case "ZLIB", "DEFLATE" -> ZLIB;
            case "BZIP2" -> BZIP2;
            default -> throw new LoadRefusedException("Unsupported compression type: " + name);
        };
    }

    public InputStream unpack(final InputStream body) throws IOException {
        return switch (this) {
            case NONE -> body;
            case GZIP -> gzip(body);
            case LZ4_FRAME -> new LZ4FrameInputStream(body);
            case ZSTD -> new ZstdInputStream(body).setContinuous(false);
            case ZLIB -> new InflaterInputStream(body);
            case BZIP2 -> new BZip2CompressorInputStream(body, true);
        };
    }

    /** With the message of a BE for content that is not compressed (BE: stream_compression.cpp, with the code of zlib for wrong data). */
    private static InputStream gzip(final InputStream body) throws IOException {
        try {
            return new GZIPInputStream(body, 65536);
        } catch (ZipException e) {
            throw new IOException("Failed to inflate. return code: -3", e);
        }
    }
}
