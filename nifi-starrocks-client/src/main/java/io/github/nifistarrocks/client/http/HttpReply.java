package io.github.nifistarrocks.client.http;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A whole, small reply.
 *
 * @param status HTTP status
 * @param location where a redirect leads
 * @param body at most the size that the caller allowed
 */
public record HttpReply(int status, Optional<String> location, byte[] body) {

    private static final int EXCERPT = 300;

    public boolean isRedirect() {
        return status == 307 || status == 308 || status == 301 || status == 302;
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The beginning of the body on one line, for messages. */
    public String excerpt() {
        final String line = text().strip().replaceAll("\\s+", " ");
        return line.length() <= EXCERPT ? line : line.substring(0, EXCERPT) + "...";
    }
}
