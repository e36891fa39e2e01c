package io.github.nifistarrocks.processors.common;

/** A property has no usable value for a FlowFile. The message names the property and the expected value. */
public final class InvalidPropertyException extends Exception {

    private static final long serialVersionUID = 1L;

    public InvalidPropertyException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
