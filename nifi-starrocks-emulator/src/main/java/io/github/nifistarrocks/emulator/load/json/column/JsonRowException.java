package io.github.nifistarrocks.emulator.load.json.column;

import io.github.nifistarrocks.emulator.value.json.JsonReadException;

/** A row cannot be built from its document; the message is that of the BE's error log. Cheap to throw: it carries no stack trace. */
public final class JsonRowException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private JsonRowException(final String message) {
        super(message, null, false, false);
    }

    /** The value is not one of its column. */
    static JsonRowException invalid(final String sentence) {
        return new JsonRowException("Invalid argument: " + sentence);
    }

    /** The document is not what it should be. */
    public static JsonRowException quality(final String sentence) {
        return new JsonRowException("Data quality error: " + sentence);
    }

    static JsonRowException parsing(final String what, final String column, final JsonReadException cause) {
        return quality("Failed to parse value%s, column=%s, error=%s".formatted(what, column, cause.getMessage()));
    }

    /** The path asks for what a BE does not support. */
    public static JsonRowException unsupported(final String sentence) {
        return new JsonRowException("Not supported: " + sentence);
    }
}
