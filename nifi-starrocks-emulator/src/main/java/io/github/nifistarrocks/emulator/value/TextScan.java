package io.github.nifistarrocks.emulator.value;

/** Finds blanks and digits in text. Only ASCII blanks are blanks for a BE. */
public final class TextScan {

    private TextScan() {}

    /** Blank, tab, line feed, vertical tab, form feed or carriage return. */
    public static boolean isBlank(final char c) {
        return c == ' ' || c >= '\t' && c <= '\r';
    }

    public static boolean isDigit(final char c) {
        return c >= '0' && c <= '9';
    }

    /** @return the length of the text when it is blank */
    public static int firstNonBlank(final String text) {
        int at = 0;
        while (at < text.length() && isBlank(text.charAt(at))) {
            at++;
        }
        return at;
    }

    /** @return the position behind the last character that is no blank; 0 when there is none */
    public static int trimmedEnd(final String text) {
        int end = text.length();
        while (end > 0 && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    public static String trimmed(final String text) {
        final int end = trimmedEnd(text);
        return text.substring(Math.min(firstNonBlank(text), end), end);
    }

    /** @return the position of the first character that is no digit */
    public static int digitsEnd(final String text, final int start, final int end) {
        int at = start;
        while (at < end && isDigit(text.charAt(at))) {
            at++;
        }
        return at;
    }
}
