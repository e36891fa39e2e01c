package io.github.nifistarrocks.processors.change.decode;

/** A value does not match the encoding of the source or the type of the target column. The message does not name the field. */
public final class UndecodableException extends Exception {

    private static final long serialVersionUID = 1L;

    UndecodableException(final String message) {
        super(message);
    }
}
