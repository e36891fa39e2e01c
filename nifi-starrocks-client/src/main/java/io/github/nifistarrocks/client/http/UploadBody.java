package io.github.nifistarrocks.client.http;

import java.io.OutputStream;

/** Produces the body of an upload. */
@FunctionalInterface
public interface UploadBody {

    /**
     * @param out the server's socket
     * @throws Exception when the body cannot be produced; the connection is then cut without an end mark
     */
    void writeTo(OutputStream out) throws Exception;
}
