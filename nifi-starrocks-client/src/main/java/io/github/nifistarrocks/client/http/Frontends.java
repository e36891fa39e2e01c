package io.github.nifistarrocks.client.http;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends calls to the first FE that replies. Almost all of these calls may be repeated: they only read, or send no rows (the first request of a load), or
 * are idempotent. A redirect of a follower to the leader is followed.
 */
public final class Frontends {

    private static final Logger LOGGER = LoggerFactory.getLogger(Frontends.class);
    private static final int MAX_REDIRECTS = 2;
    private static final int MYSQL_PORT = 9030;
    /** An FE that does not begin to reply within this part of the response timeout is left for the next one. */
    private static final int SILENCE_DIVISOR = 6;

    private final HttpTransport transport;
    private final AddressPolicy addresses;
    private final FrontendRing ring;
    private final Duration maxSilence;

    public Frontends(final StarRocksClientConfig config, final HttpTransport transport, final AddressPolicy addresses) {
        this.transport = transport;
        this.addresses = addresses;
        this.ring = new FrontendRing(config.cluster().frontends(), config.limits().frontendCoolDown(), System::nanoTime);
        this.maxSilence = config.timeouts().responseTimeout().dividedBy(SILENCE_DIVISOR);
    }

    /**
     * Calls one FE after the other until one replies.
     *
     * @param reader gets no redirects
     * @throws StarRocksException UNAVAILABLE when no FE could be reached, DENIED when a redirect may not be followed, and whatever the reader throws
     */
    public <T> T call(final HttpCall call, final CallScope scope, final ReplyReader<T> reader) throws StarRocksException, CallCancelledException {
        return firstReachable(call, (frontend, timed) -> follow(frontend, timed, scope, reader));
    }

    /**
     * The first request of a load, or a step that an FE may answer itself. The caller follows its redirect. An FE that replies HTTP 5xx to the first
     * request of a load is left for the next one.
     *
     * @return the last reply with HTTP 5xx when no FE replied otherwise
     */
    public HttpReply firstHop(final HttpCall call, final CallScope scope) throws StarRocksException, CallCancelledException {
        final List<HttpReply> errors = new ArrayList<>();
        try {
            return firstReachable(call, (frontend, timed) -> {
                final HttpReply reply = transport.send(frontend, timed, scope);
                // A step with a long reply timeout may have begun its work there.
                if (reply.status() >= 500 && call.isAnsweredAtOnce()) {
                    errors.add(reply);
                    throw new IOException("HTTP %d: %s".formatted(reply.status(), reply.excerpt()));
                }
                return reply;
            });
        } catch (StarRocksException e) {
            if (errors.isEmpty()) {
                throw e;
            }
            return errors.getLast();
        }
    }

    /** Calls one FE and no other. */
    public <T> T callOne(final URI frontend, final HttpCall call, final CallScope scope, final ReplyReader<T> reader)
            throws StarRocksException, CallCancelledException {
        try {
            return follow(frontend, call, scope, reader);
        } catch (IOException e) {
            throw new StarRocksException(Kind.UNAVAILABLE,
                    "%s did not reply to %s: %s%s".formatted(frontend, call, ErrorText.describe(e), portAdvice(frontend)), e);
        }
    }

    /**
     * Several calls to the same FE: each of them sees at least what the one before it saw. FEs have metadata of their own, and that of a follower may be older.
     * When an FE does not reply to one of the calls, all of them go to the next FE.
     *
     * @param first the first of the calls
     */
    public <T> T callInSequence(final HttpCall first, final CallScope scope, final CallSequence<T> sequence)
            throws StarRocksException, CallCancelledException {
        return firstReachable(first, (frontend, timed) -> sequence.run(new FrontendCalls(frontend, scope)));
    }

