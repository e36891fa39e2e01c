package io.github.nifistarrocks.client.scan;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A scanner on a BE, from its opening to its closing, and the connection to it. */
final class RemoteScanner implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(RemoteScanner.class);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CLOSE_HERE_TIMEOUT = Duration.ofSeconds(3);

    private final ScanRequest request;
    private final Duration connectTimeout;
    private final Duration replyTimeout;
    private final Socket socket = new Socket();
    private final RowsBuffer rows = new RowsBuffer();
    private BackendConnection connection;
    private Optional<String> contextId = Optional.empty();

    /** @param replyTimeout for the whole of each reply */
    RemoteScanner(final ScanRequest request, final Duration connectTimeout, final Duration replyTimeout) {
        this.request = request;
        this.connectTimeout = connectTimeout;
        this.replyTimeout = replyTimeout;
    }

    /** @return what the scanner selects */
    List<ScanColumn> open(final HostPort reachable) throws ScanFault {
        final InetSocketAddress address = new InetSocketAddress(reachable.host(), reachable.port());
        connection = BackendConnection.open(socket, address, Deadline.in(connectTimeout).remainingMillis());
        connection.send(ScannerCalls.OPEN, protocol -> ScannerCalls.writeOpen(protocol, request));
        final ScannerCalls.Opened answer = connection.receive(ScannerCalls::readOpened, Deadline.in(replyTimeout));
        contextId = answer.contextId();
        if (!answer.status().isOk()) {
            throw answer.status().toFault();
        }
        if (contextId.isEmpty() || answer.columns().isEmpty()) {
            throw new ScanFault(Kind.PROTOCOL, "the BE opened a scanner without a context id or without columns.");
        }
        return List.copyOf(answer.columns());
    }

    /**
     * Asks for a batch; {@link #receive()} is to follow.
     *
     * @param offset rows received so far
     */
    void request(final long offset) throws ScanFault {
        final String context = contextId.orElseThrow();
        connection.send(ScannerCalls.NEXT, protocol -> ScannerCalls.writeNext(protocol, context, offset));
    }

    /**
     * Receives what was asked for: its bytes are in {@link #rows()}.
     *
     * @return true when it is the last
     */
    boolean receive() throws ScanFault {
        final ScannerCalls.Batch answer;
        try {
            answer = connection.receive(protocol -> ScannerCalls.readBatch(protocol, rows), Deadline.in(replyTimeout));
        } catch (OutOfMemoryError e) {
            connection.close();
            throw new ScanFault(Kind.OVERLOADED, "a batch does not fit into this JVM's memory. Make the batches smaller or the heap larger.", e);
        }
        if (!answer.status().isOk()) {
            throw answer.status().toFault();
        }
        if (rows.length() == 0 && !answer.endOfScan()) {
            throw new ScanFault(Kind.UNAVAILABLE, "the BE sent neither rows nor the end of the scan, which it does when it fails to convert rows to Arrow. "
                    + "Start again on another replica; its log (be.WARNING) has the reason.");
        }
        return answer.endOfScan();
    }

    /** The last batch; stays as it is until the next is received. */
    RowsBuffer rows() {
        return rows;
    }

    /** Breaks off the call in progress and all later ones, but not {@link #close()}. To be called by any thread. */
    void abort() {
        try {
            socket.close();
        } catch (IOException e) {
            LOGGER.debug("A connection could not be closed", e);
        }
    }

    /** Tells the BE, in at most five seconds, and closes the connection. Never throws. */
    @Override
    public void close() {
        contextId.ifPresent(this::tell);
        abort();
    }

    /** Over a connection of its own when the scanner's is broken or still owes a batch: that may take as long as the query. */
    private void tell(final String context) {
        final Deadline deadline = Deadline.in(CLOSE_TIMEOUT);
        if (connection.isIdle()) {
            try {
                tell(connection, context, deadline.orIn(CLOSE_HERE_TIMEOUT));
                return;
            } catch (ScanFault e) {
                LOGGER.debug("Scanner [{}] could not be closed over its own connection", context, e);
            }
        }
        abort();
        try (Socket fresh = new Socket();
                BackendConnection other = BackendConnection.open(fresh, connection.address(),
                        deadline.orIn(connectTimeout).remainingMillis())) {
            tell(other, context, deadline);
        } catch (ScanFault | IOException e) {
            LOGGER.warn("Scanner [{}] of [{}] could not be closed on BE [{}], which will drop it when it has been idle for {}", context, request.table(),
                    connection.address(), request.keepAlive(), e);
        }
    }

    private static void tell(final BackendConnection connection, final String context, final Deadline deadline) throws ScanFault {
        connection.send(ScannerCalls.CLOSE, protocol -> ScannerCalls.writeClose(protocol, context));
        connection.receive(ScannerCalls::readClosed, deadline);
    }
}
