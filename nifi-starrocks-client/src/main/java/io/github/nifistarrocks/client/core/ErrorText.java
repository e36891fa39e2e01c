package io.github.nifistarrocks.client.core;

import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;

import org.apache.hc.core5.http.NoHttpResponseException;

/** Puts exceptions and the messages of servers into messages of this client. */
public final class ErrorText {

    private static final int MAX_EXCERPT_LENGTH = 300;

    private ErrorText() {}

    /** A phrase for an exception of the network, without a class name where the message of the JDK is enough. */
    public static String describe(final Throwable failure) {
        if (failure instanceof UnknownHostException) {
            return "unknown host " + failure.getMessage();
        }
        if (failure instanceof NoHttpResponseException) {
            return "the connection was closed without a reply";
        }
        if (failure instanceof SocketTimeoutException) {
            return "timed out (%s)".formatted(failure.getMessage());
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }

    /** The sentence as a part of a longer one. */
    public static String withoutFullStop(final String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }

    /** The text, cut to a maximum length with an ellipsis at its end. */
    public static String truncate(final String text, final int maxLength) {
        return text.length() <= maxLength ? text : text.substring(0, maxLength - 1) + "…";
    }

    /** The beginning of a reply in UTF-8 on one line; empty when the reply has no text. */
    public static String excerpt(final byte[] reply) {
        return truncate(new String(reply, StandardCharsets.UTF_8).strip().replaceAll("\\s+", " "), MAX_EXCERPT_LENGTH);
    }
}
