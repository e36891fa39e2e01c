package io.github.nifistarrocks.client.http;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A request, without the server that receives it.
 *
 * @param method GET, POST or PUT
 * @param path encoded path and query, beginning with a slash
 * @param headers further headers
 * @param jsonBody JSON text to send; without it the body is empty
 * @param options how to send it
 */
public record HttpCall(String method, String path, Map<String, String> headers, Optional<byte[]> jsonBody, Options options) {

    /** An FE reads at most 32 KB of headers (fe-recordings, 615); libevent, with which a BE reads them, has no limit. */
    private static final int MAX_BACKEND_HEADERS = 8 * 1024;
    private static final Options DEFAULT = new Options(Optional.empty(), Credentials.SENT, Set.of(), Repetition.ALLOWED);

    public static HttpCall get(final String path) {
        return new HttpCall("GET", path, Map.of(), Optional.empty(), DEFAULT);
    }

    public static HttpCall put(final String path, final Map<String, String> headers) {
        return new HttpCall("PUT", path, headers, Optional.empty(), DEFAULT);
    }

    public static HttpCall post(final String path, final Map<String, String> headers) {
        return new HttpCall("POST", path, headers, Optional.empty(), DEFAULT);
    }

    public static HttpCall postJson(final String path, final Map<String, String> headers, final byte[] json) {
        return new HttpCall("POST", path, headers, Optional.of(json), DEFAULT);
    }

    /** The same request for the path and query of a URL. */
    public HttpCall at(final URI url) {
        return new HttpCall(method, UrlPath.ofUrl(url), headers, jsonBody, options);
    }

    /** The same request with another maximum wait for the reply than the response timeout. */
    public HttpCall withReplyTimeout(final Duration timeout) {
        return new HttpCall(method, path, headers, jsonBody,
                new Options(Optional.of(timeout), options.credentials, options.backendHeaders, options.repetition));
    }

    /** The same request without user and password. */
    public HttpCall withoutCredentials() {
        return new HttpCall(method, path, headers, jsonBody,
                new Options(options.replyTimeout, Credentials.WITHHELD, options.backendHeaders, options.repetition));
    }

    /** The same request, with the names of the headers that only the server of the body needs. */
    public HttpCall withBackendHeaders(final Set<String> names) {
        return new HttpCall(method, path, headers, jsonBody, new Options(options.replyTimeout, options.credentials, names, options.repetition));
    }

    /** The same request, which is not sent to another FE once it may have arrived at one. */
    public HttpCall once() {
        return new HttpCall(method, path, headers, jsonBody,
                new Options(options.replyTimeout, options.credentials, options.backendHeaders, Repetition.UNSENT_ONLY));
    }

    /** The same request for a server that only redirects it: without long headers that only the server of the body needs. */
    public HttpCall forRedirect() {
        final int length = options.backendHeaders.stream().mapToInt(name -> headers.getOrDefault(name, "").length()).sum();
        if (length <= MAX_BACKEND_HEADERS) {
            return this;
        }
        final Map<String, String> few = new LinkedHashMap<>(headers);
        few.keySet().removeAll(options.backendHeaders);
        return new HttpCall(method, path, few, jsonBody, options);
    }

    /** Whether the server can reply without work that takes long. It may still redirect the request. */
    boolean isAnsweredAtOnce() {
        return options.replyTimeout.isEmpty() && jsonBody.isEmpty();
    }

    /** The request without its query, for messages. */
    @Override
    public String toString() {
        final int query = path.indexOf('?');
        return method + " " + (query < 0 ? path : path.substring(0, query));
    }

    /**
     * How to send a request.
     *
     * @param replyTimeout maximum wait for the reply; the response timeout when empty
     * @param credentials whether to send user and password
     * @param backendHeaders names of headers that an FE does not need
     * @param repetition when another FE may receive it
     */
    public record Options(Optional<Duration> replyTimeout, Credentials credentials, Set<String> backendHeaders, Repetition repetition) {}

    /** When a request that has failed is sent to another FE. */
    public enum Repetition {
        ALLOWED,
        /** Only when it was not sent before. */
        UNSENT_ONLY
    }

    /** Whether a request has user and password. */
    public enum Credentials {
        SENT, WITHHELD
    }
}
