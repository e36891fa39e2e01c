package io.github.nifistarrocks.client.http;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.StringJoiner;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.Causes;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls to whichever FE answers. All of them may be repeated: they ask, or (the first hop of a load) send nothing, or do what is done once however
 * often it is asked for. A follower's redirect to the leader is followed.
 */
public final class Frontends {

    private static final Logger LOGGER = LoggerFactory.getLogger(Frontends.class);
    private static final int MAX_REDIRECTS = 2;

    private final HttpTransport transport;
    private final AddressPolicy addresses;
    private final FrontendRing ring;

    public Frontends(final StarRocksClientConfig config, final HttpTransport transport, final AddressPolicy addresses) {
        this.transport = transport;
        this.addresses = addresses;
        this.ring = new FrontendRing(config.frontends(), config.frontendCoolDown(), System::nanoTime);
    }

    /**
     * Asks one FE after the other until one answers.
     *
     * @param reader what to make of the answer; gets no redirects
     * @throws StarRocksException UNAVAILABLE when none could be reached, DENIED when a redirect may not be followed, and whatever the reader throws
     */
    public <T> T call(final HttpCall call, final CallScope scope, final AnswerReader<T> reader) throws StarRocksException, CallCancelledException {
        return firstReachable(call, frontend -> ask(frontend, call, scope, reader));
    }

    /** The first hop of a load: its redirect is for the caller to follow. */
    public HttpReply firstHop(final HttpCall call, final int maxReplyBytes, final CallScope scope) throws StarRocksException, CallCancelledException {
        return firstReachable(call, frontend -> transport.send(frontend, call, true, maxReplyBytes, scope));
    }

    /** The first hop of a step that a FE may do itself, for which it may be silent so long. */
    public HttpReply firstHop(final HttpCall call, final int maxReplyBytes, final Duration silence, final CallScope scope)
            throws StarRocksException, CallCancelledException {
        return firstReachable(call, frontend -> transport.send(frontend, call, true, maxReplyBytes, silence, scope));
    }

    /** Asks one FE and no other. */
    public <T> T callOne(final URI frontend, final HttpCall call, final CallScope scope, final AnswerReader<T> reader)
            throws StarRocksException, CallCancelledException {
        try {
            return ask(frontend, call, scope, reader);
        } catch (AnswerException e) {
            throw e.answer();
        } catch (RedirectRefusedException e) {
            throw new StarRocksException(StarRocksException.Kind.DENIED, e.getMessage(), e);
        } catch (IOException e) {
            throw new StarRocksException(StarRocksException.Kind.UNAVAILABLE, "%s did not answer %s: %s".formatted(frontend, call, Causes.describe(e)), e);
        }
    }

    private <T> T firstReachable(final HttpCall call, final Attempt<T> attempt) throws StarRocksException, CallCancelledException {
        final StringJoiner failures = new StringJoiner("; ");
        IOException last = null;
        for (final URI frontend : ring.order()) {
            try {
                final T answer = attempt.at(frontend);
                ring.reached(frontend);
                return answer;
            } catch (AnswerException e) {
                ring.reached(frontend);
                throw e.answer();
            } catch (RedirectRefusedException e) {
                throw new StarRocksException(StarRocksException.Kind.DENIED, e.getMessage(), e);
            } catch (HttpTransport.NoFreeConnectionException e) {
                throw new StarRocksException(StarRocksException.Kind.UNAVAILABLE, "%s was not sent: %s".formatted(call, e.getMessage()), e);
            } catch (IOException e) {
                LOGGER.debug("{} at {} failed", call, frontend, e);
                ring.failed(frontend);
                failures.add("%s: %s".formatted(frontend, Causes.describe(e)));
                last = e;
            }
        }
        throw new StarRocksException(StarRocksException.Kind.UNAVAILABLE, "No FE answered %s (%s)".formatted(call, failures), last);
    }

    private <T> T ask(final URI frontend, final HttpCall call, final CallScope scope, final AnswerReader<T> reader) throws IOException, CallCancelledException {
        URI target = frontend;
        HttpCall current = call;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            final Hop<T> hop = transport.exchange(target, current, true, scope, (status, location, body) -> {
                if (status / 100 == 3 && location.isPresent()) {
                    return new Hop<>(location, null);
                }
                try {
                    return new Hop<>(Optional.empty(), reader.read(status, body));
                } catch (StarRocksException e) {
                    throw new AnswerException(e);
                }
            });
            if (hop.redirect().isEmpty()) {
                return hop.answer();
            }
            target = addresses.followRedirect(hop.redirect().get(), current.path());
            current = new HttpCall(call.method(), target.getRawPath() + (target.getRawQuery() == null ? "" : "?" + target.getRawQuery()), call.headers(),
                    call.jsonBody());
        }
        throw new IOException("More than %d redirects".formatted(MAX_REDIRECTS));
    }

    private record Hop<T>(Optional<String> redirect, T answer) {}

    @FunctionalInterface
    private interface Attempt<T> {
        T at(URI frontend) throws IOException, CallCancelledException;
    }

    /** Carries an answer through httpclient, whose handlers throw nothing else than this. */
    private static final class AnswerException extends IOException {

        private static final long serialVersionUID = 1L;

        AnswerException(final StarRocksException answer) {
            super(answer);
        }

        StarRocksException answer() {
            return (StarRocksException) getCause();
        }
    }
}
