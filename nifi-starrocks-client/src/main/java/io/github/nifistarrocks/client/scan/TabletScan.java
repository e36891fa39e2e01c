package io.github.nifistarrocks.client.scan;

import java.time.Duration;
import java.util.List;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.StarRocksException;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a group of tablets from one BE, batch by batch, over the BE's thrift service (StarrocksExternalService.thrift). While the caller works on a
 * batch the BE already answers for the next. To be used by one thread at a time; the {@link CallScope} may be cancelled by any.
 *
 * <p>A scan that has failed cannot be resumed: rows come in another order when the tablets are opened again, so what was read is worth nothing then.
 */
public final class TabletScan implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(TabletScan.class);

    /** What a BE may be late by when it enforces the query timeout itself. */
    private static final Duration REPLY_MARGIN = Duration.ofSeconds(10);
    private static final int NAMED_TABLETS = 10;

    private final ScanRequest request;
    private final HostPort replica;
    private final HostPort reachable;
    private final CallScope scope;
    private final CallScope.Registration registration;
    private final RemoteScanner scanner;
    private List<ScanColumn> columns = List.of();
    private ArrowBatches batches;
    private State state = State.OPENING;
    private long rowsReceived;
    private long rows;
    private long bytes;

    private enum State {
        OPENING, BEFORE_FIRST, MORE_TO_COME, ON_LAST, FINISHED, FAILED, CLOSED
    }

    private TabletScan(final ScanRequest request, final HostPort replica, final HostPort reachable, final RemoteScanner scanner, final CallScope scope)
            throws CallCancelledException {
        this.request = request;
        this.replica = replica;
        this.reachable = reachable;
        this.scanner = scanner;
        this.scope = scope;
        registration = scope.register(scanner::abort);
    }

    /**
     * Connects and opens a scanner.
     *
     * @param replica the BE as the FE names it
     * @param reachable where it is reached from here
     * @param scope cancels the scan until it is closed
     * @throws StarRocksException UNAVAILABLE when another replica may do; OVERLOADED, INVALID, DENIED or PROTOCOL
     * @throws CallCancelledException when the scope is cancelled
     */
    public static TabletScan open(final ScanRequest request, final HostPort replica, final HostPort reachable, final Duration connectTimeout,
            final CallScope scope) throws StarRocksException, CallCancelledException {
        return open(request, replica, reachable, connectTimeout, scope, REPLY_MARGIN);
    }

    static TabletScan open(final ScanRequest request, final HostPort replica, final HostPort reachable, final Duration connectTimeout, final CallScope scope,
            final Duration replyMargin) throws StarRocksException, CallCancelledException {
        final RemoteScanner scanner = new RemoteScanner(request, connectTimeout, request.queryTimeout().plus(replyMargin));
        final TabletScan scan = new TabletScan(request, replica, reachable, scanner, scope);
        try {
            scan.columns = scanner.open(reachable);
            scan.batches = new ArrowBatches(scan.columns.size());
            scan.state = State.BEFORE_FIRST;
            return scan;
        } catch (ScanFault e) {
            throw scan.failed("opened", e);
        } finally {
            if (scan.state != State.BEFORE_FIRST) {
                scan.close();
            }
        }
    }

    /** The BE that is read, as the FE names it. */
    public HostPort replica() {
        return replica;
    }

    /** Name and StarRocks type of each column, in the order of the vectors: match them by position, names of vectors may differ. */
    public List<ScanColumn> columns() {
        return columns;
    }

    /**
     * Goes to the next batch.
     *
     * @return false when all rows have been read; after true, {@link #batch()} is valid until the next call
     * @throws StarRocksException UNAVAILABLE when another replica may do; OVERLOADED, INVALID, DENIED or PROTOCOL; what has been read is void
     * @throws CallCancelledException when the scope is cancelled
     */
    public boolean nextBatch() throws StarRocksException, CallCancelledException {
        if (state == State.FAILED || state == State.CLOSED) {
            throw new IllegalStateException("The scan has %s".formatted(state == State.FAILED ? "failed" : "been closed"));
        }
        try {
            scope.throwIfCancelled();
            if (!batches.hasNext() && !receive()) {
                state = State.FINISHED;
                batches.clear();
                return false;
            }
            batches.load();
            rows += batches.root().getRowCount();
            return true;
        } catch (ScanFault e) {
            throw failed("read", e);
        }
    }

    /** Takes in the reply that is under way, and asks for the one after it. False at the end. */
    private boolean receive() throws ScanFault {
        if (state == State.ON_LAST || state == State.FINISHED) {
            return false;
        }
        if (state == State.BEFORE_FIRST) {
            scanner.request(0);
        }
        final boolean last = scanner.receive();
        final RowsBuffer stream = scanner.rows();
        state = last ? State.ON_LAST : State.MORE_TO_COME;
        if (stream.length() > 0) {
            rowsReceived += batches.accept(stream.bytes(), stream.length());
            bytes += stream.length();
        }
        if (!last) {
            scanner.request(rowsReceived);
        }
        return stream.length() > 0;
    }

    /**
     * The batch that the last {@link #nextBatch()} went to; it may have no rows.
     *
     * @throws IllegalStateException when that did not return true
     */
    public VectorSchemaRoot batch() {
        if (state != State.MORE_TO_COME && state != State.ON_LAST) {
            throw new IllegalStateException("There is no batch");
        }
        return batches.root();
    }

    /** Rows of all batches so far, this one included. */
    public long rows() {
        return rows;
    }

    /** Arrow bytes received so far. */
    public long bytes() {
        return bytes;
    }

    private StarRocksException failed(final String undone, final ScanFault fault) throws CallCancelledException {
        state = State.FAILED;
        scope.throwIfCancelled();
        return new StarRocksException(fault.kind(), "Tablets %s of [%s] could not be %s on BE [%s]%s: %s".formatted(tablets(), request.table(), undone, replica,
                reachable.equals(replica) ? "" : " (reached as [%s])".formatted(reachable), fault.getMessage()), fault);
    }

    private String tablets() {
        final List<Long> ids = request.tabletIds();
        return ids.size() <= NAMED_TABLETS ? ids.toString() : "%s and %d more".formatted(ids.subList(0, NAMED_TABLETS), ids.size() - NAMED_TABLETS);
    }

    /** Closes the scanner on the BE, in at most five seconds, and frees all memory. Never throws. */
    @Override
    public void close() {
        if (state == State.CLOSED) {
            return;
        }
        state = State.CLOSED;
        registration.close();
        scanner.close();
        if (batches != null) {
            try {
                batches.close();
            } catch (IllegalStateException e) {
                LOGGER.error("Memory of the scan of tablets {} of [{}] was not given back", tablets(), request.table(), e);
            }
        }
    }
}
