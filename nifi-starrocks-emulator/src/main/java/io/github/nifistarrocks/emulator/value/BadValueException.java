package io.github.nifistarrocks.emulator.value;

/** A text or JSON value is not one of the column's type. Cheap to throw: it carries no stack trace. */
public final class BadValueException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean outOfRange;
    private final boolean sentence;

    private BadValueException(String message, boolean outOfRange, boolean sentence) {
        super(message, null, false, false);
        this.outOfRange = outOfRange;
        this.sentence = sentence;
    }

    static BadValueException unreadable(String text) {
        return new BadValueException("unreadable value: " + text, false, false);
    }

    static BadValueException outOfRange(String text) {
        return new BadValueException("out of range: " + text, true, false);
    }

    /** With the sentence that the BE writes into its error log for this value. */
    static BadValueException withText(String message) {
        return new BadValueException(message, false, true);
    }

    /** A decimal with more integer digits than its column has. */
    public boolean isOutOfRange() {
        return outOfRange;
    }

    /** The message is the BE's own sentence, and the row is refused even without strict mode. */
    public boolean isSentence() {
        return sentence;
    }
}
