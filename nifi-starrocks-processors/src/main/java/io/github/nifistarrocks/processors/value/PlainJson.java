package io.github.nifistarrocks.processors.value;

import java.math.BigDecimal;

/**
 * JSON text without an exponent: NiFi's writer of JSON takes the text of a record only when nothing in it looks like an exponent. Numbers have all their digits,
 * and in strings the letter is escaped, which leaves them the same. So is a surrogate without its other half, which a
 * writer refuses.
 */
public final class PlainJson {

    private final String json;
    private final StringBuilder plain;
    private int position;

    private PlainJson(final String json) {
        this.json = json;
        this.plain = new StringBuilder(json.length() + 16);
    }

    /** @param json valid JSON */
    public static String of(final String json) {
        return new PlainJson(json).convert();
    }

    private String convert() {
        while (position < json.length()) {
            final char c = json.charAt(position);
            if (c == '"') {
                copyString();
            } else if (c == '-' || isDigit(c)) {
                copyNumber();
            } else {
                plain.append(c);
                position++;
            }
        }
        return plain.toString();
    }

    private void copyString() {
        plain.append('"');
        position++;
        while (json.charAt(position) != '"') {
            final char c = json.charAt(position++);
            if (c == '\\') {
                copyEscape();
            } else if ((c == 'e' || c == 'E') && endsWithDigit() || isDigit(c) && endsWithExponent() || isHalf(c)) {
                escape(c);
            } else if (Character.isHighSurrogate(c)) {
                plain.append(c).append(json.charAt(position++));
            } else {
                plain.append(c);
            }
        }
        plain.append('"');
        position++;
    }

    /** The number of a character has letters too. */
    private void copyEscape() {
        final int length = json.charAt(position) == 'u' ? "u0000".length() : 1;
        plain.append('\\').append(json, position, position + length);
        position += length;
    }

    private boolean endsWithDigit() {
        return isDigit(plain.charAt(plain.length() - 1));
    }

    private boolean endsWithExponent() {
        final char last = plain.charAt(plain.length() - 1);
        return (last == 'e' || last == 'E') && isDigit(plain.charAt(plain.length() - 2));
    }

    /** Whether a character just read is a surrogate without its other half. */
    private boolean isHalf(final char c) {
        return Character.isLowSurrogate(c) || Character.isHighSurrogate(c) && !Character.isLowSurrogate(json.charAt(position));
    }

    private void escape(final char c) {
        plain.append("\\u%04x".formatted((int) c));
    }

    private void copyNumber() {
        final int begin = position;
        while (position < json.length() && "+-.eE0123456789".indexOf(json.charAt(position)) >= 0) {
            position++;
        }
        final String number = json.substring(begin, position);
        final boolean hasExponent = number.indexOf('e') >= 0 || number.indexOf('E') >= 0;
        plain.append(hasExponent ? new BigDecimal(number).toPlainString() : number);
    }

    private static boolean isDigit(final char c) {
        return c >= '0' && c <= '9';
    }
}
