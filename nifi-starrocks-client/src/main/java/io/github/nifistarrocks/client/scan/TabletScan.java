package io.github.nifistarrocks.client.scan;

import java.util.List;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.scan.arrow.ArrowBatches;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a group of tablets from one BE, batch by batch, over the Thrift service of the BE (StarrocksExternalService.thrift). While the caller works on
 * a batch, the BE prepares the next one. For one thread at a time; any thread may cancel the {@link CallScope}.
 *
 * <p>A failed scan cannot be resumed, and its rows must be dropped: when the tablets are opened again, their rows have another order.
 */
public final class TabletScan implements AutoCloseable {

    private static final Logger LOGGER = LoggerFactory.getLogger(TabletScan.class);

    private static final int MAX_LISTED_TABLETS = 10;

    private final ScanRequest request;
    private final BackendAddress backend;
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

    private TabletScan(final ScanRequest request, final BackendAddress backend, final RemoteScanner scanner, final CallScope scope)
            throws CallCancelledException {
        this.request = request;
        this.backend = backend;
        this.scanner = scanner;
        this.scope = scope;
        registration = scope.register(scanner::abort);
    }

    /**
     * Connects and opens a scanner.
     *
     * @param backend has all tablets
     * @param scope cancels the scan until it is closed
     * @throws StarRocksException UNAVAILABLE or EXPIRED when another replica may succeed; OVERLOADED, INVALID, DENIED or PROTOCOL
     * @throws CallCancelledException when the scope is cancelled
     */
    public static TabletScan open(final ScanRequest request, final BackendAddress backend, final ScanTimeouts timeouts, final CallScope scope)
            throws StarRocksException, CallCancelledException {
        final RemoteScanner scanner = new RemoteScanner(request, timeouts);
        final TabletScan scan = new TabletScan(request, backend, scanner, scope);
        try {
            scan.columns = scanner.open(backend.reachable());
            scan.batches = new ArrowBatches(scan.columns.size());
            scan.state = State.BEFORE_FIRST;
            return scan;
        } catch (StarRocksException e) {
            throw scan.failed("opened", e);
        } catch (OutOfMemoryError | StackOverflowError e) {
            throw scan.failed("opened", exhausted(Kind.OVERLOADED, e));
        } finally {
            if (scan.state != State.BEFORE_FIRST) {
                scan.close();
            }
        }
    }

    /** Address of the BE as the FE names it. */
    public HostPort replica() {
        return backend.registered();
    }

    /** Name and StarRocks type of each column, in the order of the vectors. Match them by position: names of vectors may differ. */
    public List<ScanColumn> columns() {
        return columns;
    }

    /**
     * Goes to the next batch.
     *
     * @return false when all rows have been read; after true, {@link #batch()} is valid until the next call
     * @throws StarRocksException UNAVAILABLE or EXPIRED when another replica may succeed; BATCH_TOO_LARGE, OVERLOADED, INVALID, DENIED or PROTOCOL; the rows
     *     read must be dropped
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
        } catch (StarRocksException e) {
            throw failed("read", e);
        } catch (OutOfMemoryError | StackOverflowError e) {
            throw failed("read", exhausted(Kind.BATCH_TOO_LARGE, e));
        }
    }

    /** What a BE sends must not end the caller, who can read another replica or smaller batches. */
    private static StarRocksException exhausted(final Kind kind, final VirtualMachineError error) {
        return new StarRocksException(kind, "the reply exceeds the memory of this JVM (%s). Use smaller batches or a larger heap.".formatted(error), error);
    }

    /** Receives the outstanding reply and requests the next one. False at the end. */
    private boolean receive() throws StarRocksException {
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
     * The batch of the last {@link #nextBatch()}; it may have no rows.
     *
     * @throws IllegalStateException when that did not return true
     */
    public VectorSchemaRoot batch() {
        if (state != State.MORE_TO_COME && state != State.ON_LAST) {
            throw new IllegalStateException("There is no batch");
        }
        return batches.root();
    }

    /** Rows of all batches so far, including this one. */
    public long rows() {
        return rows;
    }

    /** Arrow bytes received so far. */
    public long bytes() {
        return bytes;
    }

    private StarRocksException failed(final String undone, final StarRocksException fault) throws CallCancelledException {
        state = State.FAILED;
        scope.throwIfCancelled();
        return new StarRocksException(fault.kind(),
                "Tablets %s of [%s] could not be %s on BE %s: %s".formatted(tablets(), request.table(), undone, backend, fault.getMessage()), fault);
    }

    private String tablets() {
        final List<Long> ids = request.tabletIds();
        return ids.size() <= MAX_LISTED_TABLETS
                ? ids.toString()
                : "%s and %d more".formatted(ids.subList(0, MAX_LISTED_TABLETS), ids.size() - MAX_LISTED_TABLETS);
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
                LOGGER.error("Memory of the scan of tablets {} of [{}] was not released", tablets(), request.table(), e);
            }
        }
    }
}
