package io.github.nifistarrocks.processors.cdc;

/** A value that is not what the source or the target's column says. The message does not name the field. */
final class UndecodableException extends Exception {

    private static final long serialVersionUID = 1L;

    UndecodableException(final String message) {
        super(message);
    }
}
