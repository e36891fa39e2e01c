package io.github.nifistarrocks.client.load;

import io.github.nifistarrocks.client.core.StarRocksException;

/** The rows of a load could not be produced. The BE did not receive the end of the body, so nothing was loaded. The cause is what the body threw. */
public final class LoadBodyException extends StarRocksException {

    private static final long serialVersionUID = 1L;

    public LoadBodyException(final String message, final Throwable cause) {
        super(Kind.INVALID, message, cause);
    }
}
