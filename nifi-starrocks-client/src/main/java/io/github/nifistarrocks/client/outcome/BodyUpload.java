package io.github.nifistarrocks.client.outcome;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.RequestBody;
import io.github.nifistarrocks.client.core.StarRocksClientConfig.Timeouts;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.http.ClusterConnection;
import io.github.nifistarrocks.client.http.HttpCall;
import io.github.nifistarrocks.client.http.HttpReply;
import io.github.nifistarrocks.client.http.HttpTransport.BodyState;
import io.github.nifistarrocks.client.http.HttpTransport.Upload;
import io.github.nifistarrocks.client.http.HttpTransport.UploadReply;
import io.github.nifistarrocks.client.http.UploadException;
import io.github.nifistarrocks.client.load.LoadBodyException;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadRequest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one body to the BE that the FE names. The request to the FE has no body. Every server named then gets the request with
 * {@code Expect: 100-continue}, so that a leader between the FE and the BE redirects it without a byte of the body. The body is sent once.
 */
public final class BodyUpload {

    private static final Logger LOGGER = LoggerFactory.getLogger(BodyUpload.class);
    private static final int MAX_REDIRECTS = 3;

    private final ClusterConnection connection;
    private final Timeouts timeouts;
    private final int maxBackends;

    /** @param maxBackends maximum number of requests to the FE for another BE when one cannot be reached */
    public BodyUpload(final ClusterConnection connection, final int maxBackends) {
        this.connection = connection;
        this.timeouts = connection.config().timeouts();
        this.maxBackends = maxBackends;
    }

    /** The result of an upload. */
    public sealed interface Result {

        /** The FE replied itself and named no server. */
        record Refused(HttpReply reply) implements Result {}

        /** @param body how much of it was sent before the reply */
        record Answered(URI server, HttpReply reply, BodyState body) implements Result {

            /** Whether the server received some or all of the body. */
            public boolean isBodySent() {
                return switch (body) {
                    case NOT_SENT -> false;
                    case SENT_IN_PART, SENT -> true;
                };
            }
        }

        /**
         * The server received some or all of the body and did not reply.
         *
         * @param body how much of it was sent
         */
        record Lost(String message, BodyState body) implements Result {}

        /** No server received any of the body. A retry may succeed. */
        record NotSent(Reason reason, String message) implements Result {}

        /** The body may not be sent to the server that the FE names. */
        record Forbidden(String message) implements Result {}
    }

    /** @param call the request to the FE; its headers go to every server */
    public Result send(final LoadRequest request, final HttpCall call, final RequestBody body, final CallScope scope)
            throws LoadBodyException, CallCancelledException {
        final Task task = new Task(request, call, body, scope);
        String unreachable = "";
        for (int attempts = 0; attempts < maxBackends; attempts++) {
            try {
                final HttpReply first = connection.frontends().firstHop(call, scope);
                final Optional<String> location = first.redirect();
                return location.isPresent() ? follow(task, location.get()) : new Result.Refused(first);
            } catch (LoadBodyException e) {
                throw e;
            } catch (StarRocksException e) {
                return e.isRetryable() ? new Result.NotSent(Reason.UNREACHABLE, e.getMessage()) : new Result.Forbidden(e.getMessage());
            } catch (BackendUnreachableException e) {
                LOGGER.debug("Load [{}] into {} did not reach a BE", request.label(), request.table(), e);
                unreachable = e.getMessage();
            } catch (IOException e) {
                return new Result.NotSent(Reason.INTERRUPTED, e.getMessage());
            }
        }
        return new Result.NotSent(Reason.UNREACHABLE,
                unreachable + ". Check that the BE is up and that NiFi can reach its address, or add a rule to the address map");
    }

    private record Task(LoadRequest request, HttpCall call, RequestBody body, CallScope scope) {}

    private Result follow(final Task task, final String location) throws IOException, StarRocksException, CallCancelledException {
        URI server = connection.addresses().followRedirect(location, task.call.path());
        for (int redirects = 1; redirects <= MAX_REDIRECTS; redirects++) {
            LOGGER.debug("Load [{}] into {} goes to {}", task.request.label(), task.request.table(), server);
            final Result result = upload(task, server);
            if (!(result instanceof final Result.Answered answered) || answered.isBodySent() || answered.reply().redirect().isEmpty()) {
                return result;
            }
            server = connection.addresses().followRedirect(answered.reply().redirect().get(), task.call.path());
        }
        return new Result.NotSent(Reason.BUSY, "the load was redirected more than %d times, last to %s".formatted(MAX_REDIRECTS, server.getAuthority()));
    }

    private Result upload(final Task task, final URI server) throws LoadBodyException, CallCancelledException, BackendUnreachableException {
        final Duration replyTimeout = timeouts.replyTimeout(task.request.timeout());
        // The server ends the transaction after its timeout, which begins before it asks for the body.
        final Duration deadline = timeouts.continueTimeout().plus(replyTimeout);
        try {
            final UploadReply reply = connection.transport().upload(new Upload(server, task.call.headers(), task.body, replyTimeout, deadline), task.scope);
            return new Result.Answered(server, reply.reply(), reply.body());
        } catch (UploadException e) {
            final String failure = ErrorText.describe(e.getCause());
            return switch (e.stage()) {
                case BODY_FAILED -> {
                    task.scope.throwIfCancelled();
                    throw new LoadBodyException("The rows for load [%s] into %s could not be read to their end; nothing was loaded"
                            .formatted(task.request.label(), task.request.table()), e.getCause());
                }
                case BODY_SENT ->
                    new Result.Lost("the connection to %s broke after rows were sent (%s)".formatted(server.getAuthority(), failure), BodyState.SENT);
                case BODY_SENT_IN_PART -> new Result.Lost("the connection to %s broke before all rows were sent (%s)".formatted(server.getAuthority(), failure),
                        BodyState.SENT_IN_PART);
                case NOT_CONNECTED ->
                    throw new BackendUnreachableException("No connection to BE %s, which the FE named (%s)".formatted(server.getAuthority(), failure), e);
                case NOT_REQUESTED -> new Result.NotSent(Reason.BUSY, notRequested(server, failure));
                case BEFORE_BODY -> new Result.NotSent(Reason.INTERRUPTED, notRequested(server, failure));
            };
        }
    }

    private static String notRequested(final URI server, final String failure) {
        return "BE %s did not ask for the rows (%s), and none were sent".formatted(server.getAuthority(), failure);
    }

    private static final class BackendUnreachableException extends IOException {

        private static final long serialVersionUID = 1L;

        BackendUnreachableException(final String message, final IOException cause) {
            super(message, cause);
        }
    }
}
