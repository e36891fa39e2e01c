package io.github.nifistarrocks.client.http;

import java.io.IOException;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.client.core.Sentences;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;

/** What all of StarRocks' small JSON replies have in common. */
public final class Replies {

    /** Larger than any reply but plans and schemas. */
    public static final int MAX_BYTES = 1 << 20;

    private static final ObjectMapper JSON = new ObjectMapper();

    private Replies() {}

    /**
     * @return the reply's JSON object
     * @throws IOException when it is none
     */
    public static JsonNode object(final byte[] body) throws IOException {
        try {
            final JsonNode node = JSON.readTree(body);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (JsonProcessingException e) {
            throw new IOException("The reply is no JSON: " + e.getOriginalMessage(), e);
        }
        throw new IOException("The reply is no JSON object");
    }

    /**
     * The text of an error in any of the four styles that StarRocks uses: {@code Status/Message}, {@code status/msg}, {@code status/exception},
     * {@code code/message}. Empty when there is none. The Java class name that a FE puts in front is left out.
     */
    public static String message(final JsonNode reply) {
        for (final String name : new String[] {"Message", "exception", "msg", "message"}) {
            final String text = reply.path(name).asText("");
            if (!text.isEmpty()) {
                return text.replaceFirst("^class [\\w.$]+: ", "");
            }
        }
        return "";
    }

    /** An answer 401, which stands for a wrong password and for a missing privilege alike; only the text tells. */
    public static StarRocksException denied(final String what, final byte[] body) {
        return new StarRocksException(Kind.DENIED,
                "%s was denied: %s. Check user and password, and the user's privileges".formatted(what, Sentences.withoutFullStop(text(body))));
    }

    /** The error text of a body, or its beginning when it is not StarRocks'. */
    public static String text(final byte[] body) {
        try {
            final String message = message(object(body));
            if (!message.isEmpty()) {
                return message;
            }
        } catch (IOException e) {
            // Not StarRocks' words; the text itself has to do.
        }
        final String excerpt = new HttpReply(0, Optional.empty(), body).excerpt();
        return excerpt.isEmpty() ? "no reason given" : excerpt;
    }
}
