package io.github.nifistarrocks.client.load;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.nifistarrocks.client.CallCancelledException;
import io.github.nifistarrocks.client.CallScope;
import io.github.nifistarrocks.client.StarRocksException;
import io.github.nifistarrocks.client.StarRocksException.Kind;
import io.github.nifistarrocks.client.http.Frontends;
import io.github.nifistarrocks.client.http.HttpCall;
import io.github.nifistarrocks.client.http.Replies;
import io.github.nifistarrocks.client.http.UrlPath;

/** Asks the FE what became of a label. */
public final class LabelStates {

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

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
     * Asks until the label is settled or the time is over.
     *
     * @return the last state seen; nothing when no FE could tell
     */
    Optional<LabelState> settle(final String database, final String label, final Duration atMost, final CallScope scope) throws CallCancelledException {
        final long end = System.nanoTime() + atMost.toNanos();
        Optional<LabelState> seen = Optional.empty();
        Duration pause = FIRST_PAUSE;
        while (true) {
            try {
                final LabelState state = ask(database, label, scope);
                seen = Optional.of(state);
                if (!state.state().isRunning()) {
                    return seen;
                }
            } catch (StarRocksException e) {
                if (!e.isRetryable()) {
                    return seen;
                }
            }
            if (System.nanoTime() + pause.toNanos() > end) {
                return seen;
            }
            scope.pause(pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
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
