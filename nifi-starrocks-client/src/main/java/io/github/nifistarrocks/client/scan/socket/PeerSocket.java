package io.github.nifistarrocks.client.scan.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.ErrorText;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.HostResolver;

/** The socket of one connection to a server. Is connected by one thread; any thread may {@link #close} it at any time, which ends the call in progress. */
public final class PeerSocket implements AutoCloseable {

    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final Supplier<Socket> sockets;
    private Socket socket;

    public PeerSocket() {
        this(Socket::new);
    }

    /** @param sockets for each address that is tried, not connected yet */
    public PeerSocket(final Supplier<Socket> sockets) {
        this.sockets = sockets;
        socket = sockets.get();
    }

    /**
     * Connects to the first address of a host that accepts the connection.
     *
     * @throws UnknownHostException when the host has no address, or its lookup does not end in time
     * @throws IOException with the failure of each address
     * @throws CallCancelledException when the thread is interrupted, or the socket is closed, during the lookup
     */
    public void connect(final HostPort server, final HostResolver resolver, final Deadline deadline) throws IOException, CallCancelledException {
        final List<InetSocketAddress> addresses = resolver.resolve(server.host(), deadline.remaining(), closed).stream()
                .map(address -> new InetSocketAddress(address, server.port())).toList();
        connect(addresses, deadline);
    }

    /** Connects to the first address that accepts the connection, each of which gets an equal part of the time that is left. */
    public void connect(final List<InetSocketAddress> addresses, final Deadline deadline) throws IOException {
        final List<IOException> failures = new ArrayList<>();
        for (int tried = 0; tried < addresses.size(); tried++) {
            try {
                connect(addresses.get(tried), Math.max(1, deadline.remainingMillis() / (addresses.size() - tried)));
                return;
            } catch (IOException e) {
                failures.add(described(addresses.get(tried), e));
                if (closed.isDone() || deadline.isOver()) {
                    break;
                }
            }
        }
        throw joined(failures);
    }

    private void connect(final InetSocketAddress address, final int timeoutMillis) throws IOException {
        final Socket fresh = renew();
        fresh.setOption(StandardSocketOptions.TCP_NODELAY, true);
        fresh.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        fresh.connect(address, timeoutMillis);
    }

    /** A socket that has failed to connect cannot be used again. */
    private synchronized Socket renew() throws IOException {
        if (closed.isDone()) {
            throw new SocketException("Socket closed");
        }
        SocketTransport.close(socket);
        socket = sockets.get();
        return socket;
    }

    private static IOException described(final InetSocketAddress address, final IOException failure) {
        return new IOException("%s: %s".formatted(address, failure instanceof SocketTimeoutException ? "no answer in time" : ErrorText.describe(failure)),
                failure);
    }

    private static IOException joined(final List<IOException> failures) {
        final IOException all = new IOException(String.join("; ", failures.stream().map(Throwable::getMessage).toList()), failures.getLast());
        failures.subList(0, failures.size() - 1).forEach(all::addSuppressed);
        return all;
    }

    /** The transport of the connection. */
    public synchronized SocketTransport transport() throws IOException {
        return new SocketTransport(socket);
    }

    /** The address that is connected. */
    public synchronized InetSocketAddress address() {
        return (InetSocketAddress) socket.getRemoteSocketAddress();
    }

    /** Whether {@link #close} was called, and not only its connection lost. */
    public boolean isAborted() {
        return closed.isDone();
    }

    public synchronized boolean isClosed() {
        return socket.isClosed();
    }

    /** Never throws. */
    @Override
    public void close() {
        closed.complete(null);
        synchronized (this) {
            SocketTransport.close(socket);
        }
    }
}
