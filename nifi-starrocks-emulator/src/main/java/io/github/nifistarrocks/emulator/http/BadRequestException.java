package io.github.nifistarrocks.emulator.http;

import java.io.IOException;

/** The received bytes are not an HTTP request. */
final class BadRequestException extends IOException {

    private static final long serialVersionUID = 1L;

    BadRequestException(final String message) {
        super(message);
    }
}
