package io.github.nifistarrocks.processors.load;

/** A property that has no usable value for a FlowFile. The message names the property and what was wanted. */
public final class BadPropertyException extends Exception {

    private static final long serialVersionUID = 1L;

    BadPropertyException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
