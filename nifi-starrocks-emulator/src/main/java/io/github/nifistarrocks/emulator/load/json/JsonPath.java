package io.github.nifistarrocks.emulator.load.json;

import java.util.ArrayList;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;

/** A path such as {@code $.a.b[0]} or {@code $."a.b"}. */
public final class JsonPath {

    private final List<Object> steps;

    private JsonPath(final List<Object> steps) {
        this.steps = steps;
    }

    /** @throws LoadRefusedException when it does not start with {@code $} or breaks off */
    static JsonPath parse(final String text) throws LoadRefusedException {
        final List<Object> steps = new ArrayList<>();
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
                steps.add(text.substring(i + 2, end));
                i = end + 1;
            } else if (c == '.') {
                end = endOfName(text, i + 1);
                if (end == i + 1) {
                    throw failure(text);
                }
                steps.add(text.substring(i + 1, end));
                i = end;
            } else if (c == '[' && text.indexOf(']', i) > 0) {
                end = text.indexOf(']', i);
                steps.add(index(text, text.substring(i + 1, end)));
                i = end + 1;
            } else {
                throw failure(text);
            }
        }
        return new JsonPath(steps);
    }

    List<Object> steps() {
        return steps;
    }

    JsonNode of(final JsonNode node) {
        JsonNode found = node;
        for (final Object step : steps) {
            found = step instanceof final Integer index ? found.path(index) : found.path((String) step);
        }
        return found == null ? MissingNode.getInstance() : found;
    }

    private static int endOfName(final String text, final int from) {
        int end = from;
        while (end < text.length() && text.charAt(end) != '.' && text.charAt(end) != '[') {
            end++;
        }
        return end;
    }

    private static Object index(final String path, final String text) throws LoadRefusedException {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw failure(path);
        }
    }

    private static LoadRefusedException failure(final String path) {
        return new LoadRefusedException("Invalid json path: " + path);
    }
}
