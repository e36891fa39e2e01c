package io.github.nifistarrocks.emulator.scan;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import com.starrocks.shade.org.apache.thrift.TException;
import com.starrocks.shade.org.apache.thrift.protocol.TBinaryProtocol;
import com.starrocks.shade.org.apache.thrift.protocol.TProtocol;
import com.starrocks.shade.org.apache.thrift.transport.TIOStreamTransport;
import com.starrocks.shade.org.apache.thrift.transport.TTransportException;
import com.starrocks.thrift.TStarrocksExternalService;
import io.github.nifistarrocks.emulator.fault.Faults;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thrift port of one BE: unframed {@code TBinaryProtocol}, strict both ways, one thread a connection. */
public final class ThriftScanServer implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(ThriftScanServer.class);
    private static final int BACKLOG = 128;
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final ScanService service;
    private final Faults faults;
    private final ServerSocket serverSocket;
    private final Thread acceptor;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    private ThriftScanServer(ScanService service, Faults faults, ServerSocket serverSocket) {
        this.service = service;
        this.faults = faults;
        this.serverSocket = serverSocket;
        this.acceptor = Thread.ofPlatform().daemon().name("starrocks-thrift-" + port()).unstarted(this::accept);
    }

    /** @param port 0 for any free port */
    public static ThriftScanServer start(ScanService service, Faults faults, InetAddress address, int port) throws IOException {
        ServerSocket serverSocket = new ServerSocket();
        serverSocket.setReuseAddress(true);
        serverSocket.bind(new InetSocketAddress(address, port), BACKLOG);
        ThriftScanServer server = new ThriftScanServer(service, faults, serverSocket);
        server.acceptor.start();
        return server;
    }

    public int port() {
        return serverSocket.getLocalPort();
    }

    /** Stops listening, breaks every connection and drops the scanners, as the death of the process would. */
    @Override
    public void close() {
        closed = true;
        try {
            serverSocket.close();
        } catch (IOException e) {
            LOGGER.debug("Closing thrift port {} failed", port(), e);
        }
        connections.forEach(ThriftScanServer::closeQuietly);
        service.closeAll();
        awaitAcceptor();
    }

    /** The port refuses connections only when nobody waits for one any more. */
    private void awaitAcceptor() {
        try {
            acceptor.join(CLOSE_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void accept() {
        while (!closed) {
            try {
                Socket socket = serverSocket.accept();
                connections.add(socket);
                if (closed) {
                    closeQuietly(socket);
                }
                Thread.ofPlatform().daemon().name("starrocks-thrift-" + port() + "-" + socket.getPort()).start(() -> serve(socket));
            } catch (IOException e) {
                if (!closed) {
                    LOGGER.warn("Accepting a thrift connection on port {} failed", port(), e);
                }
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            ReplyStream replies = new ReplyStream(socket);
            TProtocol protocol = new TBinaryProtocol(new TIOStreamTransport(new BufferedInputStream(socket.getInputStream()), replies), true, true);
            ScanConnection handler = new ScanConnection(service, faults, replies);
            TStarrocksExternalService.Processor<ScanConnection> processor = new TStarrocksExternalService.Processor<>(handler);
            while (!closed) {
                processor.process(protocol, protocol);
            }
        } catch (TTransportException e) {
            LOGGER.debug("Thrift connection from {} ended", socket.getRemoteSocketAddress(), e);
        } catch (TException | IOException e) {
            LOGGER.info("Thrift connection from {} failed: {}", socket.getRemoteSocketAddress(), e.toString());
        } finally {
            connections.remove(socket);
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOGGER.debug("Closing a thrift connection failed", e);
        }
    }
}
