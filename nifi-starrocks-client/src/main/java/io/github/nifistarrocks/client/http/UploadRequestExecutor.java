package io.github.nifistarrocks.client.http;

import java.io.IOException;
import java.time.Duration;

import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpStatus;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;

/**
 * Sends a body only to a server that said {@code 100 Continue}. The stock executor also sends it when the server is slow, and when it has already
 * answered with a final status below 400, which is how a BE refuses a load.
 */
final class UploadRequestExecutor extends HttpRequestExecutor {

    /** After a write failed: how long an answer that the server sent before it closed may take to be seen. */
    private static final Timeout LAST_WORDS = Timeout.ofSeconds(1);

    private final Duration continueTimeout;

    UploadRequestExecutor(final Duration continueTimeout) {
        this.continueTimeout = continueTimeout;
    }

    @Override
    public ClassicHttpResponse execute(final ClassicHttpRequest request, final HttpClientConnection connection,
            final HttpResponseInformationCallback informationCallback, final HttpContext context) throws IOException, HttpException {
        final UploadEntity entity = UploadEntity.of(context);
        if (entity == null) {
            return super.execute(request, connection, informationCallback, context);
        }
        final HttpCoreContext coreContext = HttpCoreContext.cast(context);
        coreContext.setSSLSession(connection.getSSLSession());
        coreContext.setEndpointDetails(connection.getEndpointDetails());
        entity.onFailure(() -> connection.close(CloseMode.IMMEDIATE));
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
            return lastWords(entity, connection, e);
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

    /** The server stopped reading; it may have said why before it closed. */
    private static ClassicHttpResponse lastWords(final UploadEntity entity, final HttpClientConnection connection, final IOException failure)
            throws HttpException, IOException {
        if (entity.bodyFailure() == null && connection.isOpen()) {
            try {
                if (connection.isDataAvailable(LAST_WORDS)) {
                    return finalResponse(connection);
                }
            } catch (IOException e) {
                failure.addSuppressed(e);
            }
        }
        throw failure;
    }
}
