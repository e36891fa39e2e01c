package io.github.nifistarrocks.systemtests.nifi;

/**
 * The NiFi process has ended by itself; the message holds the tail of its log.
 */
public final class NifiGoneException extends RuntimeException {

    NifiGoneException(final String message) {
        super(message);
    }
}
