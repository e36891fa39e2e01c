package io.github.nifistarrocks.client.load;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.nifistarrocks.client.CallCancelledException;
import io.github.nifistarrocks.client.CallScope;
import io.github.nifistarrocks.client.StarRocksClientConfig;
import io.github.nifistarrocks.client.StarRocksException;
import io.github.nifistarrocks.client.http.AddressPolicy;
import io.github.nifistarrocks.client.http.Causes;
import io.github.nifistarrocks.client.http.ContinueTimeoutException;
import io.github.nifistarrocks.client.http.Frontends;
import io.github.nifistarrocks.client.http.HttpCall;
import io.github.nifistarrocks.client.http.HttpReply;
import io.github.nifistarrocks.client.http.HttpTransport;
import io.github.nifistarrocks.client.http.HttpTransport.UploadReply;
import io.github.nifistarrocks.client.http.RedirectRefusedException;
import io.github.nifistarrocks.client.http.Replies;
import io.github.nifistarrocks.client.http.UploadException;
import io.github.nifistarrocks.client.http.UrlPath;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Stream Load in two hops: the FE is asked without a body which BE takes the load, and that BE gets the body once. Whatever remains open is
 * settled by the label's state, never by sending again.
 */
public final class StreamLoad {

    private static final Logger LOGGER = LoggerFactory.getLogger(StreamLoad.class);
    /** A FE goes on naming a dead BE until it misses its heartbeats; another try may name another. */
    private static final int MAX_BACKENDS = 3;

    private final HttpTransport transport;
    private final Frontends frontends;
    private final AddressPolicy addresses;
    private final OutcomeJudge judge;
    private final Duration responseTimeout;
    private final Duration continueTimeout;
    private final Optional<String> warehouse;

    public StreamLoad(final StarRocksClientConfig config, final HttpTransport transport, final Frontends frontends, final AddressPolicy addresses) {
        this.transport = transport;
        this.frontends = frontends;
        this.addresses = addresses;
        this.judge = new OutcomeJudge(new LabelStates(frontends), new ErrorLogs(transport, addresses), config.responseTimeout());
        this.responseTimeout = config.responseTimeout();
        this.continueTimeout = config.continueTimeout();
        this.warehouse = config.warehouse();
    }

    public LoadOutcome load(final LoadRequest request, final LoadBody body, final CallScope scope) throws LoadBodyException, CallCancelledException {
        final Map<String, String> headers = headers(request);
        final String path = UrlPath.of("api", request.table().database(), request.table().table(), "_stream_load");
        String unreachable = "";
        for (int tries = 0; tries < MAX_BACKENDS; tries++) {
            try {
                final HttpReply first = frontends.firstHop(new HttpCall("PUT", path, headers, Optional.empty()), Replies.MAX_BYTES, scope);
                if (!first.isRedirect() || first.location().isEmpty()) {
                    return judge.refusedByFrontend(request, first);
                }
                final URI backend = addresses.followRedirect(first.location().get());
                LOGGER.debug("Load [{}] into {} goes to {}", request.label(), request.table(), backend);
                return upload(request, headers, backend, body, scope);
            } catch (StarRocksException e) {
                return judge.frontendFailed(request, e);
            } catch (RedirectRefusedException e) {
                return judge.failed(request, Reason.REDIRECT_REFUSED, e.getMessage());
            } catch (BackendUnreachableException e) {
                LOGGER.debug("Load [{}] into {} did not reach a BE", request.label(), request.table(), e);
                unreachable = e.getMessage();
            }
        }
        return judge.throttled(request, Reason.UNREACHABLE,
                unreachable + ". Check that the BE is up and that its address can be reached from here, or add a rule to the address map");
    }

    private LoadOutcome upload(final LoadRequest request, final Map<String, String> headers, final URI backend, final LoadBody body, final CallScope scope)
            throws LoadBodyException, CallCancelledException, BackendUnreachableException {
        // The server gives a transaction up after its timeout: a reply that comes later than that is none.
        final Duration deadline = continueTimeout.plus(request.timeout()).plus(responseTimeout);
        try {
            final UploadReply answer = transport.upload(backend, headers, body::writeTo, request.timeout(), deadline, Replies.MAX_BYTES, scope);
            return judge.answered(request, backend, answer, scope);
        } catch (UploadException e) {
            if (e.bodyFailure().isPresent()) {
                scope.throwIfCancelled();
                throw new LoadBodyException(
                        "The rows for load [%s] into %s could not be read to their end; nothing was loaded".formatted(request.label(), request.table()),
                        e.bodyFailure().get());
            }
            final IOException cause = (IOException) e.getCause();
            if (e.isStarted()) {
                return judge.settle(request,
                        "the connection to %s broke after the rows were sent (%s)".formatted(backend.getAuthority(), Causes.describe(cause)), Optional.empty(),
                        scope);
            }
            if (isConnectFailure(cause)) {
                throw new BackendUnreachableException(
                        "No connection to BE %s, which the FE named (%s)".formatted(backend.getAuthority(), Causes.describe(cause)), cause);
            }
            final Reason reason = cause instanceof ContinueTimeoutException ? Reason.BUSY : Reason.INTERRUPTED;
            return judge.throttled(request, reason,
                    "BE %s did not ask for the rows (%s), and was not sent any".formatted(backend.getAuthority(), Causes.describe(cause)));
        }
    }

    private Map<String, String> headers(final LoadRequest request) {
        final Map<String, String> headers = new LinkedHashMap<>(request.headers());
        headers.put("label", request.label());
        headers.put("timeout", Long.toString(request.timeout().toSeconds()));
        headers.put("Expect", "100-continue");
        warehouse.ifPresent(name -> headers.put("warehouse", name));
        return headers;
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