    private <T> T firstReachable(final HttpCall call, final Attempt<T> attempt) throws StarRocksException, CallCancelledException {
        final StringJoiner failures = new StringJoiner("; ");
        IOException last = null;
        final List<URI> order = call.isAnsweredAtOnce() ? ring.order() : ring.orderForLongCalls();
        for (final URI frontend : order) {
            final boolean canAskAnother = !frontend.equals(order.getLast());
            try {
                final T reply = attempt.at(frontend, canAskAnother && call.isAnsweredAtOnce() ? call.withReplyTimeout(maxSilence) : call);
                ring.reached(frontend);
                return reply;
            } catch (StarRocksException e) {
                ring.reached(frontend);
                throw e;
            } catch (HttpTransport.NoFreeConnectionException e) {
                throw new StarRocksException(Kind.UNAVAILABLE, "%s was not sent: %s".formatted(call, e.getMessage()), e);
            } catch (IOException e) {
                LOGGER.debug("{} at {} failed", call, frontend, e);
                ring.failed(frontend);
                failures.add("%s: %s%s".formatted(frontend, ErrorText.describe(e), portAdvice(frontend)));
                last = e;
                if (call.options().repetition() == HttpCall.Repetition.UNSENT_ONLY && !HttpTransport.isConnectFailure(e)) {
                    break;
                }
            }
        }
        throw new StarRocksException(Kind.UNAVAILABLE, "No FE replied to %s (%s)".formatted(call, failures), last);
    }

    private static String portAdvice(final URI frontend) {
        return frontend.getPort() == MYSQL_PORT ? ". 9030 is the MySQL port of an FE: set its http_port, 8030 by default" : "";
    }

    private <T> T follow(final URI frontend, final HttpCall call, final CallScope scope, final ReplyReader<T> reader)
            throws IOException, StarRocksException, CallCancelledException {
        URI server = frontend;
        HttpCall current = call;
        for (int redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
            switch (hop(server, current, scope, reader)) {
                case Hop.Reply<T> reply -> {
                    return reply.value();
                }
                case Hop.Redirect<T> redirect -> server = addresses.followRedirect(redirect.location(), current.path());
            }
            current = call.at(server);
        }
        throw new IOException("More than %d redirects".formatted(MAX_REDIRECTS));
    }

    private <T> Hop<T> hop(final URI server, final HttpCall call, final CallScope scope, final ReplyReader<T> reader)
            throws IOException, StarRocksException, CallCancelledException {
        try {
            return transport.exchange(server, call, scope, (head, body) -> {
                if (head.status() / 100 == 3 && head.location().isPresent()) {
                    return new Hop.Redirect<>(head.location().get());
                }
                try {
                    return new Hop.Reply<>(reader.read(head.status(), body));
                } catch (StarRocksException e) {
                    throw new RefusalException(e);
                } catch (OutOfMemoryError | StackOverflowError e) {
                    throw new IOException("the reply exceeds the memory of this JVM (%s)".formatted(e), e);
                }
            });
        } catch (RefusalException e) {
            throw e.refusal();
        }
    }

    private sealed interface Hop<T> {

        record Redirect<T>(String location) implements Hop<T> {}

        record Reply<T>(T value) implements Hop<T> {}
    }

    @FunctionalInterface
    private interface Attempt<T> {
        T at(URI frontend, HttpCall call) throws IOException, StarRocksException, CallCancelledException;
    }

    /** Calls that belong together. */
    @FunctionalInterface
    public interface CallSequence<T> {

        /** @throws IOException when the FE does not reply; the sequence is repeated at the next FE */
        T run(FrontendCalls calls) throws IOException, StarRocksException, CallCancelledException;
    }

    /** Calls one FE. */
    public final class FrontendCalls {

        private final URI frontend;
        private final CallScope scope;

        private FrontendCalls(final URI frontend, final CallScope scope) {
            this.frontend = frontend;
            this.scope = scope;
        }

        public <T> T call(final HttpCall call, final ReplyReader<T> reader) throws IOException, StarRocksException, CallCancelledException {
            return follow(frontend, call, scope, reader);
        }
    }

    /** Carries a refusal through httpclient, whose handlers throw nothing else. */
    private static final class RefusalException extends IOException {

        private static final long serialVersionUID = 1L;

        private final StarRocksException refusal;

        RefusalException(final StarRocksException refusal) {
            super(refusal);
            this.refusal = refusal;
        }

        StarRocksException refusal() {
            return refusal;
        }
    }
}
