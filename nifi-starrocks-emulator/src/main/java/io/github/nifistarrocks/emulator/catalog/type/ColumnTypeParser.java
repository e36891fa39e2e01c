package io.github.nifistarrocks.emulator.catalog.type;

import java.util.ArrayList;
import java.util.List;

/** Reads the text of a type by recursive descent. */
final class ColumnTypeParser {

    private final String text;
    private int position;

    private ColumnTypeParser(final String text) {
        this.text = text;
    }

    static ColumnType parse(final String text) {
        final ColumnTypeParser parser = new ColumnTypeParser(text);
        final ColumnType type = parser.type();
        parser.skipBlanks();
        if (parser.position != text.length()) {
            throw parser.failure();
        }
        return type;
    }

    private ColumnType type() {
        final String name = word();
        final TypeKind kind = TypeKind.named(name).orElseThrow(this::failure);
        return switch (kind) {
            case ARRAY -> array();
            case MAP -> map();
            case STRUCT -> struct();
            case DECIMAL -> decimal();
            case DECIMALV2 -> decimalV2();
            case CHAR -> ColumnType.charOf(lengthOr(1));
            case VARCHAR -> kind.isAlias(name) ? ColumnType.string() : ColumnType.varchar(lengthOr(ColumnType.MAX_LENGTH));
            case VARBINARY -> ColumnType.varbinary(lengthOr(ColumnType.MAX_LENGTH));
            case TINYINT, SMALLINT, INT, BIGINT, LARGEINT -> integer(kind);
            case BOOLEAN, FLOAT, DOUBLE, DATE, DATETIME, JSON, HLL, BITMAP -> ColumnType.of(kind);
        };
    }

    private ColumnType integer(final TypeKind kind) {
        lengthOr(0);
        return ColumnType.of(kind);
    }

    private ColumnType decimal() {
        if (!accept('(')) {
            return ColumnType.decimal(10, 0);
        }
        final int precision = number();
        final int scale = accept(',') ? number() : 0;
        expect(')');
        return ColumnType.decimal(precision, scale);
    }

    /** Precision and scale of a table definition are ignored. */
    private ColumnType decimalV2() {
        if (accept('(')) {
            number();
            expect(',');
            number();
            expect(')');
        }
        return ColumnType.decimalV2();
    }

    private ColumnType array() {
        expect('<');
        final ColumnType item = type();
        expect('>');
        return ColumnType.array(item);
    }

    private ColumnType map() {
        expect('<');
        final ColumnType key = type();
        expect(',');
        final ColumnType value = type();
        expect('>');
        return ColumnType.map(key, value);
    }

    private ColumnType struct() {
        expect('<');
        final List<String> names = new ArrayList<>();
        final List<ColumnType> fields = new ArrayList<>();
        do {
            names.add(word());
            accept(':');
            fields.add(type());
        } while (accept(','));
        expect('>');
        return ColumnType.struct(names, fields);
    }

    private int lengthOr(final int missing) {
        if (!accept('(')) {
            return missing;
        }
        final int length = number();
        expect(')');
        return length;
    }

    private int number() {
        return Integer.parseInt(word());
    }

    private String word() {
        skipBlanks();
        final boolean quoted = accept('`');
        final int start = position;
        while (position < text.length() && (Character.isLetterOrDigit(text.charAt(position)) || text.charAt(position) == '_')) {
            position++;
        }
        if (start == position) {
            throw failure();
        }
        final String word = text.substring(start, position);
        if (quoted) {
            expect('`');
        }
        return word;
    }

    private boolean accept(final char wanted) {
        skipBlanks();
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

    private void skipBlanks() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    private IllegalArgumentException failure() {
        return new IllegalArgumentException("Not a type of the emulator: %s (at character %d)".formatted(text, position + 1));
    }
}
