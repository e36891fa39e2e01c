package io.github.nifistarrocks.client.http;

import java.io.IOException;
import java.time.Duration;

/** The server did not ask for the body in time, and was not sent any of it. */
public final class ContinueTimeoutException extends IOException {

    private static final long serialVersionUID = 1L;

    ContinueTimeoutException(final Duration waited) {
        super("No 100 Continue within %d ms".formatted(waited.toMillis()));
    }
}
