package io.github.nifistarrocks.emulator.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The head of a request. Header names are compared ignoring case; of several lines with one name the first counts. */
public final class HttpRequest {

    private final String method;
    private final String target;
    private final String version;
    private final List<Map.Entry<String, String>> headers;

    public HttpRequest(final String method, final String target, final String version, final List<Map.Entry<String, String>> headers) {
        this.method = method;
        this.target = target;
        this.version = version;
        this.headers = List.copyOf(headers);
    }

    public String method() {
        return method;
    }

    /** Path and query as sent. */
    public String target() {
        return target;
    }

    /** The path as sent, still percent-encoded. */
    public String path() {
        final int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** The path's parts, decoded. */
    public List<String> segments() {
        final List<String> segments = new ArrayList<>();
        for (final String part : path().split("/")) {
            if (!part.isEmpty()) {
                segments.add(URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8));
            }
        }
        return segments;
    }

    /** The query as sent, without its question mark. */
    public Optional<String> rawQuery() {
        final int query = target.indexOf('?');
        return query < 0 ? Optional.empty() : Optional.of(target.substring(query + 1));
    }

    public Optional<String> parameter(final String name) {
        return Optional.ofNullable(parameters().get(name));
    }

    public Map<String, String> parameters() {
        final Map<String, String> parameters = new LinkedHashMap<>();
        for (final String pair : rawQuery().orElse("").split("&")) {
            final int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.putIfAbsent(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    public boolean isHttp10() {
        return "HTTP/1.0".equals(version);
    }

    public List<Map.Entry<String, String>> headers() {
        return headers;
    }

    public Optional<String> header(final String name) {
        return headers.stream().filter(header -> header.getKey().equalsIgnoreCase(name)).map(Map.Entry::getValue).findFirst();
    }

    public boolean expectsContinue() {
        return header("Expect").map(value -> value.equalsIgnoreCase("100-continue")).orElse(false);
    }

    public boolean isChunked() {
        return header("Transfer-Encoding").map(value -> value.toLowerCase(Locale.ROOT).contains("chunked")).orElse(false);
    }

    /** Empty when the request has no body, or a chunked one. */
    public OptionalLong contentLength() {
        if (isChunked()) {
            return OptionalLong.empty();
        }
        return header("Content-Length").map(value -> OptionalLong.of(Long.parseLong(value.trim()))).orElse(OptionalLong.empty());
    }

    boolean asksToClose() {
        final Optional<String> connection = header("Connection");
        return connection.map(value -> value.equalsIgnoreCase("close")).orElse(isHttp10());
    }

    private static String decode(final String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
