package io.github.nifistarrocks.client.scan;

import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.HostPort;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.core.StarRocksException.Kind;
import io.github.nifistarrocks.client.scan.arrow.ArrowBatch;
import io.github.nifistarrocks.client.scan.arrow.ArrowBatches;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a group of tablets from one BE, batch by batch, over the Thrift service of the BE (StarrocksExternalService.thrift). While the caller works on
 * a batch, the next ones are received by another thread. For one thread at a time; any thread may cancel the {@link CallScope}.
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
    private BatchReceiver receiver;
    private Optional<ArrowBatch> current = Optional.empty();
    private State state = State.OPENING;
    private long rows;

    private enum State {
        OPENING, OPEN, FAILED, CLOSED
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
     * @param backends shared by all scans
     * @param scope cancels the scan until it is closed
     * @throws StarRocksException UNAVAILABLE or EXPIRED when another replica may succeed; OVERLOADED, INVALID, DENIED or PROTOCOL
     * @throws CallCancelledException when the scope is cancelled, or the thread is interrupted
     */
    public static TabletScan open(final ScanRequest request, final BackendAddress backend, final Backends backends, final CallScope scope)
            throws StarRocksException, CallCancelledException {
        final RemoteScanner scanner = new RemoteScanner(request, backend, backends);
        final TabletScan scan = new TabletScan(request, backend, scanner, scope);
        try {
            scan.columns = scanner.open();
            scan.batches = new ArrowBatches(scan.columns.size());
            scan.receiver = new BatchReceiver(scanner, scan.batches, "StarRocks scan of %s from %s".formatted(request.table(), backend.reachable()));
            scan.state = State.OPEN;
            return scan;
        } catch (StarRocksException e) {
            throw scan.failed("opened", e);
        } catch (OutOfMemoryError | StackOverflowError e) {
            throw scan.failed("opened", exhausted(Kind.OVERLOADED, e));
        } finally {
            if (scan.state != State.OPEN) {
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
     * @return false when all rows have been read; after true, {@link #batch()} and {@link #vectors()} are valid until the next call
     * @throws StarRocksException UNAVAILABLE or EXPIRED when another replica may succeed; BATCH_TOO_LARGE, OVERLOADED, INVALID, DENIED or PROTOCOL; the rows
     *     read must be dropped
     * @throws CallCancelledException when the scope is cancelled
     */
    public boolean nextBatch() throws StarRocksException, CallCancelledException {
        if (state == State.FAILED || state == State.CLOSED) {
            throw new IllegalStateException("The scan has %s".formatted(state == State.FAILED ? "failed" : "been closed"));
        }
        release();
        scope.throwIfCancelled();
        try {
            current = receiver.next();
        } catch (StarRocksException e) {
            throw failed("read", e);
        }
        rows += current.map(ArrowBatch::rowCount).orElse(0);
        return current.isPresent();
    }

    /**
     * The batch of the last {@link #nextBatch()}, as the BE sent it; it may have no rows.
     *
     * @throws IllegalStateException when that did not return true
     */
    public ArrowBatch batch() {
        return current.orElseThrow(() -> new IllegalStateException("There is no batch"));
    }

    /**
     * The batch of the last {@link #nextBatch()} as vectors.
     *
     * @throws StarRocksException BATCH_TOO_LARGE or PROTOCOL
     * @throws IllegalStateException when that did not return true
     */
    public VectorSchemaRoot vectors() throws StarRocksException, CallCancelledException {
        try {
            return batch().vectors();
        } catch (StarRocksException e) {
            throw failed("read", e);
        } catch (OutOfMemoryError | StackOverflowError e) {
            throw failed("read", exhausted(Kind.BATCH_TOO_LARGE, e));
        }
    }

    private void release() {
        current.ifPresent(ArrowBatch::close);
        current = Optional.empty();
    }

    /** What a BE sends must not end the caller, who can read another replica or smaller batches. */
    private static StarRocksException exhausted(final Kind kind, final VirtualMachineError error) {
        return new StarRocksException(kind, "the reply exceeds the memory of this JVM (%s). Use smaller batches or a larger heap.".formatted(error), error);
    }

    /** Rows of all batches so far, including this one. */
    public long rows() {
        return rows;
    }

    /** Arrow bytes received so far. */
    public long bytes() {
        return receiver.bytes();
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
        release();
        if (receiver != null) {
            receiver.close();
        }
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
