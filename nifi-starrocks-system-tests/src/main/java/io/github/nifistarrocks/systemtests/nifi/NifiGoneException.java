package io.github.nifistarrocks.systemtests.nifi;

/**
 * The NiFi process ended unexpectedly. The message contains the end of its log.
 */
public final class NifiGoneException extends RuntimeException {

    NifiGoneException(final String message) {
        super(message);
    }
}
