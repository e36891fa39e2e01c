package io.github.nifistarrocks.emulator.load.json;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.emulator.load.source.LoadRefusedException;
import io.github.nifistarrocks.emulator.load.source.RowSink;

/** Reads the objects of a JSON body while it arrives; only one object is in memory. */
public final class JsonReader {

    private static final ObjectMapper MAPPER = new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private final JsonFormat format;
    private final List<String> names;
    private final RowSink sink;

    public JsonReader(final JsonFormat format, final List<String> names, final RowSink sink) {
        this.format = format;
        this.names = names;
        this.sink = sink;
    }

    /** @throws LoadRefusedException when the body is not what the options say */
    public void read(final InputStream body) throws IOException, LoadRefusedException {
        try (JsonParser parser = MAPPER.createParser(body)) {
            parser.disable(JsonParser.Feature.AUTO_CLOSE_SOURCE);
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                document(parser, token);
            }
        } catch (JsonProcessingException e) {
            final String message = "Failed to parse json as document stream. error: " + e.getOriginalMessage();
            sink.broken(message, "");
            throw new LoadRefusedException(message);
        }
    }

    private void document(final JsonParser parser, final JsonToken first) throws IOException, LoadRefusedException {
        if (!first.isStructStart()) {
            throw broken("illegal json started with " + parser.getText().charAt(0));
        }
        if (format.root().isPresent()) {
            inRoot(parser);
        } else {
            value(parser, first);
        }
    }

    /** Reads the value at the root path, skips everything else, and reads to the end of the document. */
    private void inRoot(final JsonParser parser) throws IOException, LoadRefusedException {
        final List<Object> steps = format.root().get().steps();
        if (steps.stream().anyMatch(Integer.class::isInstance)) {
            final JsonNode root = format.root().get().of(MAPPER.<JsonNode>readTree(parser));
            try (JsonParser inner = MAPPER.treeAsTokens(root)) {
                value(inner, inner.nextToken());
            }
            return;
        }
        final boolean found = descend(parser, steps, 0);
        if (!found) {
            throw broken("json root not found");
        }
    }

    private boolean descend(final JsonParser parser, final List<Object> steps, final int depth) throws IOException, LoadRefusedException {
        if (depth == steps.size()) {
            value(parser, parser.currentToken());
            return true;
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            parser.skipChildren();
            return false;
        }
        boolean found = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            final boolean wanted = parser.currentName().equals(steps.get(depth));
            parser.nextToken();
            if (wanted && !found) {
                found = descend(parser, steps, depth + 1);
            } else {
                parser.skipChildren();
            }
        }
        return found;
    }

    private void value(final JsonParser parser, final JsonToken token) throws IOException, LoadRefusedException {
        if (!format.stripOuterArray()) {
            if (token == JsonToken.START_ARRAY) {
                throw broken("The value is array type in json document stream, you can set strip_outer_array=true to parse each element of the array as "
                        + "individual rows");
            }
            object(parser, token);
            return;
        }
        if (token != JsonToken.START_ARRAY) {
            throw broken("the value should be array type with strip_outer_array=true, value: " + MAPPER.<JsonNode>readTree(parser));
        }
        for (JsonToken item = parser.nextToken(); item != JsonToken.END_ARRAY; item = parser.nextToken()) {
            object(parser, item);
        }
    }

    private void object(final JsonParser parser, final JsonToken token) throws IOException, LoadRefusedException {
        if (token != JsonToken.START_OBJECT) {
            throw broken("The value should be object type in json document stream");
        }
        final JsonNode object = MAPPER.readTree(parser);
        if (!format.debezium()) {
            sink.row(new JsonSourceRow(object, names, format.paths()));
            return;
        }
        final DebeziumEnvelope.Change change = DebeziumEnvelope.open(object);
        switch (change) {
            case DebeziumEnvelope.Row row -> sink.row(new JsonSourceRow(row.object(), names, format.paths()));
            case DebeziumEnvelope.Broken broken -> sink.broken(broken.message(), object.toString());
            case DebeziumEnvelope.Nothing nothing -> {}
        }
    }

    private LoadRefusedException broken(final String message) {
        sink.broken(message, "");
        return new LoadRefusedException(message);
    }
}
