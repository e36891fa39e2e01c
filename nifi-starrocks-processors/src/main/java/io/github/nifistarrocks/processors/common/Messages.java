package io.github.nifistarrocks.processors.common;

import io.github.nifistarrocks.client.core.ErrorText;

/** Texts for messages and attributes. */
public final class Messages {

    private static final int MAX_CAUSES = 10;

    private Messages() {}

    /** The message of an exception and those of its causes that add to it, on one line. The class name replaces a missing message. */
    public static String of(final Throwable throwable) {
        final StringBuilder text = new StringBuilder(own(throwable));
        Throwable cause = throwable.getCause();
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause.getMessage() != null && text.indexOf(cause.getMessage()) < 0) {
                text.append(": ").append(cause.getMessage());
            }
            cause = cause.getCause();
        }
        return text.toString().replaceAll("\\s*\\R\\s*", " ");
    }

    /** A text of at most the given length, truncated if needed. */
    public static String bounded(final String text, final int length) {
        return ErrorText.truncate(text, length);
    }

    private static String own(final Throwable throwable) {
        return throwable.getMessage() == null ? throwable.getClass().getSimpleName() : throwable.getMessage();
    }
}
