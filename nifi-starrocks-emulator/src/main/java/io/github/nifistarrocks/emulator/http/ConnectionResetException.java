package io.github.nifistarrocks.emulator.http;

import java.io.IOException;

/** The connection is to be torn down on purpose, when whatever depends on it has been undone. */
public final class ConnectionResetException extends IOException {
    private static final long serialVersionUID = 1L;

    ConnectionResetException() {
        super("connection reset by the emulator");
    }
}
