package io.github.nifistarrocks.emulator.value.json;

import java.nio.charset.StandardCharsets;

/**
 * Walks over the tokens of documents that follow each other, and looks only at what is asked for. What is not looked at is not checked, and an error of
 * structure leaves the cursor in the middle of its document (simdjson 3.9.4: include/simdjson/generic/ondemand/json_iterator-inl.h, document_stream-inl.h).
 */
public final class JsonCursor {

    /** The depth of a document; its members are one deeper. */
    static final int ROOT_DEPTH = 1;

    private final JsonTokens tokens;
    private int position;
    private int depth = ROOT_DEPTH;
    private int root;
    private JsonError broken = JsonError.EMPTY;
    private boolean isBroken;

    public JsonCursor(final JsonTokens tokens) {
        this.tokens = tokens;
    }

    /** The document where the cursor is; it may be anything. */
    public JsonValue document() {
        return new JsonValue(this, ROOT_DEPTH, root);
    }

    /** Whether no document follows. */
    public boolean isAtEnd() {
        return root >= tokens.count();
    }

    /** Where the document begins in the text. */
    public int documentStart() {
        return tokens.start(root);
    }

    /**
     * Goes behind the document.
     *
     * @throws JsonReadException when its brackets are not closed
     */
    public void nextDocument() {
        if (!skip(0)) {
            throw new JsonReadException(broken);
        }
        depth = ROOT_DEPTH;
        root = position;
    }

    /** An array that began before the text, whose next item is the first thing in the text. */
    public JsonValue continuedArray() {
        depth = ROOT_DEPTH + 1;
        return new JsonValue(this, ROOT_DEPTH, -1);
    }

    /** The number of the token where the cursor is. */
    public int token() {
        return position;
    }

    /** Where in the text the cursor is. */
    public int start() {
        return tokens.start(position);
    }

    /** What follows in the text. */
    public String ahead() {
        return new String(tokens.bytes(), start(), tokens.end() - start(), StandardCharsets.UTF_8);
    }

    /** Whether an error of structure was found. */
    public boolean isBroken() {
        return isBroken;
    }

    JsonTokens tokens() {
        return tokens;
    }

    int position() {
        return position;
    }

    int depth() {
        return depth;
    }

    JsonReadException broken() {
        return new JsonReadException(broken);
    }

    int peek() {
        return tokens.first(position);
    }

    int advance() {
        return tokens.first(position++);
    }

    void setDepth(final int newDepth) {
        depth = newDepth;
    }

    void moveTo(final int newPosition, final int newDepth) {
        position = newPosition;
        depth = newDepth;
    }

    /** An error of structure is reported again by everything that continues with the documents of this text. */
    boolean breakWith(final JsonError error) {
        broken = error;
        isBroken = true;
        return false;
    }

    /** Leaves the document at once, wherever the cursor is. */
    JsonReadException abandon() {
        depth = 0;
        return broken();
    }

    /** Skips to the end of what is deeper than this. */
    boolean skip(final int parentDepth) {
        if (depth <= parentDepth) {
            return true;
        }
        switch (advance()) {
            case '[', '{', ':', ',' -> {}
            case '"' -> {
                if (peek() == ':') {
                    position++;
                } else if (--depth <= parentDepth) {
                    return true;
                }
            }
            default -> {
                if (--depth <= parentDepth) {
                    return true;
                }
            }
        }
        while (position < tokens.count()) {
            switch (advance()) {
                case '[', '{' -> depth++;
                case ']', '}' -> {
                    if (--depth <= parentDepth) {
                        return true;
                    }
                }
                default -> {}
            }
        }
        return breakWith(JsonError.TAPE_ERROR);
    }
}
