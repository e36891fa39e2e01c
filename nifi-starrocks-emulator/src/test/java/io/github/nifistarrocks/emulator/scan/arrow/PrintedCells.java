package io.github.nifistarrocks.emulator.scan.arrow;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.emulator.catalog.type.ColumnType;

/** Reads values as the MySQL protocol prints them into the cells of an encoder. A MAP becomes the list of its entries, since keys may repeat. */
final class PrintedCells {

    private final String text;
    private int position;

    private PrintedCells(final String text) {
        this.text = text;
    }

    /** @param printed text, null for NULL, or an object with the bytes in hexadecimal digits */
    static Object cell(final ColumnType type, final JsonNode printed) {
        if (printed.isNull()) {
            return null;
        }
        if (printed.isObject()) {
            return HexFormat.of().parseHex(printed.get("hex").textValue());
        }
        return type.kind().isNested() ? new PrintedCells(printed.textValue()).nested(type) : scalar(type, printed.textValue());
    }

    private static Object scalar(final ColumnType type, final String value) {
        return switch (type.kind()) {
            case BOOLEAN -> value.equals("1");
            case TINYINT, SMALLINT, INT, BIGINT -> Long.valueOf(value);
            case LARGEINT -> new BigInteger(value);
            case FLOAT -> Float.valueOf(real(value));
            case DOUBLE -> Double.valueOf(real(value));
            case DECIMAL, DECIMALV2 -> new BigDecimal(value);
            case DATE -> LocalDate.parse(value);
            case DATETIME -> LocalDateTime.parse(value.replace(' ', 'T'));
            case CHAR, VARCHAR, JSON -> value;
            case VARBINARY, HLL, BITMAP, ARRAY, MAP, STRUCT -> throw new IllegalArgumentException("Not printed as a scalar: " + type.displayName());
        };
    }

    private static String real(final String value) {
        return switch (value) {
            case "nan" -> "NaN";
            case "inf" -> "Infinity";
            case "-inf" -> "-Infinity";
            default -> value;
        };
    }

    private Object value(final ColumnType type) {
        if (text.startsWith("null", position)) {
            position += "null".length();
            return null;
        }
        return switch (type.kind()) {
            case ARRAY, MAP, STRUCT -> nested(type);
            case JSON -> scalar(type, enclosed('\''));
            case DATE, DATETIME, CHAR, VARCHAR -> scalar(type, enclosed('"'));
            case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE, DECIMAL, DECIMALV2, VARBINARY, HLL, BITMAP -> scalar(type, bare());
        };
    }

    private Object nested(final ColumnType type) {
        final List<Object> parts = new ArrayList<>();
        position++;
        while (text.charAt(position) != ']' && text.charAt(position) != '}') {
            parts.add(part(type, parts.size()));
            if (text.charAt(position) == ',') {
                position++;
            }
        }
        position++;
        return parts;
    }

    private Object part(final ColumnType type, final int index) {
        return switch (type.kind()) {
            case ARRAY -> value(type.children().getFirst());
            case MAP -> {
                final Object key = value(type.children().getFirst());
                position++;
                yield Arrays.asList(key, value(type.children().getLast()));
            }
            case STRUCT -> {
                enclosed('"');
                position++;
                yield value(type.children().get(index));
            }
            case BOOLEAN, TINYINT, SMALLINT, INT, BIGINT, LARGEINT, FLOAT, DOUBLE, DECIMAL, DECIMALV2, DATE, DATETIME, CHAR, VARCHAR, JSON, VARBINARY, HLL, //
                    BITMAP ->
                throw new IllegalArgumentException("Has no parts: " + type.displayName());
        };
    }

    private String bare() {
        final int start = position;
        while (",:]}".indexOf(text.charAt(position)) < 0) {
            position++;
        }
        return text.substring(start, position);
    }

    /** Only text in double quotes has escapes. */
    private String enclosed(final char quote) {
        final StringBuilder value = new StringBuilder();
        for (position++; text.charAt(position) != quote; position++) {
            if (quote == '"' && text.charAt(position) == '\\') {
                position++;
            }
            value.append(text.charAt(position));
        }
        position++;
        return value.toString();
    }
}
