package io.github.nifistarrocks.processors.change.decode;

import io.github.nifistarrocks.client.core.RowText;

/** A value does not match the encoding of the source or the type of the target column. The message does not name the field. */
public final class UndecodableException extends Exception implements RowText.Bearer {

    private static final long serialVersionUID = 1L;

    private final String marked;

    UndecodableException(final String message) {
        super(RowText.shown(message));
        marked = message;
    }

    @Override
    public String markedMessage() {
        return marked;
    }
}
