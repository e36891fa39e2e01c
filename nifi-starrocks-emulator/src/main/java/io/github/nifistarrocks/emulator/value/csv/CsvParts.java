package io.github.nifistarrocks.emulator.value.csv;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.value.InvalidValueException;

/**
 * Cuts ARRAY and MAP text into parts. A doubled quote closes and opens, so it needs no rule of its own (BE: split_array_elements in {@code
 * formats/csv/array_reader.cpp}, split_map_key_value in {@code formats/csv/map_converter.cpp}).
 */
final class CsvParts {

    private static final int NONE = -1;

    private final String text;
    private final char open;
    private final char close;
    private final int end;
    private int position = 1;
    private int depth;
    private boolean inQuotes;

    private CsvParts(final String text, final char open, final char close) {
        this.text = text;
        this.open = open;
        this.close = close;
        this.end = text.length() - 1;
        if (text.length() < 2 || text.charAt(0) != open || text.charAt(end) != close) {
            throw failure();
        }
    }

    static List<String> ofArray(final String text) {
        final CsvParts parts = new CsvParts(text, '[', ']');
        final List<String> items = new ArrayList<>();
        int from = parts.position;
        while (parts.end > 1) {
            final int separator = parts.nextSeparator();
            if (separator == NONE) {
                items.add(text.substring(from, parts.end));
                break;
            }
            items.add(text.substring(from, separator));
            from = separator + 1;
        }
        return items;
    }

    /** Of the same key the last one counts. */
    static Map<String, String> ofMap(final String text) {
        final CsvParts parts = new CsvParts(text, '{', '}');
        final List<String> keys = new ArrayList<>();
        final List<String> values = new ArrayList<>();
        int from = parts.position;
        while (parts.end > 1) {
            final int separator = parts.nextSeparator();
            final int to = separator == NONE ? parts.end : separator;
            if (to == from) {
                throw parts.failure();
            }
            (separator != NONE && text.charAt(separator) == ':' ? keys : values).add(text.substring(from, to));
            if (separator == NONE) {
                break;
            }
            from = separator + 1;
        }
        if (keys.size() != values.size()) {
            throw parts.failure();
        }
        final Map<String, String> entries = new LinkedHashMap<>();
        for (int i = 0; i < keys.size(); i++) {
            entries.remove(keys.get(i));
            entries.put(keys.get(i), values.get(i));
        }
        return entries;
    }

    /** @return the position of the next comma, or of the next colon of a MAP; -1 when there is none */
    private int nextSeparator() {
        while (position < end) {
            final char c = text.charAt(position++);
            if (c == '"') {
                inQuotes = !inQuotes;
            } else if (!inQuotes && c == open) {
                depth++;
            } else if (!inQuotes && c == close) {
                depth--;
            } else if (!inQuotes && depth == 0 && (c == ',' || c == ':' && open == '{')) {
                return position - 1;
            }
        }
        if (depth != 0 || inQuotes) {
            throw failure();
        }
        return NONE;
    }

    private InvalidValueException failure() {
        return InvalidValueException.unreadable(text);
    }
}
