package io.github.nifistarrocks.emulator.value.json;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the text of CSV fields and casts into the text of a JSON column: text that begins with <code>{</code>, <code>[</code> or a quote is parsed, everything
 * else is a string (BE: util/json.cpp, parse_json_or_string; velocypack XYZ1.0: src/Parser.cpp). A surrogate that stands alone is kept.
 */
public final class JsonTextParser {

    private static final int MAX_BYTES = 16 << 20;
    /** A BE has no limit here. */
    private static final int MAX_DEPTH = 2000;
    private static final long MAX_WHOLE_TENTH = Long.divideUnsigned(-1, 10);

    private final String text;
    private int position;
    private int depth;

    private JsonTextParser(final String text) {
        this.text = text;
    }

    /**
     * The text that a JSON column prints for a text that is loaded into it.
     *
     * @throws MalformedJsonException when it begins like JSON and is not
     */
    public static String stored(final String text) {
        if (text.length() > MAX_BYTES) {
            throw new MalformedJsonException("JSON string exceed maximum length 16MB");
        }
        final int start = skipSpace(text);
        if (start == text.length() || "{[\"".indexOf(text.charAt(start)) < 0) {
            return JsonText.ofString(text);
        }
        final JsonTextParser parser = new JsonTextParser(text);
        final StringBuilder out = new StringBuilder(text.length() + 16);
        parser.value(out);
        parser.skipBlanks();
        if (parser.position < text.length()) {
            throw parser.failure("Expecting EOF");
        }
        return out.toString();
    }

    private static int skipSpace(final String text) {
        int i = 0;
        while (i < text.length() && " \t\n\u000b\f\r".indexOf(text.charAt(i)) >= 0) {
            i++;
        }
        return i;
    }

    private void value(final StringBuilder out) {
        switch (next("Expecting item")) {
            case '{' -> object(out);
            case '[' -> array(out);
            case '"' -> JsonText.string(out, string());
            case 't' -> word(out, "true");
            case 'f' -> word(out, "false");
            case 'n' -> word(out, "null");
            default -> number(out);
        }
    }

    private void object(final StringBuilder out) {
        descend();
        final List<JsonText.Member> members = new ArrayList<>();
        position++;
        if (next("Expecting item or '}'") == '}') {
            position++;
        } else {
            do {
                if (next("Expecting '\"' or '}'") != '"') {
                    throw failure("Expecting '\"' or '}'");
                }
                final String key = string();
                if (next("Expecting ':'") != ':') {
                    throw failure("Expecting ':'");
                }
                position++;
                final StringBuilder member = new StringBuilder();
                value(member);
                members.add(new JsonText.Member(key, member));
            } while (hasMore('}'));
        }
        depth--;
        JsonText.object(out, members);
    }

    private void array(final StringBuilder out) {
        descend();
        out.append('[');
        position++;
        if (next("Expecting item or ']'") == ']') {
            position++;
        } else {
            value(out);
            while (hasMore(']')) {
                out.append(", ");
                value(out);
            }
        }
        depth--;
        out.append(']');
    }

    private void descend() {
        if (++depth > MAX_DEPTH) {
            throw failure("Too deep nesting");
        }
    }

    private boolean hasMore(final char end) {
        final char c = next("Expecting ',' or '" + end + "'");
        if (c != ',' && c != end) {
            throw failure("Expecting ',' or '" + end + "'");
        }
        position++;
        return c == ',';
    }

    private void word(final StringBuilder out, final String word) {
        if (!text.startsWith(word, position)) {
            throw failure("Expecting '" + word + "'");
        }
        position += word.length();
        out.append(word);
    }

    private String string() {
        position++;
        int start = position;
        StringBuilder content = null;
        while (true) {
            final char c = peek("Unfinished string");
            if (c == '"') {
                final String rest = text.substring(start, position++);
                return content == null ? rest : content.append(rest).toString();
            }
            if (c < ' ') {
                throw failure("Unexpected control character");
            }
            if (c == '\\') {
                content = content == null ? new StringBuilder() : content;
                content.append(text, start, position++);
                content.append(escaped());
                start = position;
            } else {
                position++;
            }
        }
    }

    private char escaped() {
        final char c = peek("Invalid escape sequence");
        position++;
        return switch (c) {
            case '"', '/', '\\' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw failure("Invalid escape sequence");
        };
    }

    private char unicode() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            final char c = peek("Unfinished \\uXXXX escape sequence");
            final int digit = c < 128 ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw failure("Illegal \\uXXXX escape sequence character");
            }
            value = value << 4 | digit;
            position++;
        }
        return (char) value;
    }

    /** Whole numbers of up to 64 bits keep their digits; longer ones are summed up in a double, digit by digit. */
    private void number(final StringBuilder out) {
        final int start = position;
        final boolean negative = text.charAt(position) == '-';
        if (negative) {
            position++;
        }
        final int whole = position;
        if (!isDigit(peek("Incomplete number"))) {
            throw failure("Expecting digit");
        }
        position++;
        if (text.charAt(whole) != '0') {
            skipDigits();
        }
        final String digits = text.substring(whole, position);
        final boolean fraction = accept('.');
        if (fraction) {
            digitsOf("Incomplete number");
        }
        if (accept('e') || accept('E')) {
            exponent(start);
        } else if (!fraction) {
            whole(out, digits, negative);
            return;
        }
        JsonText.real(out, Double.parseDouble(text.substring(start, position)));
    }

    private void exponent(final int start) {
        final double significand = Double.parseDouble(text.substring(start, position - 1));
        final boolean negative = accept('-');
        if (!negative) {
            accept('+');
        }
        final double exponent = Double.parseDouble(digitsOf("Incomplete number"));
        if (!Double.isFinite(significand * Math.pow(10, negative ? -exponent : exponent))) {
            throw failure("Number out of range");
        }
    }

    private void whole(final StringBuilder out, final String digits, final boolean negative) {
        long exact = 0;
        double summed = 0;
        boolean fits = true;
        for (int i = 0; i < digits.length(); i++) {
            final int digit = digits.charAt(i) - '0';
            final int order = Long.compareUnsigned(exact, MAX_WHOLE_TENTH);
            if (fits && (order < 0 || order == 0 && digit <= 5)) {
                exact = exact * 10 + digit;
                continue;
            }
            summed = (fits ? unsigned(exact) : summed) * 10 + digit;
            fits = false;
        }
        if (!fits && !Double.isFinite(summed)) {
            throw failure("Number out of range");
        }
        if (!fits) {
            JsonText.real(out, negative ? -summed : summed);
        } else if (!negative || exact == 0) {
            out.append(Long.toUnsignedString(exact));
        } else if (exact > 0 || exact == Long.MIN_VALUE) {
            out.append(-exact);
        } else {
            JsonText.real(out, -unsigned(exact));
        }
    }

    private static double unsigned(final long value) {
        return value >= 0 ? value : new BigDecimal(Long.toUnsignedString(value)).doubleValue();
    }

    private String digitsOf(final String problem) {
        final int start = position;
        if (!isDigit(peek(problem))) {
            throw failure(problem);
        }
        skipDigits();
        return text.substring(start, position);
    }

    private void skipDigits() {
        while (position < text.length() && isDigit(text.charAt(position))) {
            position++;
        }
    }

    private static boolean isDigit(final char c) {
        return c >= '0' && c <= '9';
    }

    private boolean accept(final char wanted) {
        final boolean found = position < text.length() && text.charAt(position) == wanted;
        position += found ? 1 : 0;
        return found;
    }

    private void skipBlanks() {
        while (position < text.length() && " \t\n\r".indexOf(text.charAt(position)) >= 0) {
            position++;
        }
    }

    private char next(final String problem) {
        skipBlanks();
        return peek(problem);
    }

    private char peek(final String problem) {
        if (position >= text.length()) {
            throw failure(problem);
        }
        return text.charAt(position);
    }

    private MalformedJsonException failure(final String problem) {
        return new MalformedJsonException("%s at character %d".formatted(problem, position));
    }
}
