package io.github.nifistarrocks.processors.scan;

import java.io.Serial;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;

/**
 * Leaves {@code ProcessSession.write}, which keeps the FlowFile's former content when its callback throws. The cause is what broke the scan: a
 * {@link StarRocksException}, a {@link CallCancelledException}, or what was thrown while records were written.
 */
public final class ScanAbortedException extends RuntimeException {

    @Serial
    private static final long serialVersionUID = 1L;

    ScanAbortedException(final Exception cause) {
        super(cause.getMessage(), cause);
    }

    /** Present when the BE is at fault, and another may do better. */
    public Optional<StarRocksException> byBackend() {
        return getCause() instanceof StarRocksException cause ? Optional.of(cause) : Optional.empty();
    }

    /** True when the caller gave the scan up. */
    public boolean isCancelled() {
        return getCause() instanceof CallCancelledException;
    }
}
