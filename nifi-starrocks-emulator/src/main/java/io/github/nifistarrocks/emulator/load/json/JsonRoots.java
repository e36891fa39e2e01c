package io.github.nifistarrocks.emulator.load.json;

import java.io.IOException;
import java.util.Optional;

import io.github.nifistarrocks.emulator.value.json.JsonKind;
import io.github.nifistarrocks.emulator.value.json.JsonReadException;
import io.github.nifistarrocks.emulator.value.json.JsonValue;

/** Rows that stand at a path of each document or item (BE: exec/json_parser.cpp, the parsers with root). */
final class JsonRoots implements JsonRows {

    private static final int MAX_SHOWN_CHARACTERS = 64;

    private final JsonRows outer;
    private final JsonPath root;
    private final String place;

    /** @param place what the outer rows are, in messages */
    JsonRoots(final JsonRows outer, final JsonPath root, final String place) {
        this.outer = outer;
        this.root = root;
        this.place = place;
    }

    /** The value at the path. */
    static JsonValue valueAt(final JsonPath root, final JsonValue document) throws JsonBodyException {
        try {
            return root.find(document);
        } catch (JsonPath.LookupException e) {
            throw JsonBodyException.ofRoot(e);
        }
    }

    static String shown(final JsonValue value) {
        final String text = value.written();
        return text.length() <= MAX_SHOWN_CHARACTERS ? text : text.substring(0, MAX_SHOWN_CHARACTERS);
    }

    @Override
    public Optional<JsonValue> current() throws IOException, JsonBodyException {
        final Optional<JsonValue> document = outer.current();
        if (document.isEmpty()) {
            return document;
        }
        final JsonValue row = valueAt(root, document.get());
        try {
            if (row.kind() == JsonKind.ARRAY) {
                throw JsonBodyException.of(
                        "The value is array type in %s with json root, you can set strip_outer_array=true to parse each element of the array as individual rows, value: %s"
                                .formatted(place, shown(row)));
            }
            if (row.kind() != JsonKind.OBJECT) {
                throw JsonBodyException.of("The value should be object type in %s with json root, value: %s".formatted(place, shown(row)));
            }
            row.startObject();
            return Optional.of(row);
        } catch (JsonReadException e) {
            throw JsonBodyException.of("Failed to iterate %s as object with json root".formatted(place), e);
        }
    }

    @Override
    public void advance() throws IOException, JsonBodyException {
        outer.advance();
    }
}
