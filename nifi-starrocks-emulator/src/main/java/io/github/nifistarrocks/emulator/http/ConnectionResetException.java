package io.github.nifistarrocks.emulator.http;

import java.io.IOException;

/** The connection has to be reset, after everything that depends on it was undone. */
public final class ConnectionResetException extends IOException {

    private static final long serialVersionUID = 1L;

    ConnectionResetException() {
        super("connection reset by the emulator");
    }
}
