package io.github.nifistarrocks.client.core;

/**
 * Marks the values of rows in a message, so that the message can be shown without them. The two marks are characters that Unicode reserves for the inside of
 * programs.
 */
public final class RowText {

    /** Stands for a value that is not shown. */
    public static final String HIDDEN = "***";

    private static final char BEGIN = '\uFDD0';
    private static final char END = '\uFDD1';

    private RowText() {}

    /** The value, marked. */
    public static String of(final Object value) {
        return BEGIN + shown(String.valueOf(value)) + END;
    }

    /** The message with its values, without marks. */
    public static String shown(final String message) {
        if (message.indexOf(BEGIN) < 0 && message.indexOf(END) < 0) {
            return message;
        }
        final StringBuilder text = new StringBuilder(message.length());
        for (int i = 0; i < message.length(); i++) {
            final char c = message.charAt(i);
            if (c != BEGIN && c != END) {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** The message without its values. A value whose end is missing goes up to the end of the message. */
    public static String hidden(final String message) {
        final StringBuilder text = new StringBuilder(message.length());
        int depth = 0;
        for (int i = 0; i < message.length(); i++) {
            final char c = message.charAt(i);
            if (c == BEGIN) {
                text.append(depth == 0 ? HIDDEN : "");
                depth++;
            } else if (c == END) {
                depth = Math.max(0, depth - 1);
            } else if (depth == 0) {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** An exception whose message has values of rows. */
    public interface Bearer {

        /** The message with its marks, which {@link Throwable#getMessage()} does not have. */
        String markedMessage();
    }
}
