package io.github.nifistarrocks.client.core;

import java.io.OutputStream;

/**
 * Writes the body of one request: the rows of a load. Called at most once for each request, after the BE has asked for the body. Never called when the
 * request is refused before.
 */
@FunctionalInterface
public interface RequestBody {

    /**
     * @param out the socket of the BE. It buffers and chunks, so small writes cost little. Need not be closed or flushed
     * @throws Exception when the body cannot be produced. The connection is then cut, so that the BE discards what it has received
     */
    void writeTo(OutputStream out) throws Exception;
}
