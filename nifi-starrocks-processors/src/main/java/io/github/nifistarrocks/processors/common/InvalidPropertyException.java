package io.github.nifistarrocks.processors.common;

/** A property that has no usable value for a FlowFile. The message names the property and what was wanted. */
public final class InvalidPropertyException extends Exception {

    private static final long serialVersionUID = 1L;

    public InvalidPropertyException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
