package io.github.nifistarrocks.processors.origin;

/** A value that its declared type does not hold. */
final class UndeclaredValueException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String field;
    private final String reason;

    /** @param reason what the value is and why it does not fit, after the name of its field */
    UndeclaredValueException(final String reason) {
        this("", reason);
    }

    private UndeclaredValueException(final String field, final String reason) {
        super(field.isEmpty() ? reason : "field [%s] %s".formatted(field, reason));
        this.field = field;
        this.reason = reason;
    }

    /** The same for the value of a field, or of a field inside of it. */
    UndeclaredValueException in(final String outer) {
        return new UndeclaredValueException(field.isEmpty() ? outer : outer + "." + field, reason);
    }
}
