package io.github.nifistarrocks.emulator.scan;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Optional;

import com.starrocks.shade.org.apache.thrift.TException;
import com.starrocks.shade.org.apache.thrift.protocol.TBinaryProtocol;
import com.starrocks.shade.org.apache.thrift.protocol.TProtocol;
import com.starrocks.shade.org.apache.thrift.transport.TIOStreamTransport;
import com.starrocks.shade.org.apache.thrift.transport.TTransport;
import com.starrocks.shade.org.apache.thrift.transport.TTransportException;
import com.starrocks.thrift.TStarrocksExternalService;
import io.github.nifistarrocks.emulator.fault.ActiveFaults;
import io.github.nifistarrocks.emulator.fault.Fault;
import io.github.nifistarrocks.emulator.fault.Faults;
import io.github.nifistarrocks.emulator.fault.RequestKind;
import io.github.nifistarrocks.emulator.net.SocketServer;
import io.github.nifistarrocks.emulator.scan.wire.ReplyProtocol;
import io.github.nifistarrocks.emulator.scan.wire.ReplyStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The thrift port of one BE: unframed {@code TBinaryProtocol}, strict both ways, one thread a connection. */
public final class ThriftScanServer implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(ThriftScanServer.class);

    private static final int UNREAD_BYTES = 4096;

    private final ScanService service;
    private final Faults faults;
    private final SocketServer server;

    private ThriftScanServer(final ScanService service, final Faults faults, final InetAddress address, final int port) throws IOException {
        this.service = service;
        this.faults = faults;
        this.server = SocketServer.start(address, port, Thread.ofPlatform().daemon().name("starrocks-thrift-", 1), this::serve);
    }

    /** @param port 0 for any free port */
    public static ThriftScanServer start(final ScanService service, final Faults faults, final InetAddress address, final int port) throws IOException {
        return new ThriftScanServer(service, faults, address, port);
    }

    public int port() {
        return server.port();
    }

    /** Stops listening, breaks every connection and drops the scanners, as if the process had died. */
    @Override
    public void close() {
        server.close();
        service.closeAll();
    }

    private void accept(final Socket socket, final ReplyStream replies) throws IOException {
        final ActiveFaults active = faults.next(RequestKind.SCAN_CONNECTION, service.name());
        final Optional<Fault.Delay> delay = active.find(Fault.Delay.class);
        if (delay.isPresent()) {
            socket.setReceiveBufferSize(UNREAD_BYTES);
            active.sleep(delay.get().time());
        }
        if (active.has(Fault.ResetBeforeBody.class)) {
            replies.reset();
        }
    }

    private void serve(final Socket socket) throws IOException {
        final ReplyStream replies = new ReplyStream(socket);
        try {
            accept(socket, replies);
            final TTransport transport = new TIOStreamTransport(new BufferedInputStream(socket.getInputStream()), replies);
            final TProtocol requests = new TBinaryProtocol(transport, true, true);
            final ReplyProtocol protocol = new ReplyProtocol(transport);
            final ScanConnection handler = new ScanConnection(service, faults, replies, protocol);
            final TStarrocksExternalService.Processor<ScanConnection> processor = new TStarrocksExternalService.Processor<>(handler);
            while (true) {
                processor.process(requests, protocol);
            }
        } catch (TTransportException e) {
            LOGGER.debug("Thrift connection from {} ended", socket.getRemoteSocketAddress(), e);
        } catch (TException e) {
            LOGGER.info("Thrift connection from {} failed: {}", socket.getRemoteSocketAddress(), e.toString());
        }
    }
}
