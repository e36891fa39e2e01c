package io.github.nifistarrocks.client.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

import javax.net.ssl.SSLSocket;

import org.apache.hc.client5.http.impl.io.DefaultManagedHttpClientConnection;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.apache.hc.core5.http.impl.io.SocketHolder;
import org.apache.hc.core5.http.io.HttpMessageParser;
import org.apache.hc.core5.http.io.SessionInputBuffer;

/**
 * A connection that logs no headers and no bytes at any level, because they hold the password. Header text is UTF-8: StarRocks reads column names
 * from headers as UTF-8 bytes. A reply counts only when its head is complete.
 */
final class QuietConnection extends DefaultManagedHttpClientConnection {

    /**
     * @param number distinguishes the connections of a client in logs
     * @param config its limit of headers must be given to the parser: httpcore passes one without limits
     */
    QuietConnection(final long number, final Http1Config config) {
        super("starrocks-" + number, StandardCharsets.UTF_8.newDecoder(), StandardCharsets.UTF_8.newEncoder(), config, null, null, null,
                unlimited -> new CompleteHeadParser(config));
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

    /**
     * Reads the heads of replies. A head that ends with the connection is refused: the parser of httpcore takes it as complete, with the last header cut. The
     * cut location of a redirect would lead to another label, whose state would be taken for that of the load.
     */
    private static final class CompleteHeadParser implements HttpMessageParser<ClassicHttpResponse> {

        private final HttpMessageParser<ClassicHttpResponse> parser;

        CompleteHeadParser(final Http1Config config) {
            parser = new DefaultHttpResponseParserFactory(config).create();
        }

        /** @throws ConnectionClosedException when the connection ends before the empty line after the headers */
        @Override
        public ClassicHttpResponse parse(final SessionInputBuffer buffer, final InputStream in) throws IOException, HttpException {
            final EndWatch watch = new EndWatch(in);
            final ClassicHttpResponse head = parser.parse(buffer, watch);
            if (head != null && watch.ended) {
                throw new ConnectionClosedException("The connection was closed within the head of the reply");
            }
            return head;
        }

        /** Is asked for more bytes only while the head is not complete. */
        private static final class EndWatch extends FilterInputStream {

            private boolean ended;

            EndWatch(final InputStream in) {
                super(in);
            }

            @Override
            public int read() throws IOException {
                return watch(super.read());
            }

            @Override
            public int read(final byte[] bytes, final int offset, final int length) throws IOException {
                return watch(super.read(bytes, offset, length));
            }

            private int watch(final int result) {
                ended |= result < 0;
                return result;
            }
        }
    }
}
