package io.github.nifistarrocks.client.encode;

import java.io.IOException;

import io.github.nifistarrocks.client.core.RowText;

/** A value that the format cannot carry without changing it. The message names the problem of the value, and may contain the value. */
public final class UnencodableValueException extends IOException implements RowText.Bearer {

    private static final long serialVersionUID = 1L;

    private final String marked;

    /** @param message with values that {@link RowText} marks */
    public UnencodableValueException(final String message) {
        super(RowText.shown(message));
        marked = message;
    }

    @Override
    public String markedMessage() {
        return marked;
    }
}
