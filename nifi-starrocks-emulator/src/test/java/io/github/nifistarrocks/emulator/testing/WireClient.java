package io.github.nifistarrocks.emulator.testing;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.emulator.StarRocksEmulator;

/** A client of plain sockets for the tests: one connection per request, waits for 100 Continue, follows redirects with its credentials. */
public final class WireClient {

    private final URI server;
    private final String user;

    private WireClient(final URI server, final String user) {
        this.server = server;
        this.user = user;
    }

    /** Talks to the leader as root. */
    public static WireClient of(final StarRocksEmulator emulator) {
        return new WireClient(emulator.frontendUrls().getFirst(), "root:");
    }

    public static WireClient of(final URI server) {
        return new WireClient(server, "root:");
    }

    /** @param userAndPassword with a colon between */
    public WireClient as(final String userAndPassword) {
        return new WireClient(server, userAndPassword);
    }

    /** A stream load; headers as {@code name: value}. */
    public JsonNode load(final String table, final String body, final String... headers) throws IOException {
        return load(table, body.getBytes(StandardCharsets.UTF_8), headers);
    }

    public JsonNode load(final String table, final byte[] body, final String... headers) throws IOException {
        return new ObjectMapper().readTree(send("PUT", "/api/" + table.replace('.', '/') + "/_stream_load", body, headers).text());
    }

    /** A step of a transaction. */
    public JsonNode transaction(final String step, final String body, final String... headers) throws IOException {
        final String method = step.equals("load") ? "PUT" : "POST";
        return new ObjectMapper().readTree(send(method, "/api/transaction/" + step, body.getBytes(StandardCharsets.UTF_8), headers).text());
    }

    public Answer get(final String path) throws IOException {
        return send("GET", path, new byte[0]);
    }

    /** Follows redirects. */
    public Answer send(final String method, final String path, final byte[] body, final String... headers) throws IOException {
        final Answer answer = exchange(method, path, body, headers);
        final String location = answer.headers().get("location");
        if (answer.status() != 307 || location == null) {
            return answer;
        }
        final URI target = URI.create(location);
        return new WireClient(URI.create("http://" + target.getAuthority()), user).send(method, location.substring(location.indexOf(target.getRawPath())), body,
                headers);
    }

    /** Does not follow redirects. */
    public Answer exchange(final String method, final String path, final byte[] body, final String... headers) throws IOException {
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.setSoTimeout(20_000);
            final boolean waits = method.equals("PUT");
            final StringBuilder head = new StringBuilder("%s %s HTTP/1.1\r\nHost: %s\r\n".formatted(method, path, server.getAuthority()));
            head.append("Authorization: Basic ").append(Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8))).append("\r\n");
            List.of(headers).forEach(header -> head.append(header).append("\r\n"));
            head.append(waits ? "Expect: 100-continue\r\n" : "").append("Content-Length: ").append(body.length).append("\r\n\r\n");
            final OutputStream out = socket.getOutputStream();
            out.write(head.toString().getBytes(StandardCharsets.UTF_8));
            if (!waits) {
                out.write(body);
            }
            Answer answer = read(socket.getInputStream(), method.equals("HEAD"));
            if (answer.status() == 100) {
                out.write(body);
                answer = read(socket.getInputStream(), false);
            }
            return answer;
        }
    }

    private static Answer read(final InputStream in, final boolean headOnly) throws IOException {
        final int status = Integer.parseInt(line(in).split(" ")[1]);
        final Map<String, String> headers = new LinkedHashMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            final int colon = header.indexOf(':');
            headers.put(header.substring(0, colon).toLowerCase(Locale.ROOT), header.substring(colon + 1).strip());
        }
        final int length = headOnly ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
        final byte[] content = in.readNBytes(length);
        if (content.length < length) {
            throw new EOFException("the reply ends early");
        }
        return new Answer(status, headers, new String(content, StandardCharsets.UTF_8));
    }

    private static String line(final InputStream in) throws IOException {
        final ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the reply ends early");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    /**
     * A reply.
     *
     * @param headers by lower-case name
     */
    public record Answer(int status, Map<String, String> headers, String text) {
        public JsonNode json() {
            try {
                return new ObjectMapper().readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
