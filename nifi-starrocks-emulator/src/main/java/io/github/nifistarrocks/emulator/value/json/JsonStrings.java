package io.github.nifistarrocks.emulator.value.json;

import java.nio.charset.StandardCharsets;

/** The contents of strings (simdjson 3.9.4: src/generic/stage2/stringparsing.h). */
final class JsonStrings {

    private static final int UNIT_DIGITS = 4;

    private JsonStrings() {}

    /** @throws JsonReadException when an escape is not valid, or a surrogate stands alone */
    static String content(final JsonTokens tokens, final int token) {
        final byte[] bytes = tokens.bytes();
        final int start = tokens.start(token) + 1;
        final int end = tokens.end();
        for (int i = start; i < end; i++) {
            if (bytes[i] == '"') {
                return new String(bytes, start, i - start, StandardCharsets.UTF_8);
            }
            if (bytes[i] == '\\') {
                return unescaped(tokens, start, i);
            }
        }
        throw new JsonReadException(JsonError.STRING_ERROR);
    }

    /** The position of the closing quote. */
    static int end(final JsonTokens tokens, final int token) {
        int i = tokens.start(token) + 1;
        while (i < tokens.end() && tokens.at(i) != '"') {
            i += tokens.at(i) == '\\' ? 2 : 1;
        }
        return i;
    }

    private static String unescaped(final JsonTokens tokens, final int start, final int firstEscape) {
        final byte[] bytes = tokens.bytes();
        final StringBuilder content = new StringBuilder();
        int from = start;
        int i = firstEscape;
        while (tokens.at(i) != '"') {
            if (bytes[i] != '\\') {
                i++;
                continue;
            }
            content.append(new String(bytes, from, i - from, StandardCharsets.UTF_8));
            if (tokens.at(i + 1) == 'u') {
                i = appendUnicode(tokens, i, content);
            } else {
                content.append(simple(tokens.at(i + 1)));
                i += 2;
            }
            from = i;
        }
        return content.append(new String(bytes, from, i - from, StandardCharsets.UTF_8)).toString();
    }

    private static char simple(final int escaped) {
        return switch (escaped) {
            case '"', '\\', '/' -> (char) escaped;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            default -> throw new JsonReadException(JsonError.STRING_ERROR);
        };
    }

    /** @return the position behind the escape, or behind the two that form a pair */
    private static int appendUnicode(final JsonTokens tokens, final int at, final StringBuilder content) {
        final char unit = unit(tokens, at + 2);
        final int next = at + 2 + UNIT_DIGITS;
        content.append(unit);
        if (!Character.isSurrogate(unit)) {
            return next;
        }
        final boolean pair = Character.isHighSurrogate(unit) && tokens.at(next) == '\\' && tokens.at(next + 1) == 'u';
        if (!pair || !Character.isLowSurrogate(unit(tokens, next + 2))) {
            throw new JsonReadException(JsonError.STRING_ERROR);
        }
        content.append(unit(tokens, next + 2));
        return next + 2 + UNIT_DIGITS;
    }

    private static char unit(final JsonTokens tokens, final int at) {
        int value = 0;
        for (int i = 0; i < UNIT_DIGITS; i++) {
            final int digit = Character.digit(tokens.at(at + i), 16);
            if (digit < 0) {
                throw new JsonReadException(JsonError.STRING_ERROR);
            }
            value = value << 4 | digit;
        }
        return (char) value;
    }
}
