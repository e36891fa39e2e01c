package io.github.nifistarrocks.emulator.load.json;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

import io.github.nifistarrocks.emulator.load.json.column.JsonRowException;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.load.source.RowSink;
import io.github.nifistarrocks.emulator.load.source.SourceRow;
import io.github.nifistarrocks.emulator.value.json.JsonReadException;
import io.github.nifistarrocks.emulator.value.json.JsonTokens;
import io.github.nifistarrocks.emulator.value.json.JsonValue;

/** Reads the rows of a JSON body while it arrives; only a piece of it is in memory (BE: exec/file_scanner/json_scanner.cpp, JsonReader). */
public final class JsonReader {

    private static final int NO_FIELD = -1;

    private final JsonFormat format;
    private final RowSink sink;
    private final JsonRowReader rows;
    private final int opField;

    public JsonReader(final JsonFormat format, final JsonFields fields, final RowSink sink) {
        this.format = format;
        this.sink = sink;
        this.rows = new JsonRowReader(fields, format.paths());
        this.opField = fields.columns().stream().map(column -> column.name().equals(SourceRow.OP)).toList().indexOf(true);
    }

    /** @throws LoadRefusedException when the body is not what the options say */
    public void read(final InputStream body) throws IOException, LoadRefusedException {
        final Optional<JsonRows> found;
        try {
            found = open(new JsonBody(body));
        } catch (JsonBodyException e) {
            sink.note(e.logged(), "");
            throw new LoadRefusedException(e.getMessage());
        }
        try {
            if (found.isPresent()) {
                readAll(found.get());
            }
        } catch (JsonBodyException e) {
            sink.broken(e.logged(), e.place());
            throw new LoadRefusedException(e.getMessage());
        }
    }

    /** The first character of the body determines whether it is one array or documents that follow each other. */
    private Optional<JsonRows> open(final JsonBody body) throws IOException, JsonBodyException {
        long at = 0;
        while (body.fill(at, 1) > 0 && JsonTokens.isBlank(body.bytes()[body.index(at)])) {
            at++;
        }
        if (body.fill(0, 1) == 0) {
            sink.note("End of file: EOF of reading file", "");
            return Optional.empty();
        }
        final char first = body.fill(at, 1) == 0 ? '[' : (char) (body.bytes()[body.index(at)] & 0xFF);
        if (first != '{' && first != '[') {
            throw JsonBodyException.of("illegal json started with [%s]".formatted(first < 0x80 ? first : '\uFFFD'));
        }
        if (format.root().isEmpty()) {
            return Optional.of(format.stripOuterArray() ? new JsonItems(body) : new JsonDocuments(body));
        }
        final JsonRows outer = first == '{' ? new JsonDocuments(body) : new JsonItems(body);
        final JsonRoots.Outer kind = first == '{' ? JsonRoots.Outer.DOCUMENTS : JsonRoots.Outer.ARRAY;
        return Optional.of(format.stripOuterArray() ? new JsonRootItems(outer, format.root().get(), kind) : new JsonRoots(outer, format.root().get(), kind));
    }

    private void readAll(final JsonRows found) throws IOException, JsonBodyException {
        for (Optional<JsonValue> row = found.current(); row.isPresent(); row = found.current()) {
            if (format.debezium()) {
                change(row.get());
            } else {
                row(row.get(), NO_FIELD);
            }
            found.advance();
        }
    }

    private void change(final JsonValue event) {
        try {
            switch (DebeziumEnvelope.open(event)) {
                case DebeziumEnvelope.Row row -> row(row.object(), row.op());
                case DebeziumEnvelope.Broken broken -> sink.broken(broken.message(), written(event));
                case DebeziumEnvelope.Nothing nothing -> {}
            }
        } catch (JsonReadException e) {
            sink.broken(JsonRowException.quality("construct row in object order failed, error: " + e.getMessage()).getMessage(), written(event));
        }
    }

    private void row(final JsonValue object, final int op) {
        final Object[] values;
        try {
            values = rows.read(object);
        } catch (JsonRowException e) {
            sink.broken(e.getMessage(), written(object));
            return;
        }
        if (op != NO_FIELD && opField != NO_FIELD) {
            values[opField] = (byte) op;
        }
        sink.row(new JsonSourceRow(values, () -> written(object)));
    }

    private static String written(final JsonValue object) {
        try {
            return object.writtenToEnd();
        } catch (JsonReadException e) {
            return "";
        }
    }
}
