package io.github.nifistarrocks.systemtests.nifi;

/**
 * A condition was not met in time.
 */
public final class AwaitException extends RuntimeException {

    AwaitException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
