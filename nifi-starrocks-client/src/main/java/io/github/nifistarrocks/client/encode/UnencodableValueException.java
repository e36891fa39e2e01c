package io.github.nifistarrocks.client.encode;

import java.io.IOException;

/** A value that the format cannot carry without changing it. The message names the problem of the value, but not the value. */
public final class UnencodableValueException extends IOException {

    private static final long serialVersionUID = 1L;

    public UnencodableValueException(final String message) {
        super(message);
    }
}
