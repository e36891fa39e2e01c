package io.github.nifistarrocks.emulator.value.json;

/** A text is not JSON. Cheap to throw: it carries no stack trace. */
public final class MalformedJsonException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    MalformedJsonException(final String message) {
        super(message, null, false, false);
    }
}
