package io.github.nifistarrocks.emulator.load.json;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.emulator.load.json.column.JsonRowException;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.value.json.JsonError;
import io.github.nifistarrocks.emulator.value.json.JsonKind;
import io.github.nifistarrocks.emulator.value.json.JsonReadException;
import io.github.nifistarrocks.emulator.value.json.JsonValue;

/** A path such as {@code $.a.b[0]} or {@code $."a.b"} (BE: exprs/json_functions.cpp, parse_json_paths and extract_from_object). */
public final class JsonPath {

    private final List<Step> steps;

    private JsonPath(final List<Step> steps) {
        this.steps = steps;
    }

    /** @throws LoadRefusedException when it does not start with {@code $} or breaks off */
    static JsonPath parse(final String text) throws LoadRefusedException {
        final List<Step> steps = new ArrayList<>();
        int i = 1;
        if (!text.startsWith("$")) {
            throw failure(text);
        }
        while (i < text.length()) {
            final char c = text.charAt(i);
            final int end;
            if (c == '.' && i + 1 < text.length() && text.charAt(i + 1) == '"') {
                end = text.indexOf('"', i + 2);
                if (end < 0) {
                    throw failure(text);
                }
                steps.add(new Member(text.substring(i + 2, end)));
                i = end + 1;
            } else if (c == '.') {
                end = endOfName(text, i + 1);
                if (end == i + 1) {
                    throw failure(text);
                }
                steps.add(new Member(text.substring(i + 1, end)));
                i = end;
            } else if (c == '[' && text.indexOf(']', i) > 0) {
                end = text.indexOf(']', i);
                steps.add(new Item(index(text, text.substring(i + 1, end))));
                i = end + 1;
            } else {
                throw failure(text);
            }
        }
        return new JsonPath(steps);
    }

    /** Whether it leads to the whole row. */
    boolean isRow() {
        return steps.isEmpty();
    }

    /**
     * @param row an object that was started
     * @return empty when nothing is there, or null
     * @throws JsonRowException when the row is broken
     */
    Optional<JsonValue> of(final JsonValue row) {
        try {
            return Optional.of(find(row));
        } catch (LookupException e) {
            if (e.isMissing()) {
                return Optional.empty();
            }
            throw JsonRowException.quality(e.getMessage());
        }
    }

    /** @throws LookupException when nothing is there, or null */
    JsonValue find(final JsonValue row) throws LookupException {
        JsonValue value = row;
        try {
            for (int i = 0; i < steps.size(); i++) {
                value = step(value, i);
            }
            if (steps.isEmpty() || value.isNull()) {
                throw LookupException.missing("unable to find key: " + this);
            }
            return value;
        } catch (JsonReadException e) {
            throw LookupException.of(e, "unable to find key: " + this);
        }
    }

    @Override
    public String toString() {
        final StringBuilder text = new StringBuilder("$");
        steps.forEach(text::append);
        return text.toString();
    }

    private JsonValue step(final JsonValue value, final int index) throws LookupException {
        switch (steps.get(index)) {
            case Member member -> {
                if (index == 0 ? value.isEmpty() : value.isNull() || value.kind() != JsonKind.OBJECT) {
                    throw LookupException.missing("unable to find key: " + this);
                }
                if (index > 0) {
                    value.startObject();
                }
                return value.find(member.key())
                        .orElseThrow(() -> LookupException.of(new JsonReadException(JsonError.NO_SUCH_FIELD), "unable to find key: " + this));
            }
            case Item item -> {
                if (index == 0 || value.isNull()) {
                    throw LookupException.missing("unable to find key: " + this);
                }
                return itemOf(value, item.index());
            }
        }
    }

    private JsonValue itemOf(final JsonValue array, final int index) throws LookupException {
        array.startArray();
        for (int i = 0; array.hasItem(); i++) {
            final JsonValue item = array.item();
            if (i == index) {
                return item;
            }
            array.nextItem();
        }
        throw LookupException.of(new JsonReadException(JsonError.INDEX_OUT_OF_BOUNDS), "failed to access array field: %s, index: %d".formatted(this, index));
    }

    private static int endOfName(final String text, final int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) != '.' && text.charAt(end) != '[') {
            end++;
        }
        return end;
    }

    private static int index(final String path, final String text) throws LoadRefusedException {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw failure(path);
        }
    }

    private static LoadRefusedException failure(final String path) {
        return new LoadRefusedException("Invalid json path: " + path);
    }

    private sealed interface Step {}

    private record Member(String key) implements Step {

        @Override
        public String toString() {
            return "." + key;
        }
    }

    private record Item(int index) implements Step {

        @Override
        public String toString() {
            return "[" + index + "]";
        }
    }

    /** A path leads nowhere, or into a broken document. Cheap to throw: it carries no stack trace. */
    static final class LookupException extends Exception {

        private static final long serialVersionUID = 1L;

        private final boolean missing;

        private LookupException(final String message, final boolean missing) {
            super(message, null, false, false);
            this.missing = missing;
        }

        private static LookupException missing(final String message) {
            return new LookupException(message, true);
        }

        private static LookupException of(final JsonReadException cause, final String message) {
            final boolean missing = cause.error() == JsonError.NO_SUCH_FIELD || cause.error() == JsonError.INDEX_OUT_OF_BOUNDS;
            return new LookupException("err: %s, msg: %s".formatted(cause.getMessage(), message), missing);
        }

        boolean isMissing() {
            return missing;
        }

        String kind() {
            return missing ? "Not found" : "Data quality error";
        }
    }
}
