package io.github.nifistarrocks.emulator.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A complete reply.
 *
 * @param status code
 * @param reason the text after the status code
 * @param headers in the order in which they are sent, names as written
 * @param body its bytes
 * @param close whether the connection ends with it
 */
public record HttpResponse(int status, String reason, List<Map.Entry<String, String>> headers, byte[] body, boolean close) {

    private static final Map<Integer, String> REASONS = Map.of(200, "OK", 307, "Temporary Redirect", 400, "Bad Request", 401, "Unauthorized", 403, "Forbidden",
            404,
            "Not Found", 405, "Method Not Allowed", 413, "Request Entity Too Large", 500, "Internal Server Error", 501, "Not Implemented");

    public HttpResponse {
        headers = List.copyOf(headers);
    }

    public static HttpResponse of(final int status) {
        return new HttpResponse(status, REASONS.getOrDefault(status, "Unknown"), List.of(), new byte[0], false);
    }

    public HttpResponse header(final String name, final String value) {
        final List<Map.Entry<String, String>> more = new ArrayList<>(headers);
        more.add(Map.entry(name, value));
        return new HttpResponse(status, reason, more, body, close);
    }

    /** In UTF-8; a length header is not added. */
    public HttpResponse body(final String text) {
        return new HttpResponse(status, reason, headers, text.getBytes(StandardCharsets.UTF_8), close);
    }

    /** The same, but the connection ends with it; a connection header says so, another reply has to add one. */
    public HttpResponse closing() {
        final List<Map.Entry<String, String>> changed = headers.stream()
                .map(header -> header.getKey().equalsIgnoreCase("Connection") ? Map.entry(header.getKey(), "close") : header).toList();
        return new HttpResponse(status, reason, changed, body, true);
    }

    byte[] head() {
        final StringBuilder head = new StringBuilder("HTTP/1.1 ").append(status).append(' ').append(reason).append("\r\n");
        headers.forEach(header -> head.append(header.getKey()).append(": ").append(header.getValue()).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}
