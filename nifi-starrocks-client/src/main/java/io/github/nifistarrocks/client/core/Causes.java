package io.github.nifistarrocks.client.core;

import java.net.SocketTimeoutException;
import java.net.UnknownHostException;

import org.apache.hc.core5.http.NoHttpResponseException;

/** Puts exceptions of the network in words. */
public final class Causes {

    private Causes() {}

    /** One phrase that tells what happened, without a class name where the JDK's message is enough. */
    public static String describe(final Throwable failure) {
        return switch (failure) {
            case UnknownHostException e -> "unknown host " + e.getMessage();
            case NoHttpResponseException e -> "the connection was closed without an answer";
            case SocketTimeoutException e -> "timed out (%s)".formatted(e.getMessage());
            default -> failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        };
    }
}
