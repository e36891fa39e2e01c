package io.github.nifistarrocks.emulator.load.json.column;

import java.util.OptionalInt;

import io.github.nifistarrocks.emulator.value.TextScan;
import io.github.nifistarrocks.emulator.value.json.JsonNumber;
import io.github.nifistarrocks.emulator.value.json.JsonReadException;
import io.github.nifistarrocks.emulator.value.json.JsonValue;

/** BOOLEAN columns (BE: formats/json/nullable_column.cpp, add_boolean_column; util/string_parser.hpp). */
final class JsonBooleans {

    private JsonBooleans() {}

    static Boolean read(final String column, final JsonValue value) {
        try {
            return switch (value.kind()) {
                case BOOLEAN -> value.bool();
                case NUMBER -> ofNumber(column, value);
                case STRING -> ofText(column, value.string());
                case OBJECT, ARRAY, NULL -> throw JsonRowException
                        .invalid("Unsupported value type to boolean. column=%s, type=%s".formatted(column, value.kind()));
            };
        } catch (JsonReadException e) {
            throw JsonRowException.parsing(" as boolean", column, e);
        }
    }

    private static Boolean ofNumber(final String column, final JsonValue value) {
        final JsonNumber number = value.number();
        final boolean result = switch (number.form()) {
            case SIGNED, UNSIGNED -> number.bits() != 0;
            case LARGE -> JsonNumbers.large(column, value).signum() != 0;
            case REAL -> number.real() != 0;
        };
        value.consume();
        return result;
    }

    private static Boolean ofText(final String column, final String text) {
        final OptionalInt number = WholeText.parseInt(text);
        if (number.isPresent()) {
            return number.getAsInt() != 0;
        }
        final String word = TextScan.trimmed(text);
        if (word.equalsIgnoreCase("true")) {
            return Boolean.TRUE;
        }
        if (word.equalsIgnoreCase("false")) {
            return Boolean.FALSE;
        }
        throw JsonRowException.invalid("Failed to parse string value as boolean. column=%s, value=%s".formatted(column, text));
    }
}
