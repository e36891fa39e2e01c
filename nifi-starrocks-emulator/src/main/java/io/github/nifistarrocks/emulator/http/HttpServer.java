package io.github.nifistarrocks.emulator.http;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;

import io.github.nifistarrocks.emulator.net.SocketServer;

/** A small HTTP/1.1 server on blocking sockets. */
public final class HttpServer implements AutoCloseable {
    private static final int BUFFER = 256 * 1024;
    private static final int LINGER_BYTES = 64 * 1024;
    private static final int LINGER_MILLIS = 500;

    private final HttpHandler handler;
    private final SocketServer server;

    private HttpServer(InetAddress address, int port, HttpHandler handler) throws IOException {
        this.handler = handler;
        this.server = SocketServer.start(address, port, Thread.ofVirtual().name("http-", 1), this::serve);
    }

    /** @param port 0 for any free one */
    public static HttpServer start(InetAddress address, int port, HttpHandler handler) throws IOException {
        return new HttpServer(address, port, handler);
    }

    public int port() {
        return server.port();
    }

    /** Closes all connections at once and frees the port. */
    @Override
    public void close() {
        server.close();
    }

    private void serve(Socket socket) throws IOException {
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
}
