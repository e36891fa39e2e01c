package io.github.nifistarrocks.client.outcome;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.http.Frontends;
import io.github.nifistarrocks.client.http.HttpCall;
import io.github.nifistarrocks.client.http.Replies;
import io.github.nifistarrocks.client.http.UrlPath;
import io.github.nifistarrocks.client.load.LabelState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the FE what became of a label. */
public final class LabelStates {

    private static final Logger LOGGER = LoggerFactory.getLogger(LabelStates.class);

    private final Frontends frontends;

    public LabelStates(final Frontends frontends) {
        this.frontends = frontends;
    }

    /** {@code GET /api/{db}/get_load_state?label=}; checks the password but no privilege (fe-recordings, 158). */
    public LabelState ask(final String database, final String label, final CallScope scope) throws StarRocksException, CallCancelledException {
        final HttpCall call = HttpCall.get(UrlPath.of("api", database, "get_load_state") + "?label=" + UrlPath.encode(label));
        return frontends.call(call, scope, (status, body) -> {
            final byte[] bytes = body.readNBytes(Replies.MAX_BYTES);
            if (status == 401) {
                throw Replies.denied("Asking for the state of label [%s] in database [%s]".formatted(label, database), bytes);
            }
            return parse(database, label, bytes);
        });
    }

    /**
     * What asking for a while has come to.
     *
     * @param last the last state seen; nothing when no FE could tell
     * @param untold why the state was not told the last time; empty when it was
     */
    public record Settled(Optional<LabelState> last, String untold) {}

    /** Asks until the label is settled or the time is over, or until a FE refuses to tell. */
    public Settled settle(final String database, final String label, final Duration atMost, final CallScope scope) throws CallCancelledException {
        final PollBackoff patience = new PollBackoff(atMost);
        Settled settled;
        Optional<LabelState> seen = Optional.empty();
        do {
            try {
                final LabelState state = ask(database, label, scope);
                seen = Optional.of(state);
                settled = new Settled(seen, "");
                if (!state.state().isRunning()) {
                    return settled;
                }
            } catch (StarRocksException e) {
                settled = new Settled(seen, e.getMessage());
                if (e.kind() == Kind.DENIED || e.kind() == Kind.NOT_FOUND) {
                    return settled;
                }
            }
        } while (patience.pause(scope));
        return settled;
    }

    /** The state as it is now; nothing when no FE could tell. */
    public Optional<LabelState> peek(final String database, final String label, final CallScope scope) throws CallCancelledException {
        try {
            return Optional.of(ask(database, label, scope));
        } catch (StarRocksException e) {
            LOGGER.debug("The state of label [{}] in database [{}] is not told", label, database, e);
            return Optional.empty();
        }
    }

    private static LabelState parse(final String database, final String label, final byte[] body) throws IOException, StarRocksException {
        final JsonNode reply = Replies.object(body);
        final String state = reply.path("state").asText("");
        if (state.isEmpty()) {
            final String message = Replies.message(reply);
            final Kind kind = message.contains("unknown database") ? Kind.NOT_FOUND : Kind.PROTOCOL;
            throw new StarRocksException(kind, "The state of label [%s] in database [%s] is not told: %s".formatted(label, database, message));
        }
        try {
            return new LabelState(LabelState.State.valueOf(state), reply.path("reason").asText(""));
        } catch (IllegalArgumentException e) {
            throw new StarRocksException(Kind.PROTOCOL,
                    "Label [%s] in database [%s] is in state [%s], which this version does not know".formatted(label, database, state), e);
        }
    }
}
