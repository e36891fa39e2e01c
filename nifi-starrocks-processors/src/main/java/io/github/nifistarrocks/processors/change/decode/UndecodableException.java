package io.github.nifistarrocks.processors.change.decode;

/** A value that is not what the source or the target's column says. The message does not name the field. */
public final class UndecodableException extends Exception {

    private static final long serialVersionUID = 1L;

    UndecodableException(final String message) {
        super(message);
    }
}
