package io.github.nifistarrocks.emulator.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A small HTTP/1.1 server on blocking sockets, one virtual thread per connection. */
public final class HttpServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpServer.class);
    private static final int BUFFER = 256 * 1024;
    private static final int LINGER_BYTES = 64 * 1024;
    private static final int LINGER_MILLIS = 500;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final ServerSocket listener;
    private final HttpHandler handler;
    private final Thread acceptor;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private HttpServer(ServerSocket listener, HttpHandler handler) {
        this.listener = listener;
        this.handler = handler;
        this.acceptor = Thread.ofPlatform().daemon().name("http-accept-" + port()).unstarted(this::accept);
    }

    /** @param port 0 for any free one */
    public static HttpServer start(InetAddress address, int port, HttpHandler handler) throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(address, port), 256);
        HttpServer server = new HttpServer(listener, handler);
        server.acceptor.start();
        return server;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Ends all connections, whatever they are at, and frees the port, which the JDK does only when nobody waits for a connection any more. */
    @Override
    public void close() {
        closed = true;
        closeQuietly(listener);
        connections.forEach(HttpServer::closeQuietly);
        try {
            acceptor.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!closed) {
            try {
                Socket socket = listener.accept();
                connections.add(socket);
                if (closed) {
                    closeQuietly(socket);
                }
                Thread.ofVirtual().name("http-" + socket.getRemoteSocketAddress()).start(() -> serve(socket));
            } catch (IOException e) {
                if (!closed) {
                    LOG.warn("Accepting a connection failed", e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try {
            socket.setTcpNoDelay(true);
            serveRequests(socket);
        } catch (IOException e) {
            LOG.debug("A connection ended: {}", e.toString());
        } catch (RuntimeException e) {
            LOG.warn("A request failed", e);
        } finally {
            connections.remove(socket);
            closeQuietly(socket);
        }
    }

    private void serveRequests(Socket socket) throws IOException {
        BufferedInputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        RequestReader reader = new RequestReader(in);
        while (true) {
            Optional<HttpRequest> request;
            try {
                request = reader.read();
            } catch (BadRequestException e) {
                refuse(socket, e.getMessage());
                lingerAndClose(socket, in);
                return;
            }
            if (request.isEmpty()) {
                return;
            }
            HttpExchange exchange = new HttpExchange(socket, request.get(), in);
            handler.handle(exchange);
            if (!exchange.isResponded()) {
                throw new IllegalStateException("No reply to " + request.get().target());
            }
            if (exchange.isEnded()) {
                lingerAndClose(socket, in);
                return;
            }
            exchange.drainBody();
        }
    }

    private static void refuse(Socket socket, String message) throws IOException {
        String body = "Bad Request. <br/> " + message;
        HttpResponse response = HttpResponse.of(400).header("content-type", "text/html").header("content-length", String.valueOf(body.length())).body(body);
        socket.getOutputStream().write(response.head());
        socket.getOutputStream().write(response.body());
        socket.getOutputStream().flush();
    }

    /** Lets a client that is still sending a small body read the reply before the connection breaks. */
    private static void lingerAndClose(Socket socket, InputStream in) throws IOException {
        if (socket.isClosed()) {
            return;
        }
        socket.shutdownOutput();
        socket.setSoTimeout(LINGER_MILLIS);
        byte[] buffer = new byte[LINGER_BYTES];
        int left = LINGER_BYTES;
        while (left > 0) {
            int read = in.read(buffer, 0, left);
            if (read < 0) {
                break;
            }
            left -= read;
        }
        socket.close();
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception e) {
            LOG.debug("Closing failed: {}", e.toString());
        }
    }
}
