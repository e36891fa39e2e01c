package io.github.nifistarrocks.processors.scan;

import java.io.Serial;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;

/**
 * Ends {@code ProcessSession.write}, which keeps the previous content of the FlowFile when its callback throws. The cause is the failure of the scan: a
 * {@link StarRocksException}, a {@link CallCancelledException}, or an exception of the record writer.
 */
public final class ScanAbortedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    ScanAbortedException(final Exception cause) {
        super(cause.getMessage(), cause);
    }

    /** Present when the BE failed: another replica may succeed. */
    public Optional<StarRocksException> byBackend() {
        return getCause() instanceof final StarRocksException cause ? Optional.of(cause) : Optional.empty();
    }

    /** True when the scan was cancelled. */
    public boolean isCancelled() {
        return getCause() instanceof CallCancelledException;
    }
}
