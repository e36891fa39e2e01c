package io.github.nifistarrocks.processors.common;

import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.core.StarRocksException;

/** Texts for messages and attributes. */
public final class Messages {

    private static final int MAX_CAUSES = 10;

    private Messages() {}

    /**
     * The message of an exception and those of its causes that add to it, on one line. The class name replaces a missing message. Values of rows are marked by
     * {@link RowText}. A message that is not of this project may have some, so it is marked as a whole.
     */
    public static String of(final Throwable throwable) {
        final StringBuilder text = new StringBuilder(own(throwable));
        Throwable cause = throwable.getCause();
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause.getMessage() != null && RowText.shown(text.toString()).indexOf(cause.getMessage()) < 0) {
                text.append(": ").append(marked(cause));
            }
            cause = cause.getCause();
        }
        return text.toString().replaceAll("\\s*\\R\\s*", " ");
    }

    private static String marked(final Throwable throwable) {
        return switch (throwable) {
            case RowText.Bearer bearer -> bearer.markedMessage();
            case StarRocksException starRocks -> starRocks.getMessage();
            case InvalidPropertyException property -> property.getMessage();
            default -> RowText.of(throwable.getMessage());
        };
    }

    /** A text of at most the given length, truncated if needed. */
    public static String bounded(final String text, final int length) {
        return ErrorText.truncate(text, length);
    }

    /** The message of an exception alone, with marks. */
    static String own(final Throwable throwable) {
        return throwable.getMessage() == null ? throwable.getClass().getSimpleName() : marked(throwable);
    }
}
