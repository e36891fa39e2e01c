package io.github.nifistarrocks.client.http;

import java.io.IOException;

/** A redirect that would take the password where it may not go. The message says why, and which setting allows it. */
public final class RedirectRefusedException extends IOException {

    private static final long serialVersionUID = 1L;

    RedirectRefusedException(final String message) {
        super(message);
    }
}
