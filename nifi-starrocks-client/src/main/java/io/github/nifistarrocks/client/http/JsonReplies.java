package io.github.nifistarrocks.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.reply.ServerMessage;

/**
 * Reads the JSON replies of StarRocks, and converts refusals to exceptions. An FE refuses in four styles of JSON, and its HTTP status is misleading at
 * times: an unknown column is a 500, a missing privilege a 401.
 */
public final class JsonReplies {

    /** Larger than any reply but plans and schemas. */
    public static final int MAX_BYTES = 1 << 20;

    private static final int EXCERPT_BYTES = 300;
    private static final List<String> MESSAGE_FIELDS = List.of("Message", "exception", "msg", "message");

    /** The plan of a million tablets with three replicas has 200 MB, and 15 million tokens, each of which needs memory. */
    private static final long MAX_DOCUMENT_BYTES = 256L * 1024 * 1024;
    private static final long MAX_TOKENS = 20_000_000;

    /** Plans of large tables are longer than the limit of Jackson, which is 20 million characters. */
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder().streamReadConstraints(StreamReadConstraints.builder()
            .maxStringLength(Integer.MAX_VALUE).maxDocumentLength(MAX_DOCUMENT_BYTES).maxTokenCount(MAX_TOKENS).build()).build());

    private JsonReplies() {}

    /**
     * @return the JSON object of a small reply
     * @throws IOException when the reply is not a JSON object
     */
    public static JsonNode object(final byte[] body) throws IOException {
        final JsonNode node = json(body);
        if (!node.isObject()) {
            throw new IOException("The reply is not a JSON object");
        }
        return node;
    }

    /**
     * @return the JSON of a small reply; a missing node when the reply is empty
     * @throws IOException when the reply is not JSON
     */
    public static JsonNode json(final byte[] body) throws IOException {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new IOException("The reply is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * Reads the JSON object of a large reply.
     *
     * @param what the request, as the beginning of an error message
     * @throws IOException when the reply was cut off, is larger than any of an FE, or is a server error of a proxy: another FE may reply
     * @throws StarRocksException PROTOCOL when the reply is not a JSON object, DENIED when its status is 401
     */
    public static JsonNode read(final String what, final int httpStatus, final InputStream body) throws IOException, StarRocksException {
        final HeadStream head = new HeadStream(body);
        try {
            final JsonNode node = JSON.readTree(head);
            if (node.isObject()) {
                return node;
            }
        } catch (JsonEOFException e) {
            throw new IOException("the reply breaks off: " + e.getOriginalMessage(), e);
        } catch (StreamConstraintsException e) {
            throw new IOException("the reply is larger than any of an FE: " + e.getOriginalMessage(), e);
        } catch (JsonProcessingException e) {
            if (httpStatus >= 500) {
                throw new IOException("HTTP %d from a server that is not an FE: %s".formatted(httpStatus, head.text()), e);
            }
        }
        final Kind kind = httpStatus == 401 ? Kind.DENIED : Kind.PROTOCOL;
        throw new StarRocksException(kind, "%s failed: no StarRocks FE replied (HTTP %d: %s). Check the FE URLs and any proxy between."
                .formatted(what, httpStatus, head.text()));
    }

    /**
     * The message of an error in any of the four styles of StarRocks: {@code Status/Message}, {@code status/msg}, {@code status/exception},
     * {@code code/message}. Empty when there is none. The name of a Java class before it is removed.
     */
    public static String message(final JsonNode reply) {
        return MESSAGE_FIELDS.stream().map(field -> reply.path(field).asText("")).filter(text -> !text.isEmpty()).findFirst()
                .map(text -> text.replaceFirst("^class [\\w.$]+: ", "")).orElse("");
    }

    /** The message of an error, or the beginning of the body when it is not a reply of StarRocks. */
    public static String message(final byte[] body) {
        try {
            final String message = message(object(body));
            if (!message.isEmpty()) {
                return message;
            }
        } catch (IOException e) {
            // The body itself is the message then.
        }
        final String excerpt = ErrorText.excerpt(body);
        return excerpt.isEmpty() ? "no reason given" : excerpt;
    }

    /** A reply 401, which means a wrong password or a missing privilege. */
    public static StarRocksException denied(final String what, final byte[] body) {
        return new StarRocksException(Kind.DENIED,
                "%s was denied: %s. Check user and password, and the privileges of the user".formatted(what, ErrorText.withoutFullStop(message(body))));
    }

    /**
     * @param what the request, as the beginning of the message
     * @param reply JSON in any of the four styles
     * @return the refusal of a request for a table
     */
    public static StarRocksException refused(final String what, final int httpStatus, final JsonNode reply) {
        return refused(what, httpStatus, reply, UnaryOperator.identity());
    }

    /** @param shown the form of the server's message in that of the exception */
    public static StarRocksException refused(final String what, final int httpStatus, final JsonNode reply, final UnaryOperator<String> shown) {
        final String message = message(reply);
        final Kind kind = kind(httpStatus, message);
        return new StarRocksException(kind, "%s was refused (HTTP %d): %s. %s".formatted(what, httpStatus,
                message.isEmpty() ? "no reason given" : ErrorText.withoutFullStop(shown.apply(message)), advice(kind, message)));
    }

    private static Kind kind(final int httpStatus, final String message) {
        if (httpStatus == 401 || ServerMessage.ACCESS_DENIED.isIn(message)) {
            return Kind.DENIED;
        }
        if (httpStatus == 404 || ServerMessage.UNKNOWN_DATABASE.isIn(message) || ServerMessage.UNKNOWN_TABLE.isIn(message)
                || ServerMessage.MISSING.isIn(message)) {
            return Kind.NOT_FOUND;
        }
        if (List.of(400, 403, 405, 413).contains(httpStatus)) {
            return Kind.INVALID;
        }
        if (httpStatus == 429) {
            return Kind.OVERLOADED;
        }
        if (httpStatus == 500) {
            return ServerMessage.INVALID_STATEMENT.isIn(message) ? Kind.INVALID : Kind.UNAVAILABLE;
        }
        final boolean unavailable = List.of(502, 503, 504).contains(httpStatus) || ServerMessage.NO_BACKEND_ALIVE.isIn(message)
                || ServerMessage.NOT_READY.isIn(message);
        return unavailable ? Kind.UNAVAILABLE : Kind.PROTOCOL;
    }

    private static String advice(final Kind kind, final String message) {
        return switch (kind) {
            case DENIED -> "Check user and password, and that the user has SELECT on the table.";
            case NOT_FOUND -> "Check the names of database and table.";
            case INVALID, EXPIRED, BATCH_TOO_LARGE -> invalidAdvice(message);
            case UNAVAILABLE, OVERLOADED -> "Retry later. Check the log of the FE (fe.log) when it persists.";
            case PROTOCOL -> "Check that the FE URLs are those of StarRocks FEs of a supported version.";
        };
    }

    private static String invalidAdvice(final String message) {
        if (ServerMessage.INVALID_SQL.isIn(message)) {
            return "The FE gives no reason: check the column names and the filter by running this statement in a SQL client.";
        }
        return ServerMessage.NOT_AN_OLAP_TABLE.isIn(message)
                ? "This is a view or an external table: name the table beneath."
                : "Only columns of one table with a condition can be read this way, without sub-queries, aggregates, order and limit.";
    }

    /** Keeps the first bytes of a reply for messages. */
    private static final class HeadStream extends InputStream {

        private final InputStream source;
        private final byte[] head = new byte[EXCERPT_BYTES];
        private int length;

        HeadStream(final InputStream source) {
            this.source = source;
        }

        @Override
        public int read() throws IOException {
            final byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(final byte[] target, final int offset, final int count) throws IOException {
            final int received = source.read(target, offset, count);
            if (received > 0 && length < head.length) {
                final int kept = Math.min(received, head.length - length);
                System.arraycopy(target, offset, head, length, kept);
                length += kept;
            }
            return received;
        }

        String text() {
            final String line = ErrorText.excerpt(Arrays.copyOf(head, length));
            return line.isEmpty() ? "no body" : line;
        }
    }
}
