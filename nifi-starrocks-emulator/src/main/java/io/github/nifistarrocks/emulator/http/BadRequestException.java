package io.github.nifistarrocks.emulator.http;

import java.io.IOException;

/** What arrived is not an HTTP request. */
final class BadRequestException extends IOException {
    private static final long serialVersionUID = 1L;

    BadRequestException(String message) {
        super(message);
    }
}
