package io.github.nifistarrocks.client.outcome;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.Causes;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.http.AddressPolicy;
import io.github.nifistarrocks.client.http.BrokenRedirectException;
import io.github.nifistarrocks.client.http.ContinueTimeoutException;
import io.github.nifistarrocks.client.http.Frontends;
import io.github.nifistarrocks.client.http.HttpCall;
import io.github.nifistarrocks.client.http.HttpReply;
import io.github.nifistarrocks.client.http.HttpTransport;
import io.github.nifistarrocks.client.http.HttpTransport.UploadReply;
import io.github.nifistarrocks.client.http.RedirectRefusedException;
import io.github.nifistarrocks.client.http.Replies;
import io.github.nifistarrocks.client.http.UploadException;
import io.github.nifistarrocks.client.load.LoadBody;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadRequest;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one body to the BE that the FE names. A FE is asked without a body; then every server that is named gets the request behind
 * {@code Expect: 100-continue}, so that a leader between the FE and the BE passes it on without a byte of the body, which leaves once.
 */
public final class BodyUpload {

    private static final Logger LOGGER = LoggerFactory.getLogger(BodyUpload.class);
    private static final int MAX_REDIRECTS = 3;

    private final HttpTransport transport;
    private final Frontends frontends;
    private final AddressPolicy addresses;
    private final Duration continueTimeout;
    private final Duration responseTimeout;

    public BodyUpload(final StarRocksClientConfig config, final HttpTransport transport, final Frontends frontends, final AddressPolicy addresses) {
        this.transport = transport;
        this.frontends = frontends;
        this.addresses = addresses;
        this.continueTimeout = config.continueTimeout();
        this.responseTimeout = config.responseTimeout();
    }

    /** What became of the body. */
    public sealed interface Result {

        /** The FE answered itself and named nobody. */
        record Refused(HttpReply reply) implements Result {}

        /** @param started false when the answer came before the server was sent any of the body */
        record Answered(URI server, HttpReply reply, boolean started) implements Result {}

        /** The server was sent some or all of the body and did not answer. */
        record Lost(String words) implements Result {}

        /** Nobody was sent any of the body; later it may work. */
        record NotSent(Reason reason, String words) implements Result {}

        /** The body may not go where the FE sends it. */
        record Forbidden(String words) implements Result {}
    }

    /**
     * @param call the request to the FE; its headers go to every server
     * @param backends how often to ask the FE for another BE when one cannot be reached
     */
    public Result send(final LoadRequest request, final HttpCall call, final LoadBody body, final int backends, final CallScope scope)
            throws LoadBodyException, CallCancelledException {
        String unreachable = "";
        for (int tries = 0; tries < backends; tries++) {
            try {
                final HttpReply first = frontends.firstHop(call, Replies.MAX_BYTES, scope);
                if (!first.isRedirect() || first.location().isEmpty()) {
                    return new Result.Refused(first);
                }
                return follow(request, call, first.location().get(), body, scope);
            } catch (StarRocksException e) {
                return e.isRetryable() ? new Result.NotSent(Reason.UNREACHABLE, e.getMessage()) : new Result.Forbidden(e.getMessage());
            } catch (RedirectRefusedException e) {
                return new Result.Forbidden(e.getMessage());
            } catch (BrokenRedirectException e) {
                return new Result.NotSent(Reason.INTERRUPTED, e.getMessage());
            } catch (BackendUnreachableException e) {
                LOGGER.debug("Load [{}] into {} did not reach a BE", request.label(), request.table(), e);
                unreachable = e.getMessage();
            }
        }
        return new Result.NotSent(Reason.UNREACHABLE,
                unreachable + ". Check that the BE is up and that its address can be reached from here, or add a rule to the address map");
    }

    private Result follow(final LoadRequest request, final HttpCall call, final String location, final LoadBody body, final CallScope scope)
            throws LoadBodyException, CallCancelledException, BackendUnreachableException, RedirectRefusedException, BrokenRedirectException {
        URI server = addresses.followRedirect(location, call.path());
        for (int redirects = 1; redirects <= MAX_REDIRECTS; redirects++) {
            LOGGER.debug("Load [{}] into {} goes to {}", request.label(), request.table(), server);
            final Result result = upload(request, call.headers(), server, body, scope);
            if (!(result instanceof final Result.Answered answered) || answered.started() || !answered.reply().isRedirect()
                    || answered.reply().location().isEmpty()) {
                return result;
            }
            server = addresses.followRedirect(answered.reply().location().get(), call.path());
        }
        return new Result.NotSent(Reason.BUSY, "the servers sent the load on more than %d times, last to %s".formatted(MAX_REDIRECTS, server.getAuthority()));
    }

    private Result upload(final LoadRequest request, final Map<String, String> headers, final URI server, final LoadBody body, final CallScope scope)
            throws LoadBodyException, CallCancelledException, BackendUnreachableException {
        // The server gives a transaction up after its timeout: a reply that comes later than that is none.
        final Duration deadline = continueTimeout.plus(request.timeout()).plus(responseTimeout);
        try {
            final UploadReply answer = transport.upload(server, headers, body::writeTo, request.timeout(), deadline, Replies.MAX_BYTES, scope);
            return new Result.Answered(server, answer.reply(), answer.started());
        } catch (UploadException e) {
            if (e.bodyFailure().isPresent()) {
                scope.throwIfCancelled();
                throw new LoadBodyException(
                        "The rows for load [%s] into %s could not be read to their end; nothing was loaded".formatted(request.label(), request.table()),
                        e.bodyFailure().get());
            }
            final IOException cause = (IOException) e.getCause();
            if (e.isStarted()) {
                return new Result.Lost("the connection to %s broke after the rows were sent (%s)".formatted(server.getAuthority(), Causes.describe(cause)));
            }
            if (isConnectFailure(cause)) {
                throw new BackendUnreachableException(
                        "No connection to BE %s, which the FE named (%s)".formatted(server.getAuthority(), Causes.describe(cause)), cause);
            }
            return new Result.NotSent(cause instanceof ContinueTimeoutException ? Reason.BUSY : Reason.INTERRUPTED,
                    "BE %s did not ask for the rows (%s), and was not sent any".formatted(server.getAuthority(), Causes.describe(cause)));
        }
    }

    private static boolean isConnectFailure(final IOException failure) {
        return List.of(ConnectException.class, ConnectTimeoutException.class, NoRouteToHostException.class, UnknownHostException.class)
                .stream().anyMatch(type -> type.isInstance(failure));
    }

    private static final class BackendUnreachableException extends Exception {

        private static final long serialVersionUID = 1L;

        BackendUnreachableException(final String message, final IOException cause) {
            super(message, cause);
        }
    }
}
