package io.github.nifistarrocks.processors.common;

import io.github.nifistarrocks.client.core.ErrorText;

/** Texts for people out of exceptions. */
public final class Messages {

    private static final int DEEPEST_CAUSE = 10;

    private Messages() {}

    /** The message of an exception and, when they say more, of its causes, on one line; an exception without a message is named by its class. */
    public static String of(final Throwable throwable) {
        final StringBuilder text = new StringBuilder(own(throwable));
        Throwable cause = throwable.getCause();
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            if (cause.getMessage() != null && text.indexOf(cause.getMessage()) < 0) {
                text.append(": ").append(cause.getMessage());
            }
            cause = cause.getCause();
        }
        return text.toString().replaceAll("\\s*\\R\\s*", " ");
    }

    public static String bounded(final String text, final int length) {
        return ErrorText.truncate(text, length);
    }

    private static String own(final Throwable throwable) {
        return throwable.getMessage() == null ? throwable.getClass().getSimpleName() : throwable.getMessage();
    }
}
