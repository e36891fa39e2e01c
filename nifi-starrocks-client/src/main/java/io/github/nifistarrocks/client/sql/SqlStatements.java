package io.github.nifistarrocks.client.sql;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.http.Frontends;
import io.github.nifistarrocks.client.http.HttpCall;
import io.github.nifistarrocks.client.http.JsonReplies;
import io.github.nifistarrocks.client.reply.ServerMessage;

/** Executes statements with small results. Safe for use by several threads. */
public final class SqlStatements {

    private static final String PATH = "/api/v1/catalogs/default_catalog/sql";
    private static final int MAX_REPLY_BYTES = 16 << 20;

    private final Frontends frontends;

    public SqlStatements(final Frontends frontends) {
        this.frontends = frontends;
    }

    /**
     * Executes a SELECT at the first FE that replies.
     *
     * @return the rows, each an array with the values in the order of the columns
     * @throws StarRocksException DENIED without the privilege, INVALID when the statement is not valid there, UNAVAILABLE when it cannot be executed now,
     *         PROTOCOL when the reply is none of these, for instance of a server without this API
     */
    public List<JsonNode> select(final String statement, final CallScope scope) throws StarRocksException, CallCancelledException {
        return frontends.call(call(SqlText.of(statement)), scope, (status, body) -> read(SqlText.of(statement), status, body));
    }

    /**
     * Executes a SELECT at the FE of other calls.
     *
     * @throws IOException when the FE does not reply
     * @throws StarRocksException as {@link #select(String, CallScope)}
     */
    public static List<JsonNode> select(final SqlText statement, final Frontends.FrontendCalls calls)
            throws IOException, StarRocksException, CallCancelledException {
        return calls.call(call(statement), (status, body) -> read(statement, status, body));
    }

    /**
     * Executes a SHOW statement at the first FE that replies.
     *
     * @return the rows, each an object with the names of the columns
     * @throws StarRocksException as {@link #select}
     */
    public List<JsonNode> show(final String statement, final CallScope scope) throws StarRocksException, CallCancelledException {
        return select(statement, scope);
    }

    /**
     * Executes a SHOW statement at one FE.
     *
     * @return the rows, each an object with the names of the columns
     * @throws StarRocksException as {@link #select(String, CallScope)}
     */
    public List<JsonNode> show(final URI frontend, final String statement, final CallScope scope) throws StarRocksException, CallCancelledException {
        return frontends.callOne(frontend, call(SqlText.of(statement)), scope, (status, body) -> read(SqlText.of(statement), status, body));
    }

    /** A string literal, as StarRocks reads it by default (FE: AstBuilder.visitString). */
    public static String literal(final String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** The request of a statement, for {@link Frontends#callInSequence}. */
    public static HttpCall call(final SqlText statement) {
        final ObjectNode request = JsonNodeFactory.instance.objectNode().put("query", statement.sql());
        if (!statement.variables().isEmpty()) {
            statement.variables().forEach(request.putObject("sessionVariables")::put);
        }
        return HttpCall.postJson(PATH, Map.of(), request.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static List<JsonNode> read(final SqlText statement, final int status, final InputStream body) throws IOException, StarRocksException {
        final byte[] bytes = body.readNBytes(MAX_REPLY_BYTES);
        if (status > 500) {
            // An FE that cannot read its metadata now, or a proxy. Another FE may reply.
            throw new IOException("HTTP %d: %s".formatted(status, statement.marked(JsonReplies.message(bytes))));
        }
        if (status != 200) {
            throw refused(statement, status, JsonReplies.message(bytes));
        }
        return rows(statement, bytes);
    }

    private static StarRocksException refused(final SqlText statement, final int status, final String message) {
        return new StarRocksException(kind(status, message), "The statement [%s] was refused (HTTP %d): %s".formatted(statement.markedSql(), status,
                ErrorText.withoutFullStop(statement.marked(message))));
    }

    /** SHOW replies with one JSON object for all rows, SELECT with one a line for each. The last one has the statistics (fe-recordings, 200, 206, 211). */
    private static List<JsonNode> rows(final SqlText statement, final byte[] reply) throws IOException, StarRocksException {
        final List<JsonNode> rows = new ArrayList<>();
        for (final String line : new String(reply, StandardCharsets.UTF_8).split("\n")) {
            final JsonNode object = JsonReplies.object(line.getBytes(StandardCharsets.UTF_8));
            final String message = JsonReplies.message(object);
            if (!message.isEmpty()) {
                throw refused(statement, 200, message);
            }
            final JsonNode data = object.path("data");
            if (data.path(0).isObject()) {
                data.forEach(rows::add);
            } else if (!data.isEmpty()) {
                rows.add(data);
            }
            if (object.has("statistics")) {
                return rows;
            }
        }
        throw new IOException(reply.length == MAX_REPLY_BYTES ? "the reply is longer than %d bytes".formatted(MAX_REPLY_BYTES) : "the reply breaks off");
    }

    /** Almost every refusal is an HTTP 500 (fe-recordings, 204 to 216, 545). One with a success is interpreted likewise. */
    private static Kind kind(final int status, final String message) {
        if (status == 401 || ServerMessage.ACCESS_DENIED.isIn(message)) {
            return Kind.DENIED;
        }
        if (ServerMessage.UNKNOWN_DATABASE.isIn(message) || ServerMessage.UNKNOWN_TABLE.isIn(message) || ServerMessage.INVALID_QUERY.isIn(message)) {
            return Kind.INVALID;
        }
        return status == 500 || status == 200 ? Kind.UNAVAILABLE : Kind.PROTOCOL;
    }
}
