package io.github.nifistarrocks.emulator.scan;

/** A call of the scan service that ends with a status other than OK. */
final class ScanException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    static final int CANCELLED = 1;
    static final int INTERNAL_ERROR = 6;
    static final int NOT_FOUND = 31;
    static final int INVALID_ARGUMENT = 33;
    static final int VERSION_ALREADY_MERGED = 45;

    private final int code;

    ScanException(final int code, final String message) {
        super(message);
        this.code = code;
    }

    /** BE: exec/olap_scan_node.cpp, get_tablet. The plan of the emulator has no schema hash. */
    static ScanException missingTablet(final long tablet) {
        return new ScanException(INTERNAL_ERROR, "failed to get tablet. tablet_id=%d, with schema_hash=0, reason=tablet does not exist".formatted(tablet));
    }

    /** BE: exec/pipeline/sink/memory_scratch_sink_operator.cpp, set_cancelled. */
    static ScanException cancelled() {
        return new ScanException(CANCELLED, "Set cancelled by MemoryScratchSinkOperator");
    }

    /** A number of {@code TStatusCode}. */
    int code() {
        return code;
    }

    /** The same status with the BE behind its message (BE: exec/pipeline/pipeline_driver_executor.cpp). */
    ScanException at(final long backendId) {
        return new ScanException(code, "%s: BE:%d".formatted(getMessage(), backendId));
    }
}
