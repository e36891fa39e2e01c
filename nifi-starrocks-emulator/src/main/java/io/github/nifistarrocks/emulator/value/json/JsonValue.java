package io.github.nifistarrocks.emulator.value.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * A value in a document, not yet read. Its parts are read in the order in which they are written; each is valid until the next one is asked for (simdjson 3.9.4:
 * include/simdjson/generic/ondemand/value_iterator-inl.h).
 */
public final class JsonValue {

    private static final int MAX_SHOWN_BYTES = 1024;

    private final JsonCursor cursor;
    private final JsonTokens tokens;
    private final int depth;
    private final int start;

    JsonValue(final JsonCursor cursor, final int depth, final int start) {
        this.cursor = cursor;
        this.tokens = cursor.tokens();
        this.depth = depth;
        this.start = start;
    }

    /** @throws JsonReadException when it begins like no value */
    public JsonKind kind() {
        return switch (tokens.first(start)) {
            case '{' -> JsonKind.OBJECT;
            case '[' -> JsonKind.ARRAY;
            case '"' -> JsonKind.STRING;
            case 'n' -> JsonKind.NULL;
            case 't', 'f' -> JsonKind.BOOLEAN;
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> JsonKind.NUMBER;
            default -> throw new JsonReadException(JsonError.TAPE_ERROR);
        };
    }

    /** @throws JsonReadException when it begins with n and is not null */
    public boolean isNull() {
        if (tokens.first(start) != 'n') {
            return false;
        }
        if (!isWord("null")) {
            throw new JsonReadException(JsonError.INCORRECT_TYPE);
        }
        consumeScalar();
        return true;
    }

    public boolean bool() {
        final boolean value = isWord("true");
        if (!value && !isWord("false")) {
            throw new JsonReadException(JsonError.INCORRECT_TYPE);
        }
        consumeScalar();
        return value;
    }

    /** @throws JsonReadException when it is none, or holds escapes that are not valid, or half of a surrogate pair */
    public String string() {
        if (tokens.first(start) != '"') {
            throw new JsonReadException(JsonError.INCORRECT_TYPE);
        }
        consumeScalar();
        return JsonStrings.content(tokens, start);
    }

    /** Looks at the number; the value is not consumed. */
    public JsonNumber number() {
        return new JsonNumber(tokens, tokens.start(start));
    }

    public boolean isString() {
        return tokens.first(start) == '"';
    }

    /** Goes behind a value that is neither an object nor an array, after it was looked at. */
    public void consume() {
        consumeScalar();
    }

    /** Everything from behind the first character on, to the end of the text; the beginning of that where it is long. */
    public String rest() {
        final int from = tokens.start(start) + 1;
        final boolean cut = tokens.end() - from > MAX_SHOWN_BYTES;
        return cut ? text(from, from + MAX_SHOWN_BYTES) + " <truncated>" : text(from, tokens.end());
    }

    /** What is written up to the next token, with the blanks in front of that. */
    public String token() {
        return text(tokens.start(start), tokens.start(start + 1));
    }

    /**
     * What is written, to its end.
     *
     * @throws JsonReadException when it is an object or array that is not closed
     */
    public String written() {
        final int first = tokens.first(start);
        if (first != '{' && first != '[') {
            return token().strip();
        }
        startContainer(first);
        final boolean empty = cursor.peek() == (first == '{' ? '}' : ']');
        if (first == '[' && !empty) {
            cursor.setDepth(depth + 1);
        } else if (empty) {
            cursor.advance();
            cursor.setDepth(depth - 1);
        }
        return writtenToEnd();
    }

    /** What is written of an object that was started. */
    public String writtenToEnd() {
        if (depth == cursor.depth() && cursor.peek() == '"') {
            cursor.advance();
            if (cursor.advance() != ':') {
                cursor.breakWith(JsonError.TAPE_ERROR);
                throw cursor.abandon();
            }
            cursor.setDepth(depth + 1);
        }
        if (!cursor.skip(depth - 1)) {
            throw cursor.abandon();
        }
        return text(tokens.start(start), tokens.start(cursor.position())).strip();
    }

