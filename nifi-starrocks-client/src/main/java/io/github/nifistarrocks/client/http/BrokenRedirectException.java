package io.github.nifistarrocks.client.http;

import java.io.IOException;

/** A redirect that leads to another resource than the one that was asked for, as one does whose end was lost on the way. */
public final class BrokenRedirectException extends IOException {

    private static final long serialVersionUID = 1L;

    BrokenRedirectException(final String message) {
        super(message);
    }
}
