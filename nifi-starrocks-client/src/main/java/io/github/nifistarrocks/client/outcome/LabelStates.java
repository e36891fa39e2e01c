package io.github.nifistarrocks.client.outcome;

import java.io.IOException;
import java.time.Duration;
import java.util.function.Predicate;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.http.Frontends;
import io.github.nifistarrocks.client.http.HttpCall;
import io.github.nifistarrocks.client.http.JsonReplies;
import io.github.nifistarrocks.client.http.UrlPath;
import io.github.nifistarrocks.client.load.LabelState;
import io.github.nifistarrocks.client.load.LoadRequest;
import io.github.nifistarrocks.client.reply.ServerMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests the states of labels. */
public final class LabelStates {

    private static final Logger LOGGER = LoggerFactory.getLogger(LabelStates.class);

    private final Frontends frontends;

    public LabelStates(final Frontends frontends) {
        this.frontends = frontends;
    }

    /** {@code GET /api/{db}/get_load_state?label=}; the FE checks the password but no privilege (fe-recordings, 158). */
    public LabelState ask(final String database, final String label, final CallScope scope) throws StarRocksException, CallCancelledException {
        final HttpCall call = HttpCall.get(UrlPath.of("api", database, "get_load_state") + "?label=" + UrlPath.encode(label));
        return frontends.call(call, scope, (status, body) -> {
            final byte[] bytes = body.readNBytes(JsonReplies.MAX_BYTES);
            if (status == 401) {
                throw JsonReplies.denied("The request for the state of label [%s] in database [%s]".formatted(label, database), bytes);
            }
            return parse(database, label, bytes);
        });
    }

    /** Requests the state of a label until its load is over, an FE denies it, or the maximum time is over. */
    public LabelInquiry settle(final LabelRequest request, final Duration maxTime, final CallScope scope) throws CallCancelledException {
        return settle(request, maxTime, scope, LabelInquiry::isOver);
    }

    /** Requests the state of a label until a condition holds, an FE denies it, or the maximum time is over. */
    public LabelInquiry settle(final LabelRequest request, final Duration maxTime, final CallScope scope, final Predicate<LabelInquiry> end)
            throws CallCancelledException {
        final PollBackoff backoff = new PollBackoff(maxTime, scope);
        LabelInquiry inquiry = LabelInquiry.failed("");
        do {
            try {
                inquiry = LabelInquiry.of(ask(request.database, request.label, scope));
                if (end.test(inquiry)) {
                    return inquiry;
                }
            } catch (StarRocksException e) {
                inquiry = new LabelInquiry(inquiry.state(), e.getMessage());
                if (e.kind() == Kind.DENIED || e.kind() == Kind.NOT_FOUND) {
                    return inquiry;
                }
            }
        } while (backoff.pause());
        return inquiry;
    }

    /** A label in its database. */
    public record LabelRequest(String database, String label) {

        public static LabelRequest of(final LoadRequest load) {
            return new LabelRequest(load.table().database(), load.label());
        }
    }

    /** Requests the state of the label of a load once. */
    public LabelInquiry inquire(final LoadRequest load, final CallScope scope) throws CallCancelledException {
        final String database = load.table().database();
        try {
            return LabelInquiry.of(ask(database, load.label(), scope));
        } catch (StarRocksException e) {
            LOGGER.debug("The state of label [{}] in database [{}] is unknown", load.label(), database, e);
            return LabelInquiry.failed(e.getMessage());
        }
    }

    private static LabelState parse(final String database, final String label, final byte[] body) throws IOException, StarRocksException {
        final JsonNode reply = JsonReplies.object(body);
        final String state = reply.path("state").asText("");
        if (state.isEmpty()) {
            final String message = JsonReplies.message(reply);
            final Kind kind = ServerMessage.UNKNOWN_DATABASE.isIn(message) ? Kind.NOT_FOUND : Kind.PROTOCOL;
            throw new StarRocksException(kind, "The FE does not report the state of label [%s] in database [%s]: %s".formatted(label, database, message));
        }
        return LabelState.State.of(state).map(known -> new LabelState(known, reply.path("reason").asText("")))
                .orElseThrow(() -> new StarRocksException(Kind.PROTOCOL,
                        "The state [%s] of label [%s] in database [%s] is not supported".formatted(state, label, database)));
    }
}
