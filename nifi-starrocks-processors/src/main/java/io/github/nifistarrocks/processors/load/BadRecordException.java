package io.github.nifistarrocks.processors.load;

/** A record that cannot be read or written. The message names its number in the FlowFile and, where there is one, the field. */
public final class BadRecordException extends Exception {

    private static final long serialVersionUID = 1L;

    BadRecordException(final String message, final Throwable cause) {
        super(message, cause);
    }
}
