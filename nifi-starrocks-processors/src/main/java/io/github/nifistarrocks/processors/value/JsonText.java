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
import io.github.nifistarrocks.client.encode.UnencodableValueException;

/** JSON that comes as text. */
public final class JsonText {

    /** A JSON column holds 16 MB at most, so no string in it is longer. */
    private static final int MAX_STRING = 16 * 1024 * 1024;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(MAX_STRING).maxNumberLength(MAX_STRING).build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();
    private static final ObjectMapper TREES = new ObjectMapper(FACTORY).enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION.mappedFeature())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private JsonText() {}

    /**
     * @return the text on one line
     * @throws UnencodableValueException when the text is not exactly one JSON value
     */
    public static String checked(final String text) throws IOException {
        require(text);
        return text.indexOf('\n') < 0 && text.indexOf('\r') < 0 ? text : text.replace('\n', ' ').replace('\r', ' ');
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
            throw new UnencodableValueException("The text is not JSON: %s".formatted(e.getOriginalMessage()));
        }
    }

    private static void require(final String text) throws IOException {
        try (JsonParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                throw new UnencodableValueException("The text is empty, which is not JSON");
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw new UnencodableValueException("The text continues after the JSON value");
            }
        } catch (JsonProcessingException e) {
            throw new UnencodableValueException("The text is not JSON: %s".formatted(e.getOriginalMessage()));
        }
    }
}
