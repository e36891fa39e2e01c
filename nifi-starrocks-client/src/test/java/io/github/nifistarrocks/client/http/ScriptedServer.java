package io.github.nifistarrocks.client.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import javax.net.ServerSocketFactory;

/** A server that plays one script for each connection, in order. */
final class ScriptedServer implements AutoCloseable {

    private final BlockingQueue<Play> plays = new LinkedBlockingQueue<>();
    private final List<Play> all = new ArrayList<>();
    private ServerSocket listener;

    void start() throws IOException {
        start(ServerSocketFactory.getDefault());
    }

    void start(final ServerSocketFactory sockets) throws IOException {
        listener = sockets.createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofPlatform().daemon().start(this::accept);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    int port() {
        return listener.getLocalPort();
    }

    void serve(final Script script) {
        final Play play = new Play(script, new CompletableFuture<>());
        all.add(play);
        plays.add(play);
    }

    /** Waits until every script is played, and throws what went wrong in one. */
    void verify() throws Exception {
        for (final Play play : all) {
            play.done.get(120, TimeUnit.SECONDS);
        }
    }

    private void accept() {
        try {
            while (true) {
                final Socket socket = listener.accept();
                final Play play = plays.poll();
                if (play == null) {
                    socket.close();
                } else {
                    Thread.ofVirtual().start(() -> play(socket, play));
                }
            }
        } catch (IOException e) {
            // The listener was closed.
        }
    }

    private static void play(final Socket socket, final Play play) {
        try (socket) {
            play.script.play(new Connection(socket));
            play.done.complete(null);
        } catch (Throwable e) {
            play.done.completeExceptionally(e);
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    interface Script {
        void play(Connection connection) throws Exception;
    }

    record Play(Script script, CompletableFuture<Void> done) {}

    /** One accepted connection. */
    static final class Connection {

        private final Socket socket;
        private final InputStream in;

        Connection(final Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
        }

        void write(final String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        String readHead() throws IOException {
            return readUntil("\r\n\r\n");
        }

        String readUntil(final String end) throws IOException {
            final ByteArrayOutputStream seen = new ByteArrayOutputStream();
            final byte[] mark = end.getBytes(StandardCharsets.UTF_8);
            int matched = 0;
            while (matched < mark.length) {
                final int b = in.read();
                if (b < 0) {
                    throw new IOException("The connection ended before [" + end + "]");
                }
                seen.write(b);
                matched = b == mark[matched] ? matched + 1 : b == mark[0] ? 1 : 0;
            }
            return seen.toString(StandardCharsets.UTF_8);
        }

        /** All bytes up to the end of the connection, also when it is reset. */
        String readToEnd() {
            final ByteArrayOutputStream seen = new ByteArrayOutputStream();
            try {
                in.transferTo(seen);
            } catch (IOException e) {
                // A reset is an end too.
            }
            return seen.toString(StandardCharsets.UTF_8);
        }
    }
}
