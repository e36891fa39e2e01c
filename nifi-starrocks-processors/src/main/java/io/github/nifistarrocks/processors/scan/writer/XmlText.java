package io.github.nifistarrocks.processors.scan.writer;

/** The characters of XML 1.0. NiFi's writer writes all others too, so that its output is not XML, or is read as something else. */
public final class XmlText {

    private static final char FIRST_PRINTABLE = ' ';
    private static final char LAST = '\uFFFD';
    private static final char FIRST_LETTER_BEYOND_ASCII = '\u00C0';

    private XmlText() {}

    /** Whether a parser reads the text as it is: without control characters, and without carriage returns, which become line feeds. */
    public static boolean isText(final String text) {
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            if (c < FIRST_PRINTABLE && c != '\t' && c != '\n' || c > LAST) {
                return false;
            }
        }
        return true;
    }

    /** Whether the text can be the name of an element, without a prefix. */
    public static boolean isName(final String text) {
        for (int i = 0; i < text.length(); i++) {
            final char c = text.charAt(i);
            final boolean later = i > 0 && (Character.isDigit(c) || c == '-' || c == '.');
            if (!later && c != '_' && !isLetter(c)) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isLetter(final char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= FIRST_LETTER_BEYOND_ASCII && Character.isLetter(c);
    }
}
