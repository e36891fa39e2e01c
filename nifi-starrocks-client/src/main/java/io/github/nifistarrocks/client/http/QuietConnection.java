package io.github.nifistarrocks.client.http;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import javax.net.ssl.SSLSocket;

import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.SocketHolder;

/**
 * A connection that logs no headers and no bytes at any level, because they hold the password. Header text is UTF-8: StarRocks reads column names
 * from headers as UTF-8 bytes.
 */
final class QuietConnection extends DefaultManagedHttpClientConnection {

    /** @param number distinguishes the connections of a client in logs */
    QuietConnection(final long number, final Http1Config config) {
        super("starrocks-" + number, StandardCharsets.UTF_8.newDecoder(), StandardCharsets.UTF_8.newEncoder(), config, null, null, null,
                CompleteHeadParser::new);
    }

    @Override
    public void bind(final Socket socket) throws IOException {
        bind(new SocketHolder(socket));
    }

    @Override
    public void bind(final SSLSocket sslSocket, final Socket socket) throws IOException {
        bind(new SocketHolder(sslSocket, socket));
    }

    @Override
    protected void onResponseReceived(final ClassicHttpResponse response) {
        // The parent would log every header.
    }

    @Override
    protected void onRequestSubmitted(final ClassicHttpRequest request) {
        // The parent would log every header.
    }
}
