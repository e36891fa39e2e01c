package io.github.nifistarrocks.processors.encode;

import java.io.IOException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.github.nifistarrocks.client.encode.UnencodableValueException;

/** JSON that comes as text. */
final class JsonText {

    /** A JSON column holds 16 MB at most, so no string in it is longer. */
    private static final int LONGEST_STRING = 16 * 1024 * 1024;
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxStringLength(LONGEST_STRING).maxNumberLength(LONGEST_STRING).build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private JsonText() {}

    /**
     * @return the text on one line
     * @throws UnencodableValueException when the text is not exactly one JSON value
     */
    static String checked(final String text) throws IOException {
        require(text, null);
        return text.indexOf('\n') < 0 && text.indexOf('\r') < 0 ? text : text.replace('\n', ' ').replace('\r', ' ');
    }

    /** A parser that takes strings and numbers as long as a JSON column does. */
    static JsonParser parser(final String text) throws IOException {
        return FACTORY.createParser(text);
    }

    /** @param first what the value must begin with; null for any */
    static void require(final String text, final JsonToken first) throws IOException {
        try (JsonParser parser = parser(text)) {
            final JsonToken begin = parser.nextToken();
            if (begin == null) {
                throw new UnencodableValueException("The text is empty, which is no JSON");
            }
            if (first != null && begin != first) {
                throw new UnencodableValueException("The text is no JSON %s".formatted(first == JsonToken.START_ARRAY ? "array" : "object"));
            }
            parser.skipChildren();
            if (parser.nextToken() != null) {
                throw new UnencodableValueException("The text goes on behind the JSON value");
            }
        } catch (JsonParseException | StreamConstraintsException e) {
            throw new UnencodableValueException("The text is no JSON: %s".formatted(e.getOriginalMessage()));
        }
    }
}
