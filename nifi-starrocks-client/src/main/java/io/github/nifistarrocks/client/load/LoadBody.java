package io.github.nifistarrocks.client.load;

import java.io.OutputStream;

/**
 * Writes the rows of one load. Called at most once for each {@code load}, after the BE has said that it wants the body; never called when the
 * load is refused before.
 */
@FunctionalInterface
public interface LoadBody {

    /**
     * @param out the BE's socket; buffers, counts and chunks by itself, so small writes cost little. Need not be closed or flushed
     * @throws Exception when the rows cannot be read: the connection is then cut so that the BE throws away what it has received
     */
    void writeTo(OutputStream out) throws Exception;
}
