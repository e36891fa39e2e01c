package io.github.nifistarrocks.emulator.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;

import javax.net.ssl.SSLContext;

import io.github.nifistarrocks.emulator.net.SocketServer;

/** A small HTTP/1.1 server on blocking sockets. */
public final class HttpServer implements AutoCloseable {

    private static final int BUFFER = 256 * 1024;
    private static final int LINGER_BYTES = 64 * 1024;
    private static final int LINGER_MILLIS = 500;

    /** Bytes of headers that an FE reads at most, its http_max_header_size (fe-recordings, 615). */
    public static final int FRONTEND_HEAD = 32768;
    /** A BE sets no limit to libevent, which has none then (BE: http/ev_http_server.cpp). */
    public static final int BACKEND_HEAD = Integer.MAX_VALUE;

    private final HttpHandler handler;
    private final int maxHead;
    private final SocketServer server;

    private HttpServer(final ServerSocket listener, final InetSocketAddress address, final int maxHead, final HttpHandler handler) throws IOException {
        this.handler = handler;
        this.maxHead = maxHead;
        this.server = SocketServer.start(listener, address, Thread.ofVirtual().name("http-", 1), this::serve);
    }

    /**
     * @param port 0 for any free one
     * @param maxHead maximum bytes of the head of a request
     */
    public static HttpServer start(final InetAddress address, final int port, final int maxHead, final HttpHandler handler) throws IOException {
        return new HttpServer(new ServerSocket(), new InetSocketAddress(address, port), maxHead, handler);
    }

    /**
     * @param address with port 0 for any free one
     * @param maxHead maximum bytes of the head of a request
     */
    public static HttpServer startTls(final InetSocketAddress address, final SSLContext tls, final int maxHead, final HttpHandler handler) throws IOException {
        return new HttpServer(tls.getServerSocketFactory().createServerSocket(), address, maxHead, handler);
    }

    public int port() {
        return server.port();
    }

    /** Closes all connections at once and frees the port. */
    @Override
    public void close() {
        server.close();
    }

    private void serve(final Socket socket) throws IOException {
        final BufferedInputStream in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        final RequestReader reader = new RequestReader(in, maxHead);
        while (true) {
            final Optional<HttpRequest> request;
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
            final HttpExchange exchange = new HttpExchange(socket, request.get(), in);
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

    private static void refuse(final Socket socket, final String message) throws IOException {
        final String body = "Bad Request. <br/> " + message;
        final HttpResponse response = HttpResponse.of(400).header("content-type", "text/html").header("content-length", String.valueOf(body.length()))
                .body(body);
        socket.getOutputStream().write(response.head());
        socket.getOutputStream().write(response.body());
        socket.getOutputStream().flush();
    }

    /** Lets a client that is still sending a small body read the reply before the connection breaks. */
    private static void lingerAndClose(final Socket socket, final InputStream in) throws IOException {
        if (socket.isClosed()) {
            return;
        }
        socket.shutdownOutput();
        socket.setSoTimeout(LINGER_MILLIS);
        final byte[] buffer = new byte[LINGER_BYTES];
        int left = LINGER_BYTES;
        while (left > 0) {
            final int read = in.read(buffer, 0, left);
            if (read < 0) {
                break;
            }
            left -= read;
        }
        socket.close();
    }
}