    /**
     * What is written, without the blanks between its parts.
     *
     * @throws JsonReadException when it is an object or array that is not closed
     */
    public String compact() {
        final String written = written();
        final StringBuilder compact = new StringBuilder(written.length());
        boolean quoted = false;
        for (int i = 0; i < written.length(); i++) {
            final char c = written.charAt(i);
            if (quoted || c > ' ' || !JsonTokens.isBlank((byte) c)) {
                compact.append(c);
            }
            if (quoted && c == '\\' && i + 1 < written.length()) {
                compact.append(written.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
            }
        }
        return compact.toString();
    }

    /** Begins to read an object; {@link #hasMember} shows whether it has a first member. */
    public void startObject() {
        startContainer('{');
        startMembers();
    }

    /** Begins to read an array; {@link #hasItem} shows whether it has a first item. */
    public void startArray() {
        startContainer('[');
        if (cursor.peek() == ']') {
            cursor.advance();
            cursor.setDepth(depth - 1);
        } else {
            cursor.setDepth(depth + 1);
        }
    }

    public boolean hasItem() {
        return cursor.depth() >= depth;
    }

    public JsonValue item() {
        if (cursor.isBroken()) {
            throw cursor.abandon();
        }
        return child();
    }

    public void nextItem() {
        if (cursor.isBroken() || !cursor.skip(depth)) {
            return;
        }
        switch (cursor.advance()) {
            case ']' -> cursor.setDepth(depth - 1);
            case ',' -> cursor.setDepth(depth + 1);
            default -> cursor.breakWith(JsonError.TAPE_ERROR);
        }
    }

    public boolean hasMember() {
        return cursor.depth() >= depth;
    }

    /** @throws JsonReadException when no key and colon follow, or an error was found before */
    public JsonMember member() {
        if (cursor.isBroken()) {
            throw cursor.abandon();
        }
        final int key = cursor.position();
        if (!readKey()) {
            throw cursor.abandon();
        }
        return new JsonMember(tokens, key, child());
    }

    public void nextMember() {
        if (hasMember() && cursor.skip(depth)) {
            hasNextMember();
        }
    }

    /**
     * Finds a member of an object that was started, from where the cursor is to the end, and then from the beginning.
     *
     * @param key as it is written; a key with escapes is not found
     */
    public Optional<JsonValue> find(final String key) {
        final byte[] wanted = key.getBytes(StandardCharsets.UTF_8);
        boolean fromFirst = cursor.position() == start + 1;
        int searchStart = cursor.position();
        boolean more = true;
        if (!fromFirst && !hasMember()) {
            more = restart();
            fromFirst = true;
        } else if (!fromFirst) {
            check(cursor.skip(depth));
            searchStart = cursor.position();
            more = hasNextMember();
            checkBroken();
        }
        while (more) {
            final int at = cursor.position();
            check(readKey());
            if (isKey(at, wanted)) {
                return Optional.of(child());
            }
            if (!cursor.skip(depth)) {
                throw cursor.broken();
            }
            more = hasNextMember();
            checkBroken();
        }
        return fromFirst ? Optional.empty() : findBefore(wanted, searchStart);
    }

    /** Whether an object that was started has no members, whatever was read of it. */
    public boolean isEmpty() {
        return !restart();
    }

    /** Goes back to the first member of an object that was started. */
    public boolean restart() {
        if (cursor.isBroken()) {
            throw cursor.broken();
        }
        cursor.moveTo(start + 1, depth);
        return startMembers();
    }

    private Optional<JsonValue> findBefore(final byte[] wanted, final int searchStart) {
        restart();
        while (true) {
            final int at = cursor.position();
            check(readKey());
            if (isKey(at, wanted)) {
                return Optional.of(child());
            }
            check(cursor.skip(depth));
            if (cursor.position() == searchStart) {
                return Optional.empty();
            }
            hasNextMember();
            checkBroken();
        }
    }

    private void check(final boolean succeeded) {
        if (!succeeded) {
            throw cursor.abandon();
        }
    }

    private void checkBroken() {
        check(!cursor.isBroken());
    }

    private boolean startMembers() {
        if (cursor.peek() == '}') {
            cursor.advance();
            cursor.setDepth(depth - 1);
            return false;
        }
        return true;
    }

    private boolean hasNextMember() {
        switch (cursor.advance()) {
            case '}' -> {
                cursor.setDepth(depth - 1);
                return false;
            }
            case ',' -> {
                return true;
            }
            default -> {
                return cursor.breakWith(JsonError.TAPE_ERROR);
            }
        }
    }

    private boolean readKey() {
        if (cursor.advance() != '"' || cursor.advance() != ':') {
            return cursor.breakWith(JsonError.TAPE_ERROR);
        }
        cursor.setDepth(depth + 1);
        return true;
    }

    private boolean isKey(final int token, final byte[] wanted) {
        final int from = tokens.start(token) + 1;
        final int to = from + wanted.length;
        return tokens.at(to) == '"' && Arrays.equals(tokens.bytes(), from, to, wanted, 0, wanted.length);
    }

    private JsonValue child() {
        return new JsonValue(cursor, depth + 1, cursor.position());
    }

    private void startContainer(final int bracket) {
        if (tokens.first(start) != bracket) {
            throw new JsonReadException(JsonError.INCORRECT_TYPE);
        }
        if (cursor.position() == start) {
            cursor.advance();
        }
    }

    private boolean isWord(final String word) {
        final int from = tokens.start(start);
        for (int i = 0; i < word.length(); i++) {
            if (tokens.at(from + i) != word.charAt(i)) {
                return false;
            }
        }
        return tokens.isEnd(from + word.length());
    }

    private void consumeScalar() {
        if (cursor.position() == start) {
            cursor.advance();
            cursor.setDepth(depth - 1);
        }
    }

    private String text(final int from, final int to) {
        return new String(tokens.bytes(), from, to - from, StandardCharsets.UTF_8);
    }
}
