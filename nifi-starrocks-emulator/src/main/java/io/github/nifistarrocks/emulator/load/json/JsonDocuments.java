package io.github.nifistarrocks.emulator.load.json;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import io.github.nifistarrocks.emulator.value.json.JsonCursor;
import io.github.nifistarrocks.emulator.value.json.JsonError;
import io.github.nifistarrocks.emulator.value.json.JsonKind;
import io.github.nifistarrocks.emulator.value.json.JsonReadException;
import io.github.nifistarrocks.emulator.value.json.JsonTokens;
import io.github.nifistarrocks.emulator.value.json.JsonValue;

/**
 * Documents that follow each other, one a row. The body is read in pieces as a BE reads it: a last document that is cut is dropped, and after an error of
 * structure the reading goes on behind the document only when more than a piece is left (BE: exec/json_parser.cpp, JsonDocumentStreamParser; simdjson 3.9.4:
 * document_stream-inl.h).
 */
final class JsonDocuments implements JsonRows {

    private static final int PIECE = 1_000_000;
    private static final int GROWTH = 8;
    private static final int MAX_PIECE = 1 << 30;
    private static final int MAX_SHOWN_BYTES = 64;

    private final JsonBody body;
    private final JsonTokens tokens = new JsonTokens();
    private JsonCursor cursor = new JsonCursor(tokens);
    private int piece = PIECE;
    private long pieceStart;
    private Optional<JsonReadException> failure = Optional.empty();
    private boolean ended;
    private Optional<Long> lastRow = Optional.empty();
    private long documentStart;

    JsonDocuments(final JsonBody body) throws IOException {
        this.body = body;
        start(0);
    }

    @Override
    public Optional<JsonValue> current() throws IOException, JsonBodyException {
        while (!ended) {
            try {
                return Optional.of(object());
            } catch (JsonReadException e) {
                if (!startLarger()) {
                    throw failure(e).at(left());
                }
            }
        }
        return Optional.empty();
    }

    @Override
    public void advance() throws IOException {
        next();
        if (ended) {
            startLarger();
        }
    }

    private JsonValue object() throws IOException, JsonBodyException {
        if (failure.isPresent()) {
            throw failure.get();
        }
        final JsonValue document = cursor.document();
        final JsonKind kind = document.kind();
        if (kind == JsonKind.ARRAY) {
            throw JsonBodyException.of("The value is array type in json document stream, you can set strip_outer_array=true to parse each element of the array "
                    + "as individual rows").at(left());
        }
        if (kind != JsonKind.OBJECT) {
            throw JsonBodyException.of("The value should be object type in json document stream").at(left());
        }
        document.startObject();
        lastRow = Optional.of(documentStart);
        body.release(documentStart);
        return document;
    }

    private static JsonBodyException failure(final JsonReadException e) {
        return e.error() == JsonError.CAPACITY
                ? JsonBodyException
                        .of("The input payload size is beyond parser limit. Please set strip_outer_array true if you want to load json array")
                : JsonBodyException.of("Failed to iterate document stream as object", e);
    }

    /** Begins again at the last row with a larger piece. That row is skipped by its brackets. */
    private boolean startLarger() throws IOException {
        final long from = lastRow.orElse(0L);
        if (piece >= MAX_PIECE || body.fill(from, piece + 1) <= piece) {
            return false;
        }
        boolean larger;
        do {
            piece = Math.min(piece, MAX_PIECE / GROWTH) * GROWTH;
            larger = body.fill(from, piece + 1) > piece;
            start(from);
            if (lastRow.isPresent()) {
                next();
            }
        } while (larger && piece < MAX_PIECE && (failure.isPresent() || ended));
        return failure.isEmpty() && !ended;
    }

    private void start(final long from) throws IOException {
        ended = false;
        failure = Optional.empty();
        pieceStart = from;
        nextPiece();
    }

    private void next() throws IOException {
        if (failure.isPresent()) {
            ended = true;
            return;
        }
        try {
            cursor.nextDocument();
        } catch (JsonReadException e) {
            failure = Optional.of(e);
            return;
        }
        documentStart = body.position(cursor.documentStart());
        if (cursor.isAtEnd()) {
            pieceStart = body.position(tokens.next());
            nextPiece();
        }
    }

    private void nextPiece() throws IOException {
        while (true) {
            final int available = body.fill(pieceStart, piece + 1);
            final int from = body.index(pieceStart);
            cursor = new JsonCursor(tokens);
            if (available == 0) {
                ended = true;
                return;
            }
            try {
                tokens.index(body.bytes(), from, from + Math.min(available, piece), available <= piece ? JsonTokens.Extent.FINAL : JsonTokens.Extent.PARTIAL);
                documentStart = pieceStart;
                return;
            } catch (JsonReadException e) {
                if (e.error() != JsonError.EMPTY) {
                    failure = Optional.of(e);
                    return;
                }
            }
            pieceStart = body.position(tokens.next());
        }
    }

    private String left() throws IOException {
        final int length = body.fill(documentStart, MAX_SHOWN_BYTES);
        return new String(body.bytes(), body.index(documentStart), length, StandardCharsets.UTF_8);
    }
}
