package io.github.nifistarrocks.emulator.value.json;

import java.util.Comparator;
import java.util.List;

/**
 * The text of a value of a JSON column: one line, {@code ": "} and {@code ", "} between the parts, the keys of an object in the order of their bytes, the values
 * of a key that stands twice in their order (velocypack XYZ1.0: src/Dumper.cpp with singleLinePrettyPrint, src/Builder.cpp, sortObjectIndex).
 */
public final class JsonText {

    private static final String HEX = "0123456789ABCDEF";

    private JsonText() {}

    /**
     * A key of an object and the text of its value.
     *
     * @param value as printed
     */
    record Member(String key, CharSequence value) {}

    /** The text of a string with its quotes. */
    public static String ofString(final String content) {
        final StringBuilder out = new StringBuilder(content.length() + 2);
        string(out, content);
        return out.toString();
    }

    static void real(final StringBuilder out, final double value) {
        RealDigits.append(out, value);
    }

    static void string(final StringBuilder out, final String content) {
        out.append('"');
        for (int i = 0; i < content.length(); i++) {
            final char c = content.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00").append(HEX.charAt(c >> 4)).append(HEX.charAt(c & 0xF));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    /** @param members in the order in which they were written */
    static void object(final StringBuilder out, final List<Member> members) {
        members.sort(Comparator.comparing(Member::key, JsonText::compareBytes));
        String separator = "{";
        for (final Member member : members) {
            out.append(separator);
            string(out, member.key());
            out.append(": ").append(member.value());
            separator = ", ";
        }
        out.append(members.isEmpty() ? "{}" : "}");
    }

    /** In UTF-8, what UTF-16 writes with surrogates is behind everything else. */
    private static int compareBytes(final String one, final String other) {
        final int shorter = Math.min(one.length(), other.length());
        for (int i = 0; i < shorter; i++) {
            final char a = one.charAt(i);
            final char b = other.charAt(i);
            if (a != b) {
                return Character.isSurrogate(a) == Character.isSurrogate(b) ? a - b : Character.isSurrogate(a) ? 1 : -1;
            }
        }
        return one.length() - other.length();
    }
}
