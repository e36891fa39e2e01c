package io.github.nifistarrocks.client.scan;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.scan.arrow.StreamBuffer;
import io.github.nifistarrocks.client.scan.socket.Deadline;
import io.github.nifistarrocks.client.scan.socket.PeerSocket;
import org.apache.arrow.memory.OutOfMemoryException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A scanner on a BE, from opening to closing, and the connection to it. For one thread at a time; any thread may {@link #abort()}.
 *
 * <p>The messages of its exceptions contain the cause only, in lower case: the caller adds which call of which scan failed.
 */
final class RemoteScanner implements BatchReceiver.Source, AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(RemoteScanner.class);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CLOSE_SAME_CONNECTION_TIMEOUT = Duration.ofSeconds(3);

    private final ScanRequest request;
    private final BackendAddress backend;
    private final Backends backends;
    private final PeerSocket socket = new PeerSocket();
    private BackendConnection connection;
    private Deadline end = new Deadline(System.nanoTime());
    private Optional<String> contextId = Optional.empty();

    RemoteScanner(final ScanRequest request, final BackendAddress backend, final Backends backends) {
        this.request = request;
        this.backend = backend;
        this.backends = backends;
    }

    /**
     * A refusal that is due to an earlier scanner of the plan is not one of this scanner: the BE forgets it when it has reported it.
     *
     * @return the columns that the scanner selects
     * @throws CallCancelledException when the thread is interrupted, or the scanner is aborted, before it is connected
     */
    List<ScanColumn> open() throws StarRocksException, CallCancelledException {
        ScannerCalls.Opened opened = connectAndOpen();
        if (opened.status().isEarlierFailure()) {
            LOGGER.warn("BE {} reports why an earlier scanner of the plan of [{}] failed: {} The scanner is opened again", backend, request.table(),
                    opened.status().toException().getMessage());
            if (contextId.isPresent()) {
                closeRemote(connection, contextId.get(), Deadline.in(CLOSE_SAME_CONNECTION_TIMEOUT));
            }
            opened = openRemote();
        }
        if (!opened.status().isOk()) {
            throw opened.status().toException();
        }
        if (contextId.isEmpty() || opened.columns().isEmpty()) {
            throw new StarRocksException(Kind.PROTOCOL, "the BE opened a scanner without a context id or without columns.");
        }
        return List.copyOf(opened.columns());
    }

    private ScannerCalls.Opened connectAndOpen() throws StarRocksException, CallCancelledException {
        try {
            connection = BackendConnection.open(socket, backend.reachable(), backends.resolver(), Deadline.in(backends.timeouts().connect()));
            final ScannerCalls.Opened opened = openRemote();
            backends.coolDown().reached(backend.registered());
            return opened;
        } catch (StarRocksException e) {
            coolDown();
            throw e;
        }
    }

    /** Unless it was this client that broke the connection. */
    private void coolDown() {
        if (!socket.isAborted()) {
            backends.coolDown().failed(backend.registered());
        }
    }

    private ScannerCalls.Opened openRemote() throws StarRocksException {
        contextId = Optional.empty();
        end = Deadline.in(request.limits().queryTimeout());
        final Deadline deadline = lastReply().orIn(backends.timeouts().open());
        connection.send(ScannerCalls.OPEN, protocol -> ScannerCalls.writeOpen(protocol, request), deadline);
        final ScannerCalls.Opened reply = connection.receive(ScannerCalls::readOpened, deadline);
        contextId = reply.contextId();
        return reply;
    }

    @Override
    public void request(final long offset) throws StarRocksException {
        final String context = contextId.orElseThrow();
        try {
            connection.send(ScannerCalls.NEXT, protocol -> ScannerCalls.writeNext(protocol, context, offset), lastReply());
        } catch (StarRocksException e) {
            coolDownBeforeEnd();
            throw e;
        }
    }

    /** A BE that is only slow does not break a connection before the end of the query. */
    private void coolDownBeforeEnd() {
        if (!end.isOver()) {
            coolDown();
        }
    }

    @Override
    public boolean receive(final StreamBuffer rows) throws StarRocksException {
        final ScannerCalls.Batch reply;
        try {
            reply = connection.receive(protocol -> ScannerCalls.readBatch(protocol, rows), lastReply());
        } catch (StarRocksException e) {
            coolDownBeforeEnd();
            throw e;
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

    /** {@link #close()} is not ended. */
    @Override
    public void abort() {
        socket.close();
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
        try (PeerSocket fresh = new PeerSocket();
                BackendConnection other = BackendConnection.open(fresh, connection.address(), deadline.orIn(backends.timeouts().connect()))) {
            closeRemote(other, context, deadline);
        } catch (StarRocksException e) {
            LOGGER.warn("Scanner [{}] of [{}] could not be closed on BE {}, which will drop it when it has been idle for {}", context, request.table(),
                    backend, request.limits().keepAlive(), e);
        }
    }

    /** The BE counts the query timeout from the latest scanner of the plan that was opened there, and this scan from its own. */
    private Deadline lastReply() {
        return end.plus(backends.timeouts().replyMargin());
    }

    private static void closeRemote(final BackendConnection connection, final String context, final Deadline deadline) throws StarRocksException {
        connection.send(ScannerCalls.CLOSE, protocol -> ScannerCalls.writeClose(protocol, context), deadline);
        connection.receive(ScannerCalls::readClosed, deadline);
    }
}
