package io.github.nifistarrocks.nar;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A word or phrase that texts for users and readers do not use.
 *
 * @param pattern finds it
 * @param instead what to write instead
 */
record Discouraged(Pattern pattern, String instead) {

    /** White space with at most one line break: a phrase may be wrapped, but ends with its paragraph. */
    private static final String GAP = "(?:[ \t]*\n[ \t]*|[ \t]+)";
    private static final int MAX_EXCERPT = 140;

    /** @param regex a space in it stands for any white space, a line break included; case counts only after {@code (?-i)} */
    static Discouraged entry(final String regex, final String instead) {
        return new Discouraged(Pattern.compile(regex.replace(" ", GAP), Pattern.CASE_INSENSITIVE), instead);
    }

    /**
     * @param place where the text is from, such as a file
     * @param text what is shown of a line
     * @param prose what is looked through; of the same lines as the text
     * @return where this is found, what it is and what to write instead
     */
    List<String> findings(final String place, final String text, final String prose) {
        final List<String> findings = new ArrayList<>();
        final Matcher matcher = pattern.matcher(prose);
        while (matcher.find()) {
            final String line = line(text, matcher.start());
            findings.add("%s:%d: \"%s\"; write: %s; in: %s".formatted(place, number(text, matcher.start()), matcher.group().replaceAll("\\s+", " "), instead,
                    line.length() > MAX_EXCERPT ? line.substring(0, MAX_EXCERPT) + "…" : line));
        }
        return findings;
    }

    private static long number(final String text, final int offset) {
        return text.substring(0, offset).chars().filter(character -> character == '\n').count() + 1;
    }

    private static String line(final String text, final int offset) {
        final int end = text.indexOf('\n', offset);
        return text.substring(text.lastIndexOf('\n', offset - 1) + 1, end < 0 ? text.length() : end).strip();
    }
}
