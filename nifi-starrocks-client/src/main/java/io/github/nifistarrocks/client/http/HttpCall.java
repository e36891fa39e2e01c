package io.github.nifistarrocks.client.http;

import java.util.Map;
import java.util.Optional;

/**
 * A request to a FE, without its host.
 *
 * @param method GET, POST or PUT
 * @param path encoded path and query, beginning with a slash
 * @param headers further headers
 * @param jsonBody JSON text to send; none sends an empty body
 */
public record HttpCall(String method, String path, Map<String, String> headers, Optional<byte[]> jsonBody) {

    public static HttpCall get(final String path) {
        return new HttpCall("GET", path, Map.of(), Optional.empty());
    }

    /** The call without its query, for messages. */
    @Override
    public String toString() {
        final int query = path.indexOf('?');
        return method + " " + (query < 0 ? path : path.substring(0, query));
    }
}
