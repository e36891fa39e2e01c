package io.github.nifistarrocks.emulator.load.json;

import java.io.IOException;
import java.util.Optional;

import io.github.nifistarrocks.emulator.value.json.JsonCursor;
import io.github.nifistarrocks.emulator.value.json.JsonError;
import io.github.nifistarrocks.emulator.value.json.JsonKind;
import io.github.nifistarrocks.emulator.value.json.JsonReadException;
import io.github.nifistarrocks.emulator.value.json.JsonTokens;
import io.github.nifistarrocks.emulator.value.json.JsonValue;

/**
 * The items of one array, one a row (BE: exec/json_parser.cpp, JsonArrayParser). A BE has the whole array in memory and finds some errors before the first row;
 * here they show when the reading is there, which fails the load as well. What follows the array is ignored when it ends with a bracket.
 */
final class JsonItems implements JsonRows {

    private static final int PIECE = 1 << 20;
    private static final int MAX_PIECE = 1 << 30;
    private static final int MAX_SHOWN_BYTES = 64;

    private final JsonBody body;
    private final JsonTokens tokens = new JsonTokens();
    private JsonCursor cursor = new JsonCursor(tokens);
    private JsonValue array;
    private int piece = PIECE;
    private boolean isLastPiece;
    private int lastSafeToken;

    JsonItems(final JsonBody body) throws IOException, JsonBodyException {
        this.body = body;
        try {
            index(0);
            array = cursor.document();
            if (array.kind() != JsonKind.ARRAY) {
                throw JsonBodyException.of("the value should be array type with strip_outer_array=true, value: " + shown(array.written()));
            }
            checkEnd();
            array.startArray();
        } catch (JsonReadException e) {
            throw JsonBodyException.of("Failed to parse json as array", e);
        }
        findSafeTokens(0);
    }

    @Override
    public Optional<JsonValue> current() throws IOException, JsonBodyException {
        try {
            readOn();
            if (!array.hasItem()) {
                checkRest();
                return Optional.empty();
            }
            final JsonValue item = array.item();
            item.startObject();
            return Optional.of(item);
        } catch (JsonReadException e) {
            throw JsonBodyException.of("Failed to iterate json array as object", e).at(shown(cursor.ahead()));
        }
    }

    @Override
    public void advance() {
        array.nextItem();
    }

    /** Goes on with the next piece of the array where the next item may not be complete in this one. */
    private void readOn() throws IOException, JsonBodyException {
        while (array.hasItem() && !isLastPiece && !cursor.isBroken() && cursor.token() >= lastSafeToken) {
            final long item = body.position(cursor.start());
            piece = cursor.token() == 0 && piece < MAX_PIECE ? piece * 2 : piece;
            body.release(item);
            try {
                index(item);
                checkEnd();
            } catch (JsonReadException e) {
                throw JsonBodyException.of("Failed to parse json as array", e);
            }
            array = cursor.continuedArray();
            findSafeTokens(1);
        }
    }

    private void index(final long from) throws IOException {
        final int available = body.fill(from, piece + 1);
        isLastPiece = available <= piece;
        final int start = body.index(from);
        tokens.index(body.bytes(), start, start + Math.min(available, piece), isLastPiece ? JsonTokens.Extent.WHOLE : JsonTokens.Extent.CUT);
        cursor = new JsonCursor(tokens);
    }

    private void checkEnd() {
        if (isLastPiece && tokens.first(tokens.count() - 1) != ']') {
            throw new JsonReadException(JsonError.INCOMPLETE_ARRAY_OR_OBJECT);
        }
    }

    /** What follows the array in further pieces. */
    private void checkRest() throws IOException, JsonBodyException {
        if (isLastPiece) {
            return;
        }
        int last = tokens.first(tokens.count() - 1);
        long at = body.position(tokens.next());
        body.release(at);
        for (int count = body.fill(at, PIECE); count > 0; count = body.fill(at, PIECE)) {
            for (int i = 0; i < count; i++) {
                final byte b = body.bytes()[body.index(at) + i];
                last = JsonTokens.isBlank(b) ? last : b;
            }
            at += count;
            body.release(at);
        }
        isLastPiece = true;
        if (last != ']') {
            throw JsonBodyException.of("Failed to parse json as array", new JsonReadException(JsonError.INCOMPLETE_ARRAY_OR_OBJECT));
        }
    }

    /** Finds the last comma between items in this piece: what begins in front of it is complete. */
    private void findSafeTokens(final int startDepth) {
        int depth = startDepth;
        lastSafeToken = 0;
        for (int i = 0; i < tokens.count(); i++) {
            switch (tokens.first(i)) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case ',' -> lastSafeToken = depth == 1 ? i : lastSafeToken;
                default -> {}
            }
        }
    }

    private static String shown(final String text) {
        return text.length() <= MAX_SHOWN_BYTES ? text : text.substring(0, MAX_SHOWN_BYTES);
    }
}
