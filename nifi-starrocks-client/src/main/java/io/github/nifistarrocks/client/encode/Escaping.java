package io.github.nifistarrocks.client.encode;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** How ASCII characters are written inside of a string, and the quote around it. A string inside of a string is escaped by the rules of both. */
enum Escaping {
    /** Bare CSV fields, and JSON that comes as text. */
    NONE(List.of()),
    /** Strings of a row in JSON. */
    JSON(List.of(Escaping::json)),
    /** CSV fields in quotes. */
    CSV(List.of(Escaping::csv)),
    /** JSON text in a string of JSON. */
    JSON_IN_JSON(List.of(Escaping::json, Escaping::json)),
    /** JSON text in a CSV field. */
    JSON_IN_CSV(List.of(Escaping::json, Escaping::csv)),
    /** Strings of an array or map in a CSV field. */
    LITERAL(List.of(Escaping::literal, Escaping::csv)),
    /** JSON text in a string of an array or map in a CSV field. */
    JSON_IN_LITERAL(List.of(Escaping::json, Escaping::literal, Escaping::csv));

    private static final int ASCII = 0x80;

    private final boolean[] plain = new boolean[ASCII];
    private final byte[][] replacements = new byte[ASCII][];
    private final byte[] quote;

    Escaping(final List<IntFunction<String>> rules) {
        for (int c = 0; c < ASCII; c++) {
            final String text = String.valueOf((char) c);
            final String escaped = escaped(text, rules);
            plain[c] = escaped.equals(text);
            replacements[c] = bytes(escaped);
        }
        quote = bytes(escaped("\"", rules.stream().skip(1).toList()));
    }

    /** By ASCII code: whether a character is written as it is. */
    boolean[] plain() {
        return plain;
    }

    /** What is written for a character of ASCII. */
    byte[] replacement(final char c) {
        return replacements[c];
    }

    /** Begins and ends a string. */
    byte[] quote() {
        return quote;
    }

    private static String escaped(final String text, final List<IntFunction<String>> rules) {
        return rules.stream().reduce(text, (before, rule) -> before.chars().mapToObj(rule).collect(Collectors.joining()), String::concat);
    }

    private static byte[] bytes(final String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }

    private static String json(final int c) {
        return switch (c) {
            case '"', '\\' -> "\\" + (char) c;
            case '\n' -> "\\n";
            case '\r' -> "\\r";
            case '\t' -> "\\t";
            case '\b' -> "\\b";
            case '\f' -> "\\f";
            default -> c < ' ' ? "\\u%04X".formatted(c) : String.valueOf((char) c);
        };
    }

    private static String csv(final int c) {
        return c == CsvForm.QUOTE || c == CsvForm.ESCAPE ? (char) CsvForm.ESCAPE + String.valueOf((char) c) : String.valueOf((char) c);
    }

    private static String literal(final int c) {
        return c == '"' ? "\"\"" : String.valueOf((char) c);
    }
}
