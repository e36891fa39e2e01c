package io.github.nifistarrocks.client.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * HTTP/1.1 as StarRocks wants it: pooled connections, the password in every request to a host that may have it, no redirect followed and no
 * request repeated by itself, a limit for every wait. Thread-safe.
 */
public final class HttpTransport implements AutoCloseable {

    private static final int CHUNK_BYTES = 64 * 1024;
    private static final int SOCKET_BUFFER_BYTES = 64 * 1024;
    private static final String USER_AGENT = "nifi-starrocks";

    private final CloseableHttpClient http;
    private final String authorization;
    private final Duration connectTimeout;
    private final Duration responseTimeout;
    private final ScheduledThreadPoolExecutor deadlines;

    public HttpTransport(final StarRocksClientConfig config) {
        connectTimeout = config.connectTimeout();
        responseTimeout = config.responseTimeout();
        final byte[] credentials = (config.user() + ":" + config.password()).getBytes(StandardCharsets.UTF_8);
        authorization = "Basic " + Base64.getEncoder().encodeToString(credentials);
        deadlines = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("StarRocks client deadlines").factory());
        deadlines.setRemoveOnCancelPolicy(true);
        http = HttpClients.custom()
                .setConnectionManager(connections(config))
                .setRequestExecutor(new UploadRequestExecutor(config.continueTimeout()))
                .setConnectionReuseStrategy((request, response, context) -> !UploadEntity.isOwed(context)
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

    private static PoolingHttpClientConnectionManager connections(final StarRocksClientConfig config) {
        final AtomicLong connectionNumbers = new AtomicLong();
        final Http1Config http1 = Http1Config.custom().setChunkSizeHint(CHUNK_BYTES).setBufferSize(CHUNK_BYTES).build();
        final PoolingHttpClientConnectionManagerBuilder builder = PoolingHttpClientConnectionManagerBuilder.create()
                .setConnectionFactory(socket -> {
                    final QuietConnection connection = new QuietConnection(connectionNumbers.incrementAndGet(), http1);
                    if (socket != null) {
                        connection.bind(socket);
                    }
                    return connection;
                })
                .setMaxConnTotal(config.maxConnections())
                .setMaxConnPerRoute(config.maxConnections())
                .setDefaultSocketConfig(SocketConfig.custom().setTcpNoDelay(true).setSoKeepAlive(true).setSndBufSize(SOCKET_BUFFER_BYTES * 4).build())
                .setDefaultConnectionConfig(ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(config.connectTimeout()))
                        .setSocketTimeout(Timeout.of(config.responseTimeout()))
                        .setValidateAfterInactivity(TimeValue.ofSeconds(1))
                        .setTimeToLive(TimeValue.ofMinutes(5))
                        .build());
        config.sslContext().ifPresent(context -> builder.setTlsSocketStrategy(new DefaultClientTlsStrategy(context)));
        return builder.build();
    }

    /**
     * Sends a call and hands the reply to a reader while it arrives.
     *
     * @param target scheme, host and port
     * @throws IOException no connection, no answer in time, or the answer broke off or did not come to its end in time
     */
    public <T> T exchange(final URI target, final HttpCall call, final boolean withCredentials, final CallScope scope, final ReplyReader<T> reader)
            throws IOException, CallCancelledException {
        return exchange(target, call, withCredentials, responseTimeout, scope, reader);
    }

