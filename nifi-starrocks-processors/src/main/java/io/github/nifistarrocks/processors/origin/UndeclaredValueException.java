package io.github.nifistarrocks.processors.origin;

import io.github.nifistarrocks.client.core.RowText;

/** A value that its declared type does not hold. */
final class UndeclaredValueException extends Exception implements RowText.Bearer {

    private static final long serialVersionUID = 1L;

    private final String field;
    private final String reason;

    /** @param reason what the value is and why it does not fit, after the name of its field */
    UndeclaredValueException(final String reason) {
        this("", reason);
    }

    private UndeclaredValueException(final String field, final String reason) {
        super(RowText.shown(message(field, reason)));
        this.field = field;
        this.reason = reason;
    }

    private static String message(final String field, final String reason) {
        return field.isEmpty() ? reason : "field [%s] %s".formatted(field, reason);
    }

    @Override
    public String markedMessage() {
        return message(field, reason);
    }

    /** The same for the value of a field, or of a field inside of it. */
    UndeclaredValueException in(final String outer) {
        return new UndeclaredValueException(field.isEmpty() ? outer : outer + "." + field, reason);
    }
}
