package io.github.nifistarrocks.client.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.zip.GZIPOutputStream;

import io.airlift.compress.zstd.ZstdOutputStream;

/**
 * How the body of a load is packed. StarRocks unpacks CSV of every supported version and JSON since 3.2.7. All codecs are plain Java.
 */
public enum Compression {
    NONE("", ""), GZIP("gzip", "gzip"), LZ4_FRAME("lz4_frame", "lz4"), ZSTD("zstd", "zstd");

    private static final int BUFFER = 64 * 1024;

    private final String codec;
    private final String csvFormat;

    Compression(final String codec, final String csvFormat) {
        this.codec = codec;
        this.csvFormat = csvFormat;
    }

    /**
     * Packs what is written and hands it on in whole buffers; memory does not grow with the body.
     *
     * @return a stream that must be closed to end the packed body. It then flushes {@code out} and leaves it open. After a failure it is not to be closed, so
     *     that a broken body does not end like a whole one.
     */
    public OutputStream compress(final OutputStream out) throws IOException {
        final OutputStream target = new OpenOutputStream(out);
        return switch (this) {
            case NONE -> target;
            case GZIP -> new GZIPOutputStream(target, BUFFER);
            case LZ4_FRAME -> new Lz4FrameOutputStream(target);
            case ZSTD -> new ZstdOutputStream(target);
        };
    }

    /**
     * The Stream Load headers for the server. JSON has its own header; packed CSV is a format of its own, which replaces {@code csv} and which servers
     * before 3.2.7 know too (BE: be/src/http/action/stream_load.cpp, parse_format).
     */
    public Map<String, String> headers(final boolean json) {
        if (this == NONE) {
            return Map.of();
        }
        return json ? Map.of("compression", codec) : Map.of("format", csvFormat);
    }
}
