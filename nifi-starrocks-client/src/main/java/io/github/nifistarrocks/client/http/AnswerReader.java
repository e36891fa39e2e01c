package io.github.nifistarrocks.client.http;

import java.io.IOException;
import java.io.InputStream;

import io.github.nifistarrocks.client.core.StarRocksException;

/** Makes something of a FE's answer while it arrives. */
@FunctionalInterface
public interface AnswerReader<T> {

    /**
     * @param status HTTP status, never a redirect
     * @throws StarRocksException when the FE refused the call: no other FE is asked
     * @throws IOException when the answer broke off: the next FE is asked
     */
    T read(int status, InputStream body) throws IOException, StarRocksException;
}
