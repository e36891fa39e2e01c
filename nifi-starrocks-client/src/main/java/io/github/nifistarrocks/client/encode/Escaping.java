package io.github.nifistarrocks.client.encode;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/** How ASCII characters are written inside of a string, and the quote around it. A string inside of a string is escaped by the rules of both. */
enum Escaping {
    /** CSV fields, and JSON that comes as text. */
    NONE(List.of()),
    /** Strings of a row in JSON, and of JSON in a CSV field. */
    JSON(List.of(Escaping::json)),
    /** JSON text in a string of JSON. */
    JSON_IN_JSON(List.of(Escaping::json, Escaping::json)),
    /** Strings of an array or map in a CSV field. */
    LITERAL(List.of(Escaping::literal)),
    /** JSON text in a string of an array or map in a CSV field. */
    JSON_IN_LITERAL(List.of(Escaping::json, Escaping::literal));

    private static final int ASCII = 0x80;

    /** By ASCII code: what is written, the first byte lowest. At most seven bytes, none of them zero. */
    private final long[] replacements = new long[ASCII];
    private final boolean[] plain = new boolean[ASCII];
    private final byte[] quote;
    private final List<IntFunction<String>> rules;

    Escaping(final List<IntFunction<String>> rules) {
        this.rules = rules;
        for (int c = 0; c < ASCII; c++) {
            final String text = escaped(String.valueOf((char) c), rules);
            plain[c] = text.length() == 1;
            for (int i = text.length() - 1; i >= 0; i--) {
                replacements[c] = replacements[c] << Byte.SIZE | text.charAt(i);
            }
        }
        quote = escaped("\"", rules.stream().skip(1).toList()).getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether a character of ASCII is written as it is. */
    boolean isPlain(final char c) {
        return plain[c];
    }

    /** What is written for a character that is not plain, the first byte lowest. */
    long replacement(final char c) {
        return replacements[c];
    }

    /** Begins and ends a string. */
    byte[] quote() {
        return quote;
    }

    /** A whole text of ASCII and other characters. */
    String escaped(final String text) {
        return escaped(text, rules);
    }

    private static String escaped(final String text, final List<IntFunction<String>> rules) {
        return rules.stream().reduce(text, (before, rule) -> before.chars().mapToObj(rule).collect(Collectors.joining()), String::concat);
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

    private static String literal(final int c) {
        return c == '"' ? "\"\"" : String.valueOf((char) c);
    }
}
