package io.github.nifistarrocks.emulator.value;

/** A text is not a value of the column's type. Cheap to throw: it carries no stack trace. */
public final class InvalidValueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private InvalidValueException(final String message) {
        super(message, null, false, false);
    }

    /** @param text the value */
    public static InvalidValueException unreadable(final String text) {
        return new InvalidValueException("unreadable value: " + text);
    }
}
