package io.github.nifistarrocks.emulator.value.json;

/** Why JSON cannot be read, with the texts of simdjson 3.9.4, which a BE uses (simdjson: src/internal/error_tables.cpp). */
public enum JsonError {

    CAPACITY("This parser can't support a document that big"), //
    TAPE_ERROR("The JSON document has an improper structure: missing or superfluous commas, braces, missing keys, etc."), //
    DEPTH_ERROR("The JSON document was too deep (too many nested objects and arrays)"), //
    STRING_ERROR("Problem while parsing a string"), //
    NUMBER_ERROR("Problem while parsing a number"), //
    UTF8_ERROR("The input is not valid UTF-8"), //
    EMPTY("no JSON found"), //
    UNESCAPED_CHARS("Within strings, some characters must be escaped, we found unescaped characters"), //
    UNCLOSED_STRING("A string is opened, but never closed."), //
    INCORRECT_TYPE("The JSON element does not have the requested type."), //
    NUMBER_OUT_OF_RANGE("The JSON number is too large or too small to fit within the requested type."), //
    INDEX_OUT_OF_BOUNDS("Attempted to access an element of a JSON array that is beyond its length."), //
    NO_SUCH_FIELD("The JSON field referenced does not exist in this object."), //
    INCOMPLETE_ARRAY_OR_OBJECT("JSON document ended early in the middle of an object or array.");

    private final String text;

    JsonError(final String text) {
        this.text = text;
    }

    /** With the name in front, as logs and replies show it. */
    public String message() {
        return name() + ": " + text;
    }
}
