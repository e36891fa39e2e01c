package io.github.nifistarrocks.emulator.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A TCP port that is bound but not listening. Connections to it are refused, and no other process gets the port before it is released by
 * {@link #close()}.
 */
public final class ClosedPort implements AutoCloseable {

    private final Socket socket;

    private ClosedPort(final Socket socket) {
        this.socket = socket;
    }

    /** Any free port of 127.0.0.1. */
    public static ClosedPort onLoopback() {
        return at(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** @param address with port 0 for any free one */
    public static ClosedPort at(final InetSocketAddress address) {
        final Socket socket = new Socket();
        try {
            socket.setReuseAddress(true);
            socket.bind(address);
            return new ClosedPort(socket);
        } catch (IOException e) {
            throw new UncheckedIOException("Port [%s] cannot be bound".formatted(address), e);
        }
    }

    public int number() {
        return socket.getLocalPort();
    }

    /** {@code host:port}, as addresses are written. */
    @Override
    public String toString() {
        return "%s:%d".formatted(socket.getLocalAddress().getHostAddress(), number());
    }

    /** Releases the port. */
    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
