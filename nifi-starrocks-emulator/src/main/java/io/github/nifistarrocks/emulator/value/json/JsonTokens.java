package io.github.nifistarrocks.emulator.value.json;

import java.util.Arrays;

/**
 * Where the tokens of a piece of JSON begin: brackets, commas, colons, strings, and whatever else stands between them. Values themselves are not looked at
 * (simdjson 3.9.4: src/generic/stage1).
 */
public final class JsonTokens {

    /** How far the piece is that is looked at. */
    public enum Extent {
        /** The whole text, which has to be complete. */
        WHOLE,
        /** A part from the middle of a text, whose last token may be cut. */
        CUT,
        /** Documents, the last of which may be cut: it is left for the next piece. */
        PARTIAL,
        /** Documents up to the end of the text; a last one that is cut does not count. */
        FINAL
    }

    private static final byte BLANK = 1;
    private static final byte OPERATOR = 2;
    private static final byte QUOTE = 3;
    private static final int UNCLOSED = Integer.MAX_VALUE - 1;
    private static final byte[] CLASSES = new byte[256];

    static {
        for (final char c : "\t\n\r ".toCharArray()) {
            CLASSES[c] = BLANK;
        }
        for (final char c : "{}[]:,".toCharArray()) {
            CLASSES[c] = OPERATOR;
        }
        CLASSES['"'] = QUOTE;
    }

    private byte[] bytes = {};
    private int start;
    private int end;
    private int[] starts = new int[256];
    private int count;
    private int next;
    private boolean unescaped;

    /** The tokens of a complete text. */
    public static JsonTokens of(final byte[] text) {
        final JsonTokens tokens = new JsonTokens();
        tokens.index(text, 0, text.length, Extent.WHOLE);
        return tokens;
    }

    /**
     * Looks at another piece. The bytes may not change as long as the tokens are used.
     *
     * @throws JsonReadException when it holds no token, is not UTF-8, or has strings that are not closed or not escaped
     */
    public void index(final byte[] source, final int from, final int to, final Extent extent) {
        bytes = source;
        start = from;
        end = extent == Extent.WHOLE ? to : to - Utf8.cutBytes(source, from, to);
        if (end == from) {
            throw new JsonReadException(to == from ? JsonError.EMPTY : JsonError.UTF8_ERROR);
        }
        unescaped = false;
        final boolean closed = findTokens();
        if (!closed && extent == Extent.WHOLE) {
            throw new JsonReadException(JsonError.UNCLOSED_STRING);
        }
        if (unescaped) {
            throw new JsonReadException(JsonError.UNESCAPED_CHARS);
        }
        next = end;
        final int usable = closed ? count : count - 1;
        switch (extent) {
            case WHOLE -> {}
            case CUT -> count = usable;
            case PARTIAL, FINAL -> leaveCutDocument(usable, extent);
        }
        starts[count] = end;
        if (count == 0) {
            throw new JsonReadException(JsonError.EMPTY);
        }
        if (!Utf8.isValid(bytes, start, end)) {
            throw new JsonReadException(JsonError.UTF8_ERROR);
        }
    }

    private void leaveCutDocument(final int usable, final Extent extent) {
        final int complete = usable == 0 ? 0 : completeTokens(usable);
        if (extent == Extent.PARTIAL) {
            if (complete == 0 && (usable == 0 ? count > 0 : starts[0] == start)) {
                throw new JsonReadException(JsonError.CAPACITY);
            }
            next = complete < count ? starts[complete] : end;
        }
        count = complete;
    }

    /** Where the next piece begins. */
    public int next() {
        return next;
    }

    public int count() {
        return count;
    }

    /** Where a token begins; behind the last one, where the text ends. */
    public int start(final int token) {
        return token < count ? starts[token] : end;
    }

    /** The first byte of a token; 0 behind the last one. */
    public int first(final int token) {
        return token < count ? bytes[starts[token]] : 0;
    }

    byte[] bytes() {
        return bytes;
    }

    int end() {
        return end;
    }

    /** @return 0 behind the end */
    int at(final int position) {
        return position < end ? bytes[position] : 0;
    }

    /** Whether what ends in front of this position ends there: at a blank, a bracket, a comma, a colon, or the end. */
    boolean isEnd(final int position) {
        if (position >= end) {
            return true;
        }
        final byte kind = CLASSES[bytes[position] & 0xFF];
        return kind == BLANK || kind == OPERATOR;
    }

    /** Whether it is one of the four blanks that JSON knows. */
    public static boolean isBlank(final byte b) {
        return CLASSES[b & 0xFF] == BLANK;
    }

    /** @return whether the last string is closed */
    private boolean findTokens() {
        count = 0;
        boolean afterScalar = false;
        int i = start;
        while (i < end) {
            switch (CLASSES[bytes[i] & 0xFF]) {
                case BLANK -> afterScalar = false;
                case OPERATOR -> {
                    add(i);
                    afterScalar = false;
                }
                case QUOTE -> {
                    if (!afterScalar) {
                        add(i);
                    }
                    i = endOfString(i + 1);
                    afterScalar = false;
                }
                default -> {
                    if (!afterScalar) {
                        add(i);
                    }
                    afterScalar = true;
                    i += bytes[i] == '\\' ? 1 : 0;
                }
            }
            i++;
        }
        return i != UNCLOSED + 1;
    }

    private void add(final int position) {
        if (count + 1 == starts.length) {
            starts = Arrays.copyOf(starts, starts.length * 2);
        }
        starts[count++] = position;
    }

    /** @return the position of the closing quote */
    private int endOfString(final int from) {
        for (int i = from; i < end; i++) {
            final byte b = bytes[i];
            if (b == '"') {
                return i;
            }
            if (b == '\\') {
                i++;
                unescaped |= i < end && bytes[i] >= 0 && bytes[i] < ' ';
            } else {
                unescaped |= b >= 0 && b < ' ';
            }
        }
        return UNCLOSED;
    }

    /**
     * Looks for the last place where one document follows another, from the end (simdjson: find_next_document_index.h).
     *
     * @return how many tokens belong to complete documents
     */
    private int completeTokens(final int usable) {
        int arrays = 0;
        int objects = 0;
        for (int i = usable - 1; i > 0; i--) {
            switch (bytes[starts[i]]) {
                case ':', ',' -> {
                    continue;
                }
                case '}' -> {
                    objects--;
                    continue;
                }
                case ']' -> {
                    arrays--;
                    continue;
                }
                case '{' -> objects++;
                case '[' -> arrays++;
                default -> {}
            }
            if ("{[:,".indexOf(bytes[starts[i - 1]]) < 0) {
                return arrays == 0 && objects == 0 ? usable : i;
            }
        }
        switch (bytes[starts[0]]) {
            case '}' -> objects--;
            case ']' -> arrays--;
            case '{' -> objects++;
            case '[' -> arrays++;
            default -> {}
        }
        return arrays == 0 && objects == 0 ? usable : 0;
    }
}
