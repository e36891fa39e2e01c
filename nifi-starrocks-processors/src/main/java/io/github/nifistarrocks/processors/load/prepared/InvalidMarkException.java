package io.github.nifistarrocks.processors.load.prepared;

/** An attribute of a mark has no usable value. */
public final class InvalidMarkException extends Exception {

    private static final long serialVersionUID = 1L;

    public InvalidMarkException(final String message) {
        super(message);
    }
}
