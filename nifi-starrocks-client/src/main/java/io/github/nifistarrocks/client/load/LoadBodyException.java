package io.github.nifistarrocks.client.load;

/** The rows could not be produced. The BE was cut off before the end of the body, so nothing was loaded. The cause is what the body threw. */
public final class LoadBodyException extends Exception {

    private static final long serialVersionUID = 1L;

    public LoadBodyException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
