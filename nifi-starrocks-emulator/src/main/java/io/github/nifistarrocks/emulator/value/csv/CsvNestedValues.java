package io.github.nifistarrocks.emulator.value.csv;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.emulator.catalog.type.ColumnType;
import io.github.nifistarrocks.emulator.value.InvalidValueException;

/**
 * ARRAY and MAP: {@code [1,null,"a ""quoted"" b"]}, {@code {1:"a",2:null}}. They are cut into parts first, at the commas and colons that stand neither in quotes nor
 * in an inner value of the same kind (BE: {@code formats/csv/array_converter.cpp}, {@code array_reader.cpp}, {@code map_converter.cpp}, {@code
 * nullable_converter.cpp}, and read_quoted_string of the others).
 */
record CsvNestedValues(CsvValues invalid) {

    Object read(final ColumnType type, final String text) {
        return switch (type.kind()) {
            case ARRAY -> array(type, text);
            case MAP -> map(type, text);
            case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE, DECIMAL, DECIMALV2 -> CsvValues.scalar(type, text);
            case DATE, DATETIME, VARBINARY, JSON -> CsvValues.scalar(type, unquoted(text));
            case CHAR, VARCHAR -> CsvValues.scalar(type, unquoted(text).replace("\"\"", "\""));
            case STRUCT, HLL, BITMAP -> throw InvalidValueException.unreadable(text);
        };
    }

    private List<Object> array(final ColumnType type, final String text) {
        final List<Object> items = new ArrayList<>();
        final CsvNestedValues strict = new CsvNestedValues(CsvValues.STRICT);
        for (final String item : CsvParts.ofArray(text)) {
            items.add(strict.part(type.children().getFirst(), item));
        }
        return items;
    }

    private Map<Object, Object> map(final ColumnType type, final String text) {
        final Map<Object, Object> entries = new LinkedHashMap<>();
        CsvParts.ofMap(text).forEach((key, value) -> entries.put(part(type.children().getFirst(), key), part(type.children().getLast(), value)));
        return entries;
    }

    private Object part(final ColumnType type, final String text) {
        if (text.equals("null")) {
            return null;
        }
        try {
            return read(type, text);
        } catch (InvalidValueException e) {
            if (invalid == CsvValues.LENIENT) {
                return null;
            }
            throw e;
        }
    }

    private static String unquoted(final String text) {
        if (text.length() < 2 || text.charAt(0) != '"' || text.charAt(text.length() - 1) != '"') {
            throw InvalidValueException.unreadable(text);
        }
        return text.substring(1, text.length() - 1);
    }
}
