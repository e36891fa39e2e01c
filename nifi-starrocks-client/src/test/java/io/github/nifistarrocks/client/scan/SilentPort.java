package io.github.nifistarrocks.client.scan;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A TCP port that does not answer further connections, as a host behind a firewall: its queue of connections is full. */
final class SilentPort implements AutoCloseable {

    private static final int MAX_QUEUE = 20;
    private static final int TIMEOUT_MILLIS = 200;

    private final ServerSocket listener = new ServerSocket();
    private final List<Socket> queue = new ArrayList<>();

    private SilentPort() throws IOException {}

    static SilentPort at(final InetSocketAddress address) throws IOException {
        final SilentPort port = new SilentPort();
        port.listener.bind(address, 1);
        for (int i = 0; i < MAX_QUEUE; i++) {
            final Socket socket = new Socket();
            port.queue.add(socket);
            try {
                socket.connect(address, TIMEOUT_MILLIS);
            } catch (SocketTimeoutException e) {
                return port;
            }
        }
        port.close();
        throw new IOException("The port still answers after %d connections".formatted(MAX_QUEUE));
    }

    int number() {
        return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (final Socket socket : queue) {
            socket.close();
        }
    }
}
