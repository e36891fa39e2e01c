package io.github.nifistarrocks.processors.value;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.client.core.RowText;
import io.github.nifistarrocks.client.encode.UnencodableValueException;

/** JSON that comes as text. */
public final class JsonText {

    /** A JSON column holds 16 MB at most, so no string in it is longer. */
    private static final int MAX_STRING = 16 * 1024 * 1024;
    /** Digits of a whole number that every JSON column keeps. */
    private static final int MAX_SMALL_NUMBER = 18;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(MAX_STRING).maxNumberLength(MAX_STRING).build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    private static final ObjectMapper TREES = new ObjectMapper(FACTORY).enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private JsonText() {}

    /**
     * A text for a JSON column, which does not keep every number that JSON has.
     *
     * @return the text on one line, without blanks around it
     * @throws UnencodableValueException when the text is not exactly one JSON value, or not kept
     */
    public static String checked(final String text) throws IOException {
        final String stripped = text.strip();
        require(stripped);
        return stripped.indexOf('\n') < 0 && stripped.indexOf('\r') < 0 ? stripped : stripped.replace('\n', ' ').replace('\r', ' ');
    }

    /** Whether text can only be JSON: an object or an array, complete or not. */
    public static boolean isDocument(final String text) {
        final String stripped = text.strip();
        return stripped.startsWith("{") || stripped.startsWith("[");
    }

    /** Whether a text is exactly one JSON value. */
    public static boolean isValue(final String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    /**
     * @param first what the value must begin with: an array or an object
     * @return a List or Map, with numbers of all their digits
     */
    public static Object tree(final String text, final JsonToken first) throws IOException {
        try (JsonParser parser = TREES.createParser(text)) {
            if (parser.nextToken() != first) {
                throw new UnencodableValueException("The text is not a JSON %s".formatted(first == JsonToken.START_ARRAY ? "array" : "object"));
            }
            final Object tree = TREES.readValue(parser, Object.class);
            if (parser.nextToken() != null) {
                throw new UnencodableValueException("The text continues after the JSON value");
            }
            return tree;
        } catch (JsonProcessingException e) {
            throw new UnencodableValueException("The text is not JSON: %s".formatted(RowText.of(e.getOriginalMessage())));
        }
    }

    private static void require(final String text) throws IOException {
        final boolean hasEscapes = text.contains("\\u");
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new UnencodableValueException("The text is empty, which is not JSON");
            }
            requireOne(parser, hasEscapes);
            if (parser.nextToken() != null) {
                throw new UnencodableValueException("The text continues after the JSON value");
            }
        } catch (JsonProcessingException e) {
            throw new UnencodableValueException("The text is not JSON: %s".formatted(RowText.of(e.getOriginalMessage())));
        }
    }

    /** Reads one value to its end. */
    private static void requireOne(final JsonParser parser, final boolean hasEscapes) throws IOException {
        requireKept(parser, hasEscapes);
        int depth = parser.currentToken().isStructStart() ? 1 : 0;
        while (depth > 0) {
            final JsonToken token = parser.nextToken();
            requireKept(parser, hasEscapes);
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
        }
    }

    private static void requireKept(final JsonParser parser, final boolean hasEscapes) throws IOException {
        final JsonToken token = parser.currentToken();
        if (token.isNumeric()) {
            if (token != JsonToken.VALUE_NUMBER_INT || parser.getTextLength() > MAX_SMALL_NUMBER) {
                JsonColumnNumbers.requireKept(FiniteNumbers.bounded(parser.getDecimalValue()));
            }
        } else if (hasEscapes && Utf8.length(parser.getText()) < 0) {
            throw new UnencodableValueException("The JSON has an escape of an unpaired surrogate, which is not valid UTF-8");
        }
    }
}
