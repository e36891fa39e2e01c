package io.github.nifistarrocks.emulator.value;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.catalog.ColumnType;
import io.github.nifistarrocks.emulator.catalog.TypeKind;

/**
 * ARRAY and MAP as CSV writes them: {@code [1,null,"a ""quoted"" b"]}, {@code {1:"a",2:null}}. NULL is the bare word null, texts stand in quotes, and a quote
 * within is doubled; a backslash means nothing, and there are no blanks between.
 */
final class CsvLiteral {

    private final String text;
    private int position;

    private CsvLiteral(final String text) {
        this.text = text;
    }

    /** @throws InvalidValueException when the text is not a value of the type */
    static Object parse(final ColumnType type, final String text) {
        final CsvLiteral literal = new CsvLiteral(text);
        final Object value = literal.value(type);
        if (literal.position != literal.text.length()) {
            throw literal.failure();
        }
        return value;
    }

    private Object value(final ColumnType type) {
        if (text.startsWith("null", position) && isEnd(position + "null".length())) {
            position += "null".length();
            return null;
        }
        return switch (type.kind()) {
            case ARRAY -> array(type.children().getFirst());
            case MAP -> map(type);
            case STRUCT, JSON -> throw failure();
            case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE, DECIMAL, DATE, DATETIME, CHAR, VARCHAR, VARBINARY, HLL, BITMAP ->
                single(type);
        };
    }

    private List<Object> array(final ColumnType item) {
        final List<Object> items = new ArrayList<>();
        expect('[');
        if (accept(']')) {
            return items;
        }
        do {
            items.add(value(item));
        } while (accept(','));
        expect(']');
        return items;
    }

    private Map<Object, Object> map(final ColumnType type) {
        final Map<Object, Object> entries = new LinkedHashMap<>();
        expect('{');
        if (accept('}')) {
            return entries;
        }
        do {
            final Object key = value(type.children().getFirst());
            expect(':');
            entries.put(key, value(type.children().getLast()));
        } while (accept(','));
        expect('}');
        return entries;
    }

    private Object single(final ColumnType type) {
        final Object value = TextValues.parse(type, scalar(type.kind()));
        if (value instanceof final String content && !JsonValues.fits(type, content)) {
            throw failure();
        }
        return value;
    }

    private String scalar(final TypeKind kind) {
        if (position < text.length() && text.charAt(position) == '"') {
            return quoted();
        }
        if (kind == TypeKind.VARCHAR || kind == TypeKind.CHAR) {
            throw failure();
        }
        final int start = position;
        while (!isEnd(position)) {
            position++;
        }
        return text.substring(start, position).strip();
    }

    private String quoted() {
        final StringBuilder content = new StringBuilder();
        position++;
        while (position < text.length()) {
            final char c = text.charAt(position++);
            if (c != '"') {
                content.append(c);
            } else if (position < text.length() && text.charAt(position) == '"') {
                content.append('"');
                position++;
            } else {
                return content.toString();
            }
        }
        throw failure();
    }

    /** A date has colons only in quotes. */
    private boolean isEnd(final int at) {
        return at >= text.length() || ",]}:".indexOf(text.charAt(at)) >= 0;
    }

    private boolean accept(final char wanted) {
        final boolean found = position < text.length() && text.charAt(position) == wanted;
        if (found) {
            position++;
        }
        return found;
    }

    private void expect(final char wanted) {
        if (!accept(wanted)) {
            throw failure();
        }
    }

    private InvalidValueException failure() {
        return InvalidValueException.unreadable(text);
    }
}
