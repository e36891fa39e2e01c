package io.github.nifistarrocks.processors.proof;

/** What happens to a scan in {@link FaultyScansContractTest}. */
enum ScanFault {

    NONE,
    /** Rows become visible between plan and scan, and are not part of it. */
    LOADED_AFTER_PLANNING,
    DEAD_AT_OPEN,
    KILLED_DURING_SCAN,
    FAILS_AT_CLOSE,
    HANGS_AT_OPEN,
    SLOW_BATCH,
    CONNECTION_RESET,
    TRUNCATED_ARROW,
    LOST_SCANNER,
    /** A scanner fails, and the BE cancels the others of its plan. */
    SIBLING_CANCELLED,
    OUT_OF_MEMORY,
    COMPACTED_BEFORE_SCAN,
    COMPACTED_DURING_SCAN,
    ALTERED_BEFORE_SCAN,
    ALTERED_DURING_SCAN;

    /** Whether a BE may open a scanner without a client that knows of it, or lose the request to close it. */
    boolean mayLeaveScanners() {
        return switch (this) {
            case DEAD_AT_OPEN, KILLED_DURING_SCAN, FAILS_AT_CLOSE, HANGS_AT_OPEN, CONNECTION_RESET -> true;
            case NONE, LOADED_AFTER_PLANNING, SLOW_BATCH, TRUNCATED_ARROW, LOST_SCANNER, SIBLING_CANCELLED, OUT_OF_MEMORY, COMPACTED_BEFORE_SCAN,
                    COMPACTED_DURING_SCAN, ALTERED_BEFORE_SCAN, ALTERED_DURING_SCAN ->
                false;
        };
    }
}
