package io.github.nifistarrocks.processors.isolation;

import java.util.List;

import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.client.load.RejectedRow;
import io.github.nifistarrocks.client.load.TrialLoadResult;

/**
 * What the server reports of the rows that it refuses in a load.
 *
 * @param log rows of the error log
 * @param count number of invalid rows; 0 if it is not known
 * @param message of the server
 */
record RefusedRows(List<RejectedRow> log, long count, String message) {

    /** A log with as many rows may not show all (be/src/runtime/runtime_state.cpp). */
    static final int FULL_LOG = 50;

    /** Nothing is known. */
    static final RefusedRows UNKNOWN = new RefusedRows(List.of(), 0, "");

    RefusedRows {
        log = List.copyOf(log);
    }

    static RefusedRows of(final TrialLoadResult.Filtered filtered) {
        final LoadReport report = filtered.report();
        return new RefusedRows(filtered.rows(), report.filteredRows(), report.serverMessage());
    }

    /** The reason for a single row. */
    String reason() {
        return log.isEmpty() ? message : log.getFirst().reason();
    }
}
