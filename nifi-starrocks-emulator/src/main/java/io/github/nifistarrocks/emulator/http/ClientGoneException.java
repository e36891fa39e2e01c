package io.github.nifistarrocks.emulator.http;

import java.io.IOException;

/** The client has closed the connection before the end of its request. */
public final class ClientGoneException extends IOException {

    private static final long serialVersionUID = 1L;

    ClientGoneException() {
        super("The client ended the connection inside the body");
    }
}
