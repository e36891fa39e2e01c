package io.github.nifistarrocks.client.http;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends a body only to a server that replied {@code 100 Continue}. The standard executor also sends it when the server is slow, and when the server has
 * already replied with a final status below 400, which is how a BE refuses a load.
 */
final class UploadRequestExecutor extends HttpRequestExecutor {

    /** Maximum wait, after a write failed, for a reply that the server sent before it closed the connection. */
    private static final Timeout LAST_REPLY = Timeout.ofSeconds(1);

    /** Wait for a reply before the end of a body is sent; none is expected, and no wait at all is not possible. */
    private static final Timeout EARLY_REPLY = Timeout.ofMilliseconds(1);

    private final Duration continueTimeout;

    UploadRequestExecutor(final Duration continueTimeout) {
        this.continueTimeout = continueTimeout;
    }

    @Override
    public ClassicHttpResponse execute(final ClassicHttpRequest request, final HttpClientConnection connection,
            final HttpResponseInformationCallback informationCallback, final HttpContext context) throws IOException, HttpException {
        final Optional<UploadEntity> upload = UploadEntity.of(context);
        if (upload.isEmpty()) {
            return super.execute(request, connection, informationCallback, context);
        }
        final UploadEntity entity = upload.get();
        final HttpCoreContext coreContext = HttpCoreContext.cast(context);
        coreContext.setSSLSession(connection.getSSLSession());
        coreContext.setEndpointDetails(connection.getEndpointDetails());
        entity.onFailure(() -> connection.close(CloseMode.IMMEDIATE));
        entity.onEnd(() -> connection.isDataAvailable(EARLY_REPLY));
        try {
            final ClassicHttpResponse response = upload(request, entity, connection);
            connection.receiveResponseEntity(response);
            return response;
        } catch (IOException | HttpException | RuntimeException e) {
            connection.close(CloseMode.IMMEDIATE);
            throw e;
        }
    }

    private ClassicHttpResponse upload(final ClassicHttpRequest request, final UploadEntity entity, final HttpClientConnection connection)
            throws IOException, HttpException {
        connection.sendRequestHeader(request);
        connection.flush();
        if (!connection.isDataAvailable(Timeout.of(continueTimeout))) {
            if (connection.isStale()) {
                throw new NoHttpResponseException("The server closed the connection without a reply");
            }
            throw new ContinueTimeoutException(continueTimeout);
        }
        final ClassicHttpResponse first = connection.receiveResponseHeader();
        if (first.getCode() != HttpStatus.SC_CONTINUE) {
            return first;
        }
        try {
            connection.sendRequestEntity(request);
            connection.flush();
        } catch (IOException e) {
            return lastReply(entity, connection, e);
        }
        return finalResponse(connection);
    }

    private static ClassicHttpResponse finalResponse(final HttpClientConnection connection) throws IOException, HttpException {
        ClassicHttpResponse response = connection.receiveResponseHeader();
        while (response.getCode() < HttpStatus.SC_SUCCESS) {
            response = connection.receiveResponseHeader();
        }
        return response;
    }

    /** The server stopped reading. It may have replied with the reason before. */
    private static ClassicHttpResponse lastReply(final UploadEntity entity, final HttpClientConnection connection, final IOException failure)
            throws HttpException, IOException {
        if (entity.bodyFailure().isEmpty() && connection.isOpen()) {
            try {
                if (connection.isDataAvailable(LAST_REPLY)) {
                    return finalResponse(connection);
                }
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }

    /** The server did not ask for the body in time, and received nothing of it. */
    static final class ContinueTimeoutException extends IOException {

        private static final long serialVersionUID = 1L;

        ContinueTimeoutException(final Duration waited) {
            super("No 100 Continue within %d ms".formatted(waited.toMillis()));
        }
    }
}
