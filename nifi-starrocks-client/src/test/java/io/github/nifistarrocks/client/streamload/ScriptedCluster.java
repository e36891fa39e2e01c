package io.github.nifistarrocks.client.streamload;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

import io.github.nifistarrocks.client.core.StarRocksClientConfig;
import io.github.nifistarrocks.client.http.ClusterConnection;
import io.github.nifistarrocks.client.transaction.TransactionLoad;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * An FE and a BE on one port that reply as a test requires, also as a healthy cluster never would. Paths of the BE begin with {@code /be}. Each
 * connection is for one request. As an extension of a test it is closed after each method.
 */
public final class ScriptedCluster implements AutoCloseable, AfterEachCallback {

    /** One repetition of a step is granted in any case. */
    static final Duration OUTCOME_TIMEOUT = Duration.ofMillis(20);

    private final ServerSocket listener;
    private final ClusterConnection connection;
    private volatile Handler handler = exchange -> exchange.reset();

    public ScriptedCluster() {
        try {
            listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().start(this::accept);
        connection = ClusterConnection.open(StarRocksClientConfig.builder(List.of(URI.create(url()))).responseTimeout(Duration.ofSeconds(20))
                .outcomeTimeout(OUTCOME_TIMEOUT).continueTimeout(Duration.ofSeconds(2)).frontendCoolDown(Duration.ZERO).build());
    }

    public void handler(final Handler value) {
        handler = value;
    }

    StreamLoad streamLoad() {
        return new StreamLoad(connection, transactionLoad());
    }

    public TransactionLoad transactionLoad() {
        return new TransactionLoad(connection);
    }

    public String url() {
        return "http://127.0.0.1:" + listener.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                final Socket socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            }
        } catch (IOException e) {
            // The listener was closed.
        }
    }

    private void serve(final Socket socket) {
        try (socket) {
            final Exchange exchange = new Exchange(socket, new BufferedInputStream(socket.getInputStream()));
            exchange.readHead();
            handler.handle(exchange);
        } catch (IOException e) {
            // The client went away, which is its right.
        }
    }

    @Override
    public void afterEach(final ExtensionContext context) throws IOException {
        close();
    }

    @Override
    public void close() throws IOException {
        connection.close();
        listener.close();
    }

    /** What the cluster does with one request. */
    public interface Handler {
        void handle(Exchange exchange) throws IOException;
    }

    /** One request and its reply. */
    public static final class Exchange {

        private final Socket socket;
        private final InputStream in;
        private String head = "";

        Exchange(final Socket socket, final InputStream in) {
            this.socket = socket;
            this.in = in;
        }

        private void readHead() throws IOException {
            head = readUntil("\r\n\r\n");
        }

        /** Request line and headers as sent. */
        public String head() {
            return head;
        }

        public String path() {
            return head.split(" ", 3)[1];
        }

        boolean hasHeader(final String line) {
            return head.contains("\r\n" + line + "\r\n");
        }

        public void askForBody() throws IOException {
            write("HTTP/1.1 100 Continue\r\n\r\n");
        }

        public void readBody() throws IOException {
            readUntil("\r\n0\r\n\r\n");
        }

        void readSomeOfBody() throws IOException {
            in.read();
        }

        public void redirect(final String location) throws IOException {
            write("HTTP/1.1 307 Temporary Redirect\r\nLocation: " + location + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        }

        public void reply(final int status, final String body) throws IOException {
            write("HTTP/1.1 %d X\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s".formatted(status, body.length(),
                    body));
        }

        void replyHalf(final String body) throws IOException {
            write("HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s".formatted(body.length(), body.substring(0, body.length() / 2)));
        }

        /** Waits until the client gives up. */
        void ignore() throws IOException {
            while (in.read() >= 0) {
                // What is still sent is of no interest.
            }
        }

        public void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }

        private void write(final String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        private String readUntil(final String end) throws IOException {
            final StringBuilder seen = new StringBuilder();
            while (seen.indexOf(end, Math.max(0, seen.length() - end.length())) < 0) {
                final int b = in.read();
                if (b < 0) {
                    throw new IOException("The connection ended");
                }
                seen.append((char) b);
            }
            return seen.toString();
        }
    }
}
