package io.github.nifistarrocks.emulator.load.json;

import java.io.IOException;
import java.util.Optional;

import io.github.nifistarrocks.emulator.value.json.JsonKind;
import io.github.nifistarrocks.emulator.value.json.JsonReadException;
import io.github.nifistarrocks.emulator.value.json.JsonValue;

/** Rows that are items of an array at a path of each document or item (BE: exec/json_parser.cpp, the expanded parsers with root). */
final class JsonRootItems implements JsonRows {

    private final JsonRows outer;
    private final JsonPath root;
    private final JsonRoots.Outer kind;
    private Optional<JsonValue> array;

    /** @param kind what the outer rows are */
    JsonRootItems(final JsonRows outer, final JsonPath root, final JsonRoots.Outer kind) throws IOException, JsonBodyException {
        this.outer = outer;
        this.root = root;
        this.kind = kind;
        this.array = nextArray("the value", "Failed to parse json as expanded %s with json root");
    }

    @Override
    public Optional<JsonValue> current() throws JsonBodyException {
        if (array.isEmpty() || !array.get().hasItem()) {
            return Optional.empty();
        }
        try {
            final JsonValue item = array.get().item();
            if (item.kind() != JsonKind.OBJECT) {
                throw JsonBodyException
                        .of("the value should be object type in expanded %s with json root, value: %s".formatted(kind.place(), JsonRoots.shown(item)));
            }
            item.startObject();
            return Optional.of(item);
        } catch (JsonReadException e) {
            throw JsonBodyException.of("Failed to iterate %s as object with json root".formatted(kind.expanded()), e);
        }
    }

    @Override
    public void advance() throws IOException, JsonBodyException {
        array.orElseThrow().nextItem();
        while (array.isPresent() && !array.get().hasItem()) {
            outer.advance();
            array = nextArray("the value under json root", "Failed to iterate %s sub-array");
        }
    }

    /** Messages about the array of the first row differ from those of the others. */
    private Optional<JsonValue> nextArray(final String subject, final String failure) throws IOException, JsonBodyException {
        final Optional<JsonValue> document = outer.current();
        if (document.isEmpty()) {
            return document;
        }
        final JsonValue value = JsonRoots.valueAt(root, document.get());
        try {
            if (value.kind() != JsonKind.ARRAY) {
                throw JsonBodyException.of("%s should be array type with strip_outer_array=true in %s, value: %s".formatted(subject, kind.placeOfArray(),
                        JsonRoots.shown(value)));
            }
            value.startArray();
            return Optional.of(value);
        } catch (JsonReadException e) {
            throw JsonBodyException.of(failure.formatted(kind.iterated()), e);
        }
    }
}
