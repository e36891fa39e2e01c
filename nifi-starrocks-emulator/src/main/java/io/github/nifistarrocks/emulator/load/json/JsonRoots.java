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
    private final Outer kind;

    /** @param kind what the outer rows are */
    JsonRoots(final JsonRows outer, final JsonPath root, final Outer kind) {
        this.outer = outer;
        this.root = root;
        this.kind = kind;
    }

    /** The rows in which the path is looked up, by their names in messages. */
    enum Outer {

        DOCUMENTS("json document stream", "document stream", "expanded document stream", "json document stream with root"),
        ARRAY("json array", "json array", "json array", "json array");

        private final String place;
        private final String iterated;
        private final String expanded;
        private final String placeOfArray;

        Outer(final String place, final String iterated, final String expanded, final String placeOfArray) {
            this.place = place;
            this.iterated = iterated;
            this.expanded = expanded;
            this.placeOfArray = placeOfArray;
        }

        String place() {
            return place;
        }

        /** In failures of a row. */
        String iterated() {
            return iterated;
        }

        /** In failures of an item. */
        String expanded() {
            return expanded;
        }

        /** Where an array of items is expected. */
        String placeOfArray() {
            return placeOfArray;
        }
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
                                .formatted(kind.place(), shown(row)));
            }
            if (row.kind() != JsonKind.OBJECT) {
                throw JsonBodyException.of("The value should be object type in %s with json root, value: %s".formatted(kind.place(), shown(row)));
            }
            row.startObject();
            return Optional.of(row);
        } catch (JsonReadException e) {
            throw JsonBodyException.of("Failed to iterate %s as object with json root".formatted(kind.iterated()), e);
        }
    }

    @Override
    public void advance() throws IOException, JsonBodyException {
        outer.advance();
    }
}
