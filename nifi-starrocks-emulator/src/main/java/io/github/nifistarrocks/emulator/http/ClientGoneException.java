package io.github.nifistarrocks.emulator.http;

import java.io.IOException;

/** The client has ended the connection inside of its request. */
public final class ClientGoneException extends IOException {
    private static final long serialVersionUID = 1L;

    ClientGoneException() {
        super("The client ended the connection inside the body");
    }
}
