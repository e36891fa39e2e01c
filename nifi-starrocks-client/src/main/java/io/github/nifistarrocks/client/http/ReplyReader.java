package io.github.nifistarrocks.client.http;

import java.io.IOException;
import java.io.InputStream;

import io.github.nifistarrocks.client.core.StarRocksException;

/** Reads the reply of an FE while it arrives. */
@FunctionalInterface
public interface ReplyReader<T> {

    /**
     * @param status HTTP status, never a redirect
     * @throws StarRocksException when the FE refused the call: no other FE is asked
     * @throws IOException when the reply was cut off: the next FE is asked
     */
    T read(int status, InputStream body) throws IOException, StarRocksException;
}
