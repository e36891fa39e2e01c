package io.github.nifistarrocks.processors.planning;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Parses a list of names of columns or partitions, separated by commas. Each may be in backticks. A name cannot contain one: StarRocks removes all backticks of
 * a quoted name (FE: AstBuilder.visitBackQuotedIdentifier).
 */
public final class IdentifierList {

    private IdentifierList() {}

    /**
     * @param property that has the list, for messages
     * @param text may be empty
     * @throws IllegalArgumentException for an empty or repeated name, a backtick without an end, or one inside of a name
     */
    public static List<String> parse(final String property, final String text) {
        final List<String> names = new ArrayList<>();
        final Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        for (final String part : split(property, text)) {
            final String name = unquote(part.strip());
            if (name.isBlank()) {
                throw new IllegalArgumentException("%s [%s] contains an empty name".formatted(property, text));
            }
            if (name.indexOf('`') >= 0) {
                throw new IllegalArgumentException("%s [%s] contains a backtick inside of a name, which no name in StarRocks has".formatted(property, text));
            }
            if (!seen.add(name)) {
                throw new IllegalArgumentException("%s [%s] names [%s] twice".formatted(property, text, name));
            }
            names.add(name);
        }
        return names;
    }

    private static List<String> split(final String property, final String text) {
        final List<String> parts = new ArrayList<>();
        if (text.isBlank()) {
            return parts;
        }
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c == '`') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("%s [%s] contains a backtick without an end".formatted(property, text));
        }
        parts.add(text.substring(start));
        return parts;
    }

    private static String unquote(final String name) {
        final boolean quoted = name.length() >= 2 && name.startsWith("`") && name.endsWith("`");
        return quoted ? name.substring(1, name.length() - 1) : name;
    }
}
