package io.github.nifistarrocks.processors.option;

import io.github.nifistarrocks.client.encode.Compression;
import org.apache.nifi.components.DescribedValue;

/** Compression of the body of a load. The names are stored in flows. */
public enum LoadCompression implements DescribedValue {

    NONE("None", Compression.NONE, "The body is not compressed."), //
    GZIP("gzip", Compression.GZIP, "Small bodies, at the highest CPU cost."), //
    LZ4_FRAME("LZ4 Frame", Compression.LZ4_FRAME, "Fast, with larger bodies than the others."), //
    ZSTD("Zstandard", Compression.ZSTD, "About as small as gzip, and faster.");

    private final String displayName;
    private final Compression compression;
    private final String description;

    LoadCompression(final String displayName, final Compression compression, final String description) {
        this.displayName = displayName;
        this.compression = compression;
        this.description = description;
    }

    public Compression compression() {
        return compression;
    }

    @Override
    public String getValue() {
        return name();
    }

    @Override
    public String getDisplayName() {
        return displayName;
    }

    @Override
    public String getDescription() {
        return description;
    }
}
