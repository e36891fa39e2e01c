package io.github.nifistarrocks.client.http;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

import io.github.nifistarrocks.client.core.ErrorText;

/**
 * A whole, small reply.
 *
 * @param status HTTP status
 * @param location target of a redirect
 * @param body at most {@link JsonReplies#MAX_BYTES}
 */
public record HttpReply(int status, Optional<String> location, byte[] body) {

    /** The target of a redirect that has one. */
    public Optional<String> redirect() {
        return isRedirect() ? location : Optional.empty();
    }

    public boolean isRedirect() {
        return status == 307 || status == 308 || status == 301 || status == 302;
    }

    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** The beginning of the body on one line, for messages. */
    public String excerpt() {
        return ErrorText.excerpt(body);
    }
}
