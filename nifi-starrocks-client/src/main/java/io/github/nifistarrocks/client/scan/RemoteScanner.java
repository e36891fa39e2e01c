package io.github.nifistarrocks.client.scan;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.scan.arrow.StreamBuffer;
import org.apache.arrow.memory.OutOfMemoryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A scanner on a BE, from opening to closing, and the connection to it. For one thread at a time; any thread may {@link #abort()}.
 *
 * <p>The messages of its exceptions contain the cause only, in lower case: the caller adds which call of which scan failed.
 */
final class RemoteScanner implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(RemoteScanner.class);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CLOSE_SAME_CONNECTION_TIMEOUT = Duration.ofSeconds(3);

    private final ScanRequest request;
    private final ScanTimeouts timeouts;
    private final Socket socket = new Socket();
    private BackendConnection connection;
    private Deadline end = new Deadline(System.nanoTime());
    private Optional<String> contextId = Optional.empty();

    RemoteScanner(final ScanRequest request, final ScanTimeouts timeouts) {
        this.request = request;
        this.timeouts = timeouts;
    }

    /**
     * A refusal that is due to an earlier scanner of the plan is not one of this scanner: the BE forgets it when it has reported it.
     *
     * @return the columns that the scanner selects
     */
    List<ScanColumn> open(final HostPort reachable) throws StarRocksException {
        final InetSocketAddress address = new InetSocketAddress(reachable.host(), reachable.port());
        connection = BackendConnection.open(socket, address, Deadline.in(timeouts.connect()).remainingMillis());
        final Deadline deadline = Deadline.in(timeouts.open());
        ScannerCalls.Opened opened = open(deadline);
        if (opened.status().isEarlierFailure()) {
            LOGGER.warn("BE [{}] reports why an earlier scanner of the plan of [{}] failed: {} The scanner is opened again", reachable, request.table(),
                    opened.status().toException().getMessage());
            if (contextId.isPresent()) {
                closeRemote(connection, contextId.get(), Deadline.in(CLOSE_SAME_CONNECTION_TIMEOUT));
            }
            opened = open(deadline);
        }
        if (!opened.status().isOk()) {
            throw opened.status().toException();
        }
        if (contextId.isEmpty() || opened.columns().isEmpty()) {
            throw new StarRocksException(Kind.PROTOCOL, "the BE opened a scanner without a context id or without columns.");
        }
        return List.copyOf(opened.columns());
    }

    private ScannerCalls.Opened open(final Deadline deadline) throws StarRocksException {
        contextId = Optional.empty();
        end = Deadline.in(request.limits().queryTimeout());
        connection.send(ScannerCalls.OPEN, protocol -> ScannerCalls.writeOpen(protocol, request));
        final ScannerCalls.Opened reply = connection.receive(ScannerCalls::readOpened, deadline.or(lastReply()));
        contextId = reply.contextId();
        return reply;
    }

    /**
     * Requests a batch; {@link #receive()} must follow.
     *
     * @param offset rows received so far
     */
    void request(final long offset) throws StarRocksException {
        final String context = contextId.orElseThrow();
        connection.send(ScannerCalls.NEXT, protocol -> ScannerCalls.writeNext(protocol, context, offset));
    }

    /**
     * Receives the requested batch.
     *
     * @param rows gets its bytes
     * @return true when it is the last one
     */
    boolean receive(final StreamBuffer rows) throws StarRocksException {
        final ScannerCalls.Batch reply;
        try {
            reply = connection.receive(protocol -> ScannerCalls.readBatch(protocol, rows), lastReply());
        } catch (OutOfMemoryException | OutOfMemoryError e) {
            connection.close();
            throw new StarRocksException(Kind.BATCH_TOO_LARGE, "a batch exceeds the memory of this JVM. Use smaller batches or a larger heap.", e);
        }
        if (!reply.status().isOk()) {
            throw reply.status().toException(end);
        }
        if (rows.length() == 0 && !reply.endOfScan()) {
            throw new StarRocksException(Kind.UNAVAILABLE, "the BE sent neither rows nor the end of the scan. It does so when it fails to convert rows to "
                    + "Arrow: its log (be.WARNING) contains the reason. Start again on another replica.");
        }
        return reply.endOfScan();
    }

    /** Ends the call in progress and all later calls, except {@link #close()}. May be called by any thread. */
    void abort() {
        try {
            socket.close();
        } catch (IOException e) {
            LOGGER.debug("A connection could not be closed", e);
        }
    }

    /** Closes the scanner on the BE, in at most five seconds, and the connection. Never throws. */
    @Override
    public void close() {
        contextId.ifPresent(this::closeRemote);
        abort();
    }

    /** Uses a new connection if the connection of the scanner is broken or waits for a batch, which may take as long as the query. */
    private void closeRemote(final String context) {
        final Deadline deadline = Deadline.in(CLOSE_TIMEOUT);
        if (connection.isIdle()) {
            try {
                closeRemote(connection, context, deadline.orIn(CLOSE_SAME_CONNECTION_TIMEOUT));
                return;
            } catch (StarRocksException e) {
                LOGGER.debug("Scanner [{}] could not be closed over its own connection", context, e);
            }
        }
        abort();
        try (Socket fresh = new Socket();
                BackendConnection other = BackendConnection.open(fresh, connection.address(),
                        deadline.orIn(timeouts.connect()).remainingMillis())) {
            closeRemote(other, context, deadline);
        } catch (StarRocksException | IOException e) {
            LOGGER.warn("Scanner [{}] of [{}] could not be closed on BE [{}], which will drop it when it has been idle for {}", context, request.table(),
                    connection.address(), request.limits().keepAlive(), e);
        }
    }

    /** The BE counts the query timeout from the latest scanner of the plan that was opened there, and this scan from its own. */
    private Deadline lastReply() {
        return end.plus(timeouts.replyMargin());
    }

    private static void closeRemote(final BackendConnection connection, final String context, final Deadline deadline) throws StarRocksException {
        connection.send(ScannerCalls.CLOSE, protocol -> ScannerCalls.writeClose(protocol, context));
        connection.receive(ScannerCalls::readClosed, deadline);
    }
}
