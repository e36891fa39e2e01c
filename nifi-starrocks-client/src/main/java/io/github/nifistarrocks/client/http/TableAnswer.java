package io.github.nifistarrocks.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.nifistarrocks.client.core.Sentences;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;

/**
 * Answers of a FE to questions about a table, and what it means when they are none. A FE refuses in four styles of JSON, with HTTP statuses that are
 * at times misleading: an unknown column is a 500, a missing privilege a 401.
 */
public final class TableAnswer {

    private static final int LONGEST_STRING = Integer.MAX_VALUE;
    private static final int EXCERPT_BYTES = 300;

    /** Plans of large tables are longer than Jackson's limit of 20 million characters. */
    private static final ObjectMapper JSON = new ObjectMapper(
            JsonFactory.builder().streamReadConstraints(StreamReadConstraints.builder().maxStringLength(LONGEST_STRING).build()).build());

    private TableAnswer() {}

    /**
     * Reads a JSON object.
     *
     * @param what the question, as the beginning of an error message
     * @throws IOException when the answer breaks off, or is a server error from something before the FE: another FE may do
     * @throws StarRocksException PROTOCOL when the answer is not JSON, DENIED with a status 401 that is none
     */
    public static JsonNode read(final String what, final int httpStatus, final InputStream body) throws IOException, StarRocksException {
        final HeadStream head = new HeadStream(body, EXCERPT_BYTES);
        try {
            final JsonNode node = JSON.readTree(head);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (JsonEOFException e) {
            throw new IOException("the answer breaks off: " + e.getOriginalMessage(), e);
        } catch (JsonProcessingException e) {
            if (httpStatus >= 500) {
                throw new IOException("HTTP %d from something that is no FE: %s".formatted(httpStatus, head.text()), e);
            }
        }
        final Kind kind = httpStatus == 401 ? Kind.DENIED : Kind.PROTOCOL;
        throw new StarRocksException(kind, "%s was answered by something that is no StarRocks FE (HTTP %d: %s). Check the FE URLs and what stands in between."
                .formatted(what, httpStatus, head.text()));
    }

    /**
     * @param what the question, as the beginning of the message
     * @param reply JSON in any of the four styles
     * @return the refusal in words, with its kind
     */
    public static StarRocksException of(final String what, final int httpStatus, final JsonNode reply) {
        final String message = Replies.message(reply);
        final Kind kind = kind(httpStatus, message.toLowerCase(Locale.ROOT));
        return new StarRocksException(kind, "%s was refused (HTTP %d): %s. %s"
                .formatted(what, httpStatus, message.isEmpty() ? "no reason given" : Sentences.withoutFullStop(message), advice(kind, message)));
    }

    private static Kind kind(final int httpStatus, final String message) {
        if (httpStatus == 401 || message.contains("access denied")) {
            return Kind.DENIED;
        }
        if (httpStatus == 404 || containsAny(message, "unknown database", "unknown table", "does not exist")) {
            return Kind.NOT_FOUND;
        }
        return switch (httpStatus) {
            case 400, 403, 405, 413 -> Kind.INVALID;
            case 429 -> Kind.OVERLOADED;
            case 500 -> isAboutTheSql(message) ? Kind.INVALID : Kind.UNAVAILABLE;
            case 502, 503, 504 -> Kind.UNAVAILABLE;
            default -> containsAny(message, "no backend alive", "not ready") ? Kind.UNAVAILABLE : Kind.PROTOCOL;
        };
    }

    /** A FE trips over joins and unions with exceptions of Java. */
    private static boolean isAboutTheSql(final String message) {
        return containsAny(message, "invalid sql", "should plan", "cannot be cast", "cannot invoke", "only support");
    }

    private static boolean containsAny(final String message, final String... parts) {
        return Stream.of(parts).anyMatch(message::contains);
    }

    private static String advice(final Kind kind, final String message) {
        return switch (kind) {
            case DENIED -> "Check user and password, and that the user has SELECT on the table.";
            case NOT_FOUND -> "Check the names of database and table.";
            case INVALID -> message.startsWith("Invalid SQL")
                    ? "The FE does not tell why: check the column names and the filter by running this statement in a SQL client."
                    : message.toLowerCase(Locale.ROOT).contains("only support olaptable") || message.contains("not a OlapTable")
                            ? "Views and external tables cannot be read this way: name the table beneath."
                            : "Only columns of one table with a condition can be read this way, without sub-queries, aggregates, order and limit.";
            case UNAVAILABLE, OVERLOADED -> "Try again later; the FE's log (fe.log) may tell more.";
            case PROTOCOL -> "Check that the FE URLs lead to StarRocks FEs of a version known to this client.";
        };
    }

    /** Remembers the first bytes that were read. */
    private static final class HeadStream extends InputStream {

        private final InputStream source;
        private final byte[] head;
        private int length;

        HeadStream(final InputStream source, final int most) {
            this.source = source;
            head = new byte[most];
        }

        @Override
        public int read() throws IOException {
            final byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(final byte[] target, final int offset, final int count) throws IOException {
            final int got = source.read(target, offset, count);
            if (got > 0 && length < head.length) {
                final int kept = Math.min(got, head.length - length);
                System.arraycopy(target, offset, head, length, kept);
                length += kept;
            }
            return got;
        }

        String text() {
            final String line = new String(head, 0, length, StandardCharsets.UTF_8).strip().replaceAll("\\s+", " ");
            return line.isEmpty() ? "no body" : line;
        }
    }
}
