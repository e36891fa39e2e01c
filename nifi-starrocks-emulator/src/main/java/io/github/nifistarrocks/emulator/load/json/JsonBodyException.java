package io.github.nifistarrocks.emulator.load.json;

import java.util.Optional;

import io.github.nifistarrocks.emulator.value.json.JsonReadException;

/** The rows of a body cannot be found, so the load fails. Cheap to throw: it carries no stack trace. */
final class JsonBodyException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String kind;
    private final transient Optional<String> place;

    private JsonBodyException(final String kind, final String message, final Optional<String> place) {
        super(message, null, false, false);
        this.kind = kind;
        this.place = place;
    }

    /** What the body holds is not what the options say. */
    static JsonBodyException of(final String sentence) {
        return new JsonBodyException("Data quality error", "parse error. " + sentence, Optional.empty());
    }

    static JsonBodyException of(final String sentence, final JsonReadException cause) {
        return of("%s. error: %s".formatted(sentence, cause.getMessage()));
    }

    /** The root path leads nowhere in a document. */
    static JsonBodyException ofRoot(final JsonPath.LookupException cause) {
        return new JsonBodyException(cause.kind(), cause.getMessage(), Optional.empty());
    }

    /** With what follows there in the body, which the error log shows. */
    JsonBodyException at(final String text) {
        return new JsonBodyException(kind, getMessage(), Optional.of(text));
    }

    /** As the error log shows it. */
    String logged() {
        return kind + ": " + getMessage();
    }

    String place() {
        return place.orElse("");
    }
}
