package io.github.nifistarrocks.systemtests.nifi;

/**
 * What was waited for did not come about in time.
 */
public final class AwaitException extends RuntimeException {

    AwaitException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
