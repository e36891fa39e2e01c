package io.github.nifistarrocks.client.outcome;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.http.Frontends;
import io.github.nifistarrocks.client.http.HttpCall;
import io.github.nifistarrocks.client.http.JsonReplies;
import io.github.nifistarrocks.client.reply.ServerMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loads that StarRocks lists in its system tables. They may show a load whose label is forgotten. A row FINISHED proves a commit. A row in another state
 * or no row proves nothing: a repetition that is refused replaces the row of the load before it (fe-recordings, 492), and both tables have holes. Safe for
 * use by several threads.
 */
final class LoadHistory {

    private static final Logger LOGGER = LoggerFactory.getLogger(LoadHistory.class);

    private static final String PATH = "/api/v1/catalogs/default_catalog/sql";
    /** Loads under one label are few. */
    private static final int MAX_REPLY_BYTES = 1 << 20;
    /** A table that cannot be read is left alone for this time, so that not every FlowFile asks. */
    private static final Duration PAUSE = Duration.ofMinutes(5);

    private final Frontends frontends;
    private final LongSupplier nanoTime;
    /** Columns by FE: LoadsSystemTable and LoadsHistorySyncer. The first is memory of the leader, the second a table, filled every minute. */
    private final List<HistoryTable> tables = List.of(new HistoryTable("information_schema.loads"), new HistoryTable("_statistics_.loads_history"));

    LoadHistory(final Frontends frontends, final LongSupplier nanoTime) {
        this.frontends = frontends;
        this.nanoTime = nanoTime;
    }

    /** What the history says of a label. */
    enum Finding {
        /** A load is committed. */
        FINISHED,
        /** No table shows a commit. */
        NOT_FOUND,
        /** No table shows a commit, and at least one could not be read. */
        NOT_READABLE
    }

    /**
     * @throws StarRocksException UNAVAILABLE when a table cannot be read at the moment. After some minutes it is treated as one that cannot be read
     */
    Finding find(final LabelStates.LabelRequest label, final CallScope scope) throws StarRocksException, CallCancelledException {
        Finding finding = Finding.NOT_FOUND;
        Optional<StarRocksException> failure = Optional.empty();
        for (final HistoryTable table : tables) {
            if (table.isLeftAlone()) {
                finding = Finding.NOT_READABLE;
                continue;
            }
            try {
                if (table.states(label, scope).contains("FINISHED")) {
                    return Finding.FINISHED;
                }
            } catch (StarRocksException e) {
                LOGGER.debug("The load history [{}] could not be read for label [{}]", table.name, label.label(), e);
                finding = Finding.NOT_READABLE;
                failure = table.isLeftAloneAfter(e) ? failure : Optional.of(e);
            }
        }
        if (failure.isPresent()) {
            throw failure.get();
        }
        return finding;
    }

    /** A system table, and whether it can be read. */
    private final class HistoryTable {

        private final String name;
        private OptionalLong leftAloneSince = OptionalLong.empty();
        private OptionalLong failingSince = OptionalLong.empty();
        private OptionalLong lastFailure = OptionalLong.empty();

        HistoryTable(final String name) {
            this.name = name;
        }

        synchronized boolean isLeftAlone() {
            return leftAloneSince.isPresent() && !isOver(leftAloneSince);
        }

        private boolean isOver(final OptionalLong since) {
            return nanoTime.getAsLong() - since.getAsLong() >= PAUSE.toNanos();
        }

        /** @return whether the table is left alone from now on, because asking again soon will not help */
        private synchronized boolean isLeftAloneAfter(final StarRocksException failure) {
            final OptionalLong now = OptionalLong.of(nanoTime.getAsLong());
            if (failingSince.isEmpty() || isOver(lastFailure)) {
                failingSince = now;
            }
            lastFailure = now;
            if (failure.isRetryable() && leftAloneSince.isEmpty() && !isOver(failingSince)) {
                return false;
            }
            leftAloneSince = now;
            return true;
        }

        private synchronized void succeeded() {
            failingSince = OptionalLong.empty();
            leftAloneSince = OptionalLong.empty();
        }

        List<String> states(final LabelStates.LabelRequest label, final CallScope scope) throws StarRocksException, CallCancelledException {
            final String sql = "SELECT `STATE` FROM %s WHERE `LABEL` = %s AND `DB_NAME` = %s".formatted(name, literal(label.label()),
                    literal(label.database()));
            final byte[] json = JsonNodeFactory.instance.objectNode().put("query", sql).toString().getBytes(StandardCharsets.UTF_8);
            final List<String> states = frontends.call(HttpCall.postJson(PATH, Map.of(), json), scope, (status, body) -> read(name, status, body));
            succeeded();
            return states;
        }
    }

    private static String literal(final String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }

    /** One JSON object a line: meta, a row each, and statistics at the end (FE: ExecuteSqlAction; fe-recordings, 206). */
    private static List<String> read(final String table, final int status, final InputStream body) throws IOException, StarRocksException {
        final byte[] bytes = body.readNBytes(MAX_REPLY_BYTES);
        if (status > 500) {
            // An FE that cannot read its metadata now, or a proxy. Another FE may reply.
            throw new IOException("HTTP %d: %s".formatted(status, JsonReplies.message(bytes)));
        }
        if (status != 200) {
            final String message = JsonReplies.message(bytes);
            throw new StarRocksException(kind(status, message),
                    "The load history [%s] could not be read (HTTP %d): %s".formatted(table, status, ErrorText.withoutFullStop(message)));
        }
        final List<String> states = new ArrayList<>();
        for (final String line : new String(bytes, StandardCharsets.UTF_8).split("\n")) {
            final JsonNode object = JsonReplies.object(line.getBytes(StandardCharsets.UTF_8));
            if (object.path("data").isArray()) {
                states.add(object.path("data").path(0).asText());
            }
            if (object.has("statistics")) {
                return states;
            }
        }
        throw new IOException("the reply breaks off");
    }

    /** Almost every refusal is an HTTP 500 (fe-recordings, 204 to 216, 545). */
    private static Kind kind(final int status, final String message) {
        if (status == 401 || ServerMessage.ACCESS_DENIED.isIn(message)) {
            return Kind.DENIED;
        }
        if (ServerMessage.UNKNOWN_DATABASE.isIn(message) || ServerMessage.UNKNOWN_TABLE.isIn(message) || ServerMessage.INVALID_QUERY.isIn(message)) {
            return Kind.INVALID;
        }
        return status == 500 ? Kind.UNAVAILABLE : Kind.PROTOCOL;
    }
}
