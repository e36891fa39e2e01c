package io.github.nifistarrocks.emulator.net;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A TCP port with one thread per connection. */
public final class SocketServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SocketServer.class);
    private static final int BACKLOG = 256;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final ServerSocket listener;
    private final Thread.Builder threads;
    private final ConnectionHandler handler;
    private final Thread acceptor;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private SocketServer(final ServerSocket listener, final Thread.Builder threads, final ConnectionHandler handler) {
        this.listener = listener;
        this.threads = threads;
        this.handler = handler;
        this.acceptor = Thread.ofPlatform().daemon().name("accept-" + port()).unstarted(this::accept);
    }

    /**
     * @param port 0 for any free one
     * @param threads makes the threads that serve connections
     */
    public static SocketServer start(final InetAddress address, final int port, final Thread.Builder threads, final ConnectionHandler handler)
            throws IOException {
        return start(new ServerSocket(), new InetSocketAddress(address, port), threads, handler);
    }

    /**
     * @param listener not bound yet, such as one for TLS
     * @param threads makes the threads that serve connections
     */
    public static SocketServer start(final ServerSocket listener, final InetSocketAddress address, final Thread.Builder threads,
            final ConnectionHandler handler) throws IOException {
        listener.setReuseAddress(true);
        listener.bind(address, BACKLOG);
        final SocketServer server = new SocketServer(listener, threads, handler);
        server.acceptor.start();
        return server;
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Closes all connections at once and frees the port. The JDK frees a port only when no thread waits for connections. */
    @Override
    public void close() {
        closed = true;
        closeQuietly(listener);
        connections.forEach(SocketServer::closeQuietly);
        try {
            acceptor.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!closed) {
            try {
                final Socket socket = listener.accept();
                connections.add(socket);
                if (closed) {
                    closeQuietly(socket);
                }
                threads.start(() -> serve(socket));
            } catch (IOException e) {
                if (!closed) {
                    LOG.warn("Accepting a connection on port {} failed", port(), e);
                }
            }
        }
    }

    private void serve(final Socket socket) {
        try {
            socket.setTcpNoDelay(true);
            handler.serve(socket);
        } catch (IOException e) {
            LOG.debug("A connection to port {} ended: {}", port(), e.toString());
        } catch (RuntimeException e) {
            LOG.warn("A request to port {} failed", port(), e);
        } finally {
            connections.remove(socket);
            closeQuietly(socket);
        }
    }

    private static void closeQuietly(final Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("Closing failed: {}", e.toString());
        }
    }

    /** Serves one connection until it ends; afterwards it is closed. */
    @FunctionalInterface
    public interface ConnectionHandler {

        void serve(Socket socket) throws IOException;
    }
}
