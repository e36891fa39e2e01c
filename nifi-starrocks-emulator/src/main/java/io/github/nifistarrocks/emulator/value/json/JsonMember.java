package io.github.nifistarrocks.emulator.value.json;

import java.util.Arrays;

/** A member of an object whose value is not yet read. */
public final class JsonMember {

    private final JsonTokens tokens;
    private final int key;
    private final JsonValue value;

    JsonMember(final JsonTokens tokens, final int key, final JsonValue value) {
        this.tokens = tokens;
        this.key = key;
        this.value = value;
    }

    public JsonValue value() {
        return value;
    }

    /** @throws JsonReadException when it holds escapes that are not valid */
    public String key() {
        return JsonStrings.content(tokens, key);
    }

    /** Whether the key is written with these bytes. */
    public boolean isKey(final byte[] wanted) {
        final int from = tokens.start(key) + 1;
        final int to = from + wanted.length;
        return tokens.at(to) == '"' && Arrays.equals(tokens.bytes(), from, to, wanted, 0, wanted.length);
    }

    /** The key as a value of its own, which is how a BE reads the keys of a MAP. */
    public JsonValue keyAsValue() {
        final int from = tokens.start(key);
        final int to = JsonStrings.end(tokens, key) + 1;
        final byte[] text = new byte[to - from + 2];
        text[0] = '[';
        System.arraycopy(tokens.bytes(), from, text, 1, to - from);
        text[text.length - 1] = ']';
        final JsonValue list = new JsonCursor(JsonTokens.of(text)).document();
        list.startArray();
        return list.item();
    }
}