    private <T> T exchange(final URI target, final HttpCall call, final boolean withCredentials, final Duration silence, final CallScope scope,
            final ReplyReader<T> reader) throws IOException, CallCancelledException {
        final HttpUriRequestBase request = request(target, call.method(), call.path(), call.headers(), withCredentials, silence);
        call.jsonBody().ifPresent(body -> request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON)));
        return execute(request, HttpClientContext.create(), scope, deadline(silence), reader);
    }

    /** Time to wait for a connection and to make it, for the silence before the answer, and once more as long for the answer itself. */
    private Duration deadline(final Duration silence) {
        return responseTimeout.plus(connectTimeout).plus(silence.multipliedBy(2));
    }

    /**
     * Sends a body behind {@code Expect: 100-continue}: the server gets none of it unless it asks for it.
     *
     * @param target whole URL
     * @param replyTimeout longest silence of the server after the body
     * @param deadline longest time for all of it
     * @throws UploadException when there is no answer, telling how far the body had come
     */
    public UploadReply upload(final URI target, final Map<String, String> headers, final UploadBody body, final Duration replyTimeout, final Duration deadline,
            final int maxReplyBytes, final CallScope scope) throws UploadException, CallCancelledException {
        final HttpUriRequestBase request = request(target, "PUT", rawPath(target), headers, true, replyTimeout);
        request.setHeader(HttpHeaders.EXPECT, "100-continue");
        final UploadEntity entity = new UploadEntity(body);
        request.setEntity(entity);
        try {
            final HttpReply reply = execute(request, entity.context(), scope, deadline,
                    (status, location, content) -> small(status, location, content, maxReplyBytes));
            return new UploadReply(reply, entity.isStarted());
        } catch (IOException e) {
            throw new UploadException(entity.isStarted(), entity.bodyFailure(), e);
        }
    }

    /** Sends a call whose reply is small. */
    public HttpReply send(final URI target, final HttpCall call, final boolean withCredentials, final int maxReplyBytes, final CallScope scope)
            throws IOException, CallCancelledException {
        return send(target, call, withCredentials, maxReplyBytes, responseTimeout, scope);
    }

    /** @param silence longest silence of the server before it answers */
    public HttpReply send(final URI target, final HttpCall call, final boolean withCredentials, final int maxReplyBytes, final Duration silence,
            final CallScope scope) throws IOException, CallCancelledException {
        return exchange(target, call, withCredentials, silence, scope, (status, location, content) -> small(status, location, content, maxReplyBytes));
    }

    /**
     * The answer to an upload.
     *
     * @param reply what the server said
     * @param started false when it was said before the server was sent any of the body
     */
    public record UploadReply(HttpReply reply, boolean started) {}

    private HttpUriRequestBase request(final URI target, final String method, final String path, final Map<String, String> headers,
            final boolean withCredentials, final Duration silence) {
        final HttpUriRequestBase request = new HttpUriRequestBase(method, URI.create(target.getScheme() + "://" + target.getRawAuthority() + path));
        request.setConfig(RequestConfig.custom()
                .setResponseTimeout(Timeout.of(silence))
                .setConnectionRequestTimeout(Timeout.of(responseTimeout))
                .setExpectContinueEnabled(false)
                .build());
        headers.forEach(request::setHeader);
        if (withCredentials) {
            request.setHeader(HttpHeaders.AUTHORIZATION, authorization);
        }
        return request;
    }

    private <T> T execute(final HttpUriRequestBase request, final HttpClientContext context, final CallScope scope, final Duration deadline,
            final ReplyReader<T> reader) throws IOException, CallCancelledException {
        final AtomicBoolean expired = new AtomicBoolean();
        final ScheduledFuture<?> alarm = schedule(deadline, () -> {
            expired.set(true);
            request.cancel();
        });
        try {
            final CallScope.Registration registration = scope.register(request::cancel);
            try {
                return http.execute(request, context, response -> {
                    final Header location = response.getFirstHeader(HttpHeaders.LOCATION);
                    return reader.read(response.getCode(), Optional.ofNullable(location).map(Header::getValue), content(response));
                });
            } finally {
                registration.close();
            }
        } catch (IOException | IllegalStateException e) {
            scope.throwIfCancelled();
            if (Thread.currentThread().isInterrupted()) {
                // Also while it waited for a connection, which says nothing of the server.
                throw new CallCancelledException();
            }
            if (expired.get()) {
                throw new IOException("Not done within %d ms".formatted(deadline.toMillis()), e);
            }
            if (e instanceof ConnectionRequestTimeoutException) {
                throw new NoFreeConnectionException("No connection was free within %d ms. Raise Maximum Connections, or lower the Concurrent Tasks"
                        .formatted(responseTimeout.toMillis()), e);
            }
            throw e instanceof final IOException io ? io : new IOException("The client is closed", e);
        } finally {
            alarm.cancel(false);
        }
    }

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

    private static HttpReply small(final int status, final Optional<String> location, final InputStream content, final int maxBytes) throws IOException {
        final byte[] body = content.readNBytes(maxBytes + 1);
        if (body.length > maxBytes) {
            throw new IOException("The reply is longer than %d bytes".formatted(maxBytes));
        }
        return new HttpReply(status, location, body);
    }

    private static String rawPath(final URI uri) {
        return uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    @Override
    public void close() {
        deadlines.shutdownNow();
        http.close(CloseMode.IMMEDIATE);
    }

    /** Nothing was sent, because all connections of this client are in use: this says nothing of the server. */
    static final class NoFreeConnectionException extends IOException {

        private static final long serialVersionUID = 1L;

        NoFreeConnectionException(final String message, final Throwable cause) {
            super(message, cause);
        }
    }

    /** Reads a reply while it arrives. */
    @FunctionalInterface
    public interface ReplyReader<T> {
        T read(int status, Optional<String> location, InputStream body) throws IOException;
    }
}
