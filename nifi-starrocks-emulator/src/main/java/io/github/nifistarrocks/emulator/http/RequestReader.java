package io.github.nifistarrocks.emulator.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads request heads. */
final class RequestReader {

    private final BufferedInputStream in;
    private final int maxHead;
    private int headBytes;

    /** @param maxHead maximum bytes of a head */
    RequestReader(final BufferedInputStream in, final int maxHead) {
        this.in = in;
        this.maxHead = maxHead;
    }

    /** @return empty when the client has closed the connection */
    Optional<HttpRequest> read() throws IOException {
        headBytes = 0;
        final String line = line();
        if (line == null) {
            return Optional.empty();
        }
        final String[] parts = line.split(" ");
        if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) {
            throw new BadRequestException("text is empty (possibly HTTP/0.9)");
        }
        final List<Map.Entry<String, String>> headers = new ArrayList<>();
        for (String header = line(); header != null && !header.isEmpty(); header = line()) {
            final int colon = header.indexOf(':');
            if (colon <= 0) {
                throw new BadRequestException("No colon found");
            }
            headers.add(Map.entry(header.substring(0, colon).trim(), header.substring(colon + 1).trim()));
        }
        return Optional.of(new HttpRequest(parts[0], parts[1], parts[2], headers));
    }

    private String line() throws IOException {
        final ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return null;
            }
            if (++headBytes > maxHead) {
                throw new BadRequestException("HTTP header is larger than %d bytes.".formatted(maxHead));
            }
            line.write(b);
        }
        final String text = line.toString(StandardCharsets.UTF_8);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
