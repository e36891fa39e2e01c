package io.github.nifistarrocks.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.HostResolver;
import io.github.nifistarrocks.client.core.RequestBody;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * HTTP/1.1 as StarRocks requires it: pooled connections, the password in every request unless it is withheld, no automatic redirect or repetition, a
 * limit for every wait. Thread-safe.
 */
public final class HttpTransport implements AutoCloseable {

    private static final String USER_AGENT = "nifi-starrocks";
    private static final List<Class<? extends IOException>> CONNECT_FAILURES = List.of(ConnectException.class, ConnectTimeoutException.class,
            NoRouteToHostException.class, UnknownHostException.class);

    private final CloseableHttpClient http;
    private final String authorization;
    private final Duration connectTimeout;
    private final Duration responseTimeout;
    private final ScheduledThreadPoolExecutor deadlines;

    public HttpTransport(final StarRocksClientConfig config, final HostResolver resolver) {
        connectTimeout = config.timeouts().connectTimeout();
        responseTimeout = config.timeouts().responseTimeout();
        final byte[] credentials = (config.login().user() + ":" + config.login().password()).getBytes(StandardCharsets.UTF_8);
        authorization = "Basic " + Base64.getEncoder().encodeToString(credentials);
        deadlines = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("StarRocks client deadlines").factory());
        deadlines.setRemoveOnCancelPolicy(true);
        http = HttpClients.custom()
                .setConnectionManager(HttpConnections.pool(config, resolver))
                .setRequestExecutor(new UploadRequestExecutor(config.timeouts().continueTimeout()))
                .setConnectionReuseStrategy((request, response, context) -> !UploadEntity.isIncomplete(context)
                        && DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context))
                .setUserAgent(USER_AGENT)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .disableContentCompression()
                .disableConnectionState()
                .build();
    }

    /**
     * Sends a call and passes the reply to a reader while it arrives.
     *
     * @param server scheme, host and port
     * @throws IOException no connection, no reply in time, or the reply was cut off or did not end in time
     */
    public <T> T exchange(final URI server, final HttpCall call, final CallScope scope, final ResponseReader<T> reader)
            throws IOException, CallCancelledException {
        final HttpUriRequestBase request = request(server, call);
        call.jsonBody().ifPresent(body -> request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON)));
        return execute(new Exchange(request, HttpClientContext.create(), deadline(replyTimeout(call))), scope, reader);
    }

    /** Time to wait for a connection and to make it, for the beginning of the reply, and the same time again for its end. */
    private Duration deadline(final Duration replyTimeout) {
        return responseTimeout.plus(connectTimeout).plus(replyTimeout.multipliedBy(2));
    }

    /** Sends a call whose reply is small. */
    public HttpReply send(final URI server, final HttpCall call, final CallScope scope) throws IOException, CallCancelledException {
        return exchange(server, call, scope, HttpTransport::small);
    }

    /**
     * Sends a body behind {@code Expect: 100-continue}: the server receives nothing of it unless it asks for it.
     *
     * @throws UploadException when there is no reply
     */
    public UploadReply upload(final Upload upload, final CallScope scope) throws UploadException, CallCancelledException {
        final HttpUriRequestBase request = request(upload.url,
                HttpCall.put(UrlPath.ofUrl(upload.url), upload.headers).withReplyTimeout(upload.replyTimeout));
        request.setHeader(HttpHeaders.EXPECT, "100-continue");
        final UploadEntity entity = new UploadEntity(upload.body);
        request.setEntity(entity);
        try {
            final HttpReply reply = execute(new Exchange(request, entity.context(), upload.deadline), scope, HttpTransport::small);
            return new UploadReply(reply, entity.state());
        } catch (IOException e) {
            final Optional<Exception> bodyFailure = entity.bodyFailure();
            throw bodyFailure.isPresent()
                    ? new UploadException(UploadException.Stage.BODY_FAILED, bodyFailure.get())
                    : new UploadException(stage(entity, e), e);
        }
    }

    private static UploadException.Stage stage(final UploadEntity entity, final IOException failure) {
        return switch (entity.state()) {
            case NOT_SENT -> stageBeforeBody(failure);
            case SENT_IN_PART -> UploadException.Stage.BODY_SENT_IN_PART;
            case SENT -> UploadException.Stage.BODY_SENT;
        };
    }

    /** Whether the server cannot have received anything. */
    static boolean isConnectFailure(final IOException failure) {
        return CONNECT_FAILURES.stream().anyMatch(type -> type.isInstance(failure));
    }

    private static UploadException.Stage stageBeforeBody(final IOException failure) {
        if (isConnectFailure(failure)) {
            return UploadException.Stage.NOT_CONNECTED;
        }
        return failure instanceof UploadRequestExecutor.ContinueTimeoutException
                ? UploadException.Stage.NOT_REQUESTED
                : UploadException.Stage.BEFORE_BODY;
    }

    /**
     * A body for one server.
     *
     * @param url of the server, with path and query
     * @param headers of the request
     * @param body sent when the server asks for it
     * @param replyTimeout maximum wait for the reply after the body
     * @param deadline maximum time for the whole upload
     */
    public record Upload(URI url, Map<String, String> headers, RequestBody body, Duration replyTimeout, Duration deadline) {}

    /**
     * The reply to an upload.
     *
     * @param reply of the server
     * @param body whether the server received the body before
     */
    public record UploadReply(HttpReply reply, BodyState body) {}

    /** How much of a body was sent before the reply. */
    public enum BodyState {
        NOT_SENT,
        /** The server replied before the end of the body, or stopped reading it. */
        SENT_IN_PART,
        SENT
    }

    private HttpUriRequestBase request(final URI server, final HttpCall call) {
        final HttpUriRequestBase request = new HttpUriRequestBase(call.method(),
                URI.create(server.getScheme() + "://" + server.getRawAuthority() + call.path()));
        request.setConfig(RequestConfig.custom()
                .setResponseTimeout(Timeout.of(replyTimeout(call)))
                .setConnectionRequestTimeout(Timeout.of(responseTimeout))
                .setExpectContinueEnabled(false)
                .build());
        call.headers().forEach(request::setHeader);
        switch (call.options().credentials()) {
            case SENT -> request.setHeader(HttpHeaders.AUTHORIZATION, authorization);
            case WITHHELD -> request.removeHeaders(HttpHeaders.AUTHORIZATION);
        }
        return request;
    }

    private Duration replyTimeout(final HttpCall call) {
        return call.options().replyTimeout().orElse(responseTimeout);
    }

    private <T> T execute(final Exchange exchange, final CallScope scope, final ResponseReader<T> reader) throws IOException, CallCancelledException {
        final HttpUriRequestBase request = exchange.request;
        final AtomicBoolean expired = new AtomicBoolean();
        final ScheduledFuture<?> alarm = schedule(exchange.deadline, () -> {
            expired.set(true);
            request.cancel();
        });
        try {
            final CallScope.Registration registration = scope.register(request::cancel);
            try {
                return http.execute(request, exchange.context, response -> {
                    final Header location = response.getFirstHeader(HttpHeaders.LOCATION);
                    return reader.read(new Head(response.getCode(), Optional.ofNullable(location).map(Header::getValue)), content(response));
                });
            } finally {
                registration.close();
            }
        } catch (IOException | RuntimeException e) {
            // A request that is cancelled while it connects fails with various exceptions, such as a NullPointerException.
            scope.throwIfCancelled();
            if (Thread.currentThread().isInterrupted()) {
                // Also while it waited for a connection, which is not a failure of the server.
                throw new CallCancelledException();
            }
            if (expired.get()) {
                throw new IOException("Not done within %d ms".formatted(exchange.deadline.toMillis()), e);
            }
            if (e instanceof ConnectionRequestTimeoutException) {
                throw new NoFreeConnectionException("No connection was free within %d ms. Raise Maximum Connections, or use fewer Concurrent Tasks"
                        .formatted(responseTimeout.toMillis()), e);
            }
            if (e instanceof IllegalStateException) {
                throw new IOException("The client is closed", e);
            }
            throw e;
        } finally {
            alarm.cancel(false);
        }
    }

    /** @param deadline maximum time for all of it */
    private record Exchange(HttpUriRequestBase request, HttpClientContext context, Duration deadline) {}

    private ScheduledFuture<?> schedule(final Duration deadline, final Runnable alarm) throws IOException {
        try {
            return deadlines.schedule(alarm, deadline.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            throw new IOException("The client is closed", e);
        }
    }

    private static InputStream content(final ClassicHttpResponse response) throws IOException {
        final HttpEntity entity = response.getEntity();
        return entity == null ? InputStream.nullInputStream() : entity.getContent();
    }

    private static HttpReply small(final Head head, final InputStream content) throws IOException {
        final byte[] body = content.readNBytes(JsonReplies.MAX_BYTES + 1);
        if (body.length > JsonReplies.MAX_BYTES) {
            throw new IOException("The reply is longer than %d bytes".formatted(JsonReplies.MAX_BYTES));
        }
        return new HttpReply(head.status, head.location, body);
    }

    @Override
    public void close() {
        deadlines.shutdownNow();
        http.close(CloseMode.IMMEDIATE);
    }

    /** The request was not sent because all connections of this client were in use. This is not a failure of the server. */
    static final class NoFreeConnectionException extends IOException {

        private static final long serialVersionUID = 1L;

        NoFreeConnectionException(final String message, final Throwable cause) {
            super(message, cause);
        }
    }

    /** Reads a reply while it arrives. */
    @FunctionalInterface
    public interface ResponseReader<T> {

        T read(Head head, InputStream body) throws IOException;
    }

    /**
     * The beginning of a reply.
     *
     * @param status HTTP status
     * @param location target of a redirect
     */
    public record Head(int status, Optional<String> location) {}
}
