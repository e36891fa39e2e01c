package io.github.nifistarrocks.emulator.value;

/** A text or JSON value is not one of the column's type. Cheap to throw: it carries no stack trace. */
public final class InvalidValueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final Kind kind;

    private enum Kind {
        UNREADABLE, OUT_OF_RANGE, SENTENCE
    }

    private InvalidValueException(final String message, final Kind kind) {
        super(message, null, false, false);
        this.kind = kind;
    }

    /** @param text the value */
    public static InvalidValueException unreadable(final String text) {
        return new InvalidValueException("unreadable value: " + text, Kind.UNREADABLE);
    }

    static InvalidValueException outOfRange(final String text) {
        return new InvalidValueException("out of range: " + text, Kind.OUT_OF_RANGE);
    }

    /** With the sentence that the BE writes into its error log for this value. */
    static InvalidValueException withText(final String message) {
        return new InvalidValueException(message, Kind.SENTENCE);
    }

    /** A decimal with more integer digits than its column has. */
    public boolean isOutOfRange() {
        return kind == Kind.OUT_OF_RANGE;
    }

    /** The message is the BE's own sentence, and the row is refused even without strict mode. */
    public boolean isSentence() {
        return kind == Kind.SENTENCE;
    }
}
