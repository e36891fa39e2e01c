package io.github.nifistarrocks.emulator.value.json;

/** A part of a document cannot be read as what is asked for. Cheap to throw: it carries no stack trace. */
public final class JsonReadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final JsonError error;

    public JsonReadException(final JsonError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public JsonError error() {
        return error;
    }
}
