package io.github.nifistarrocks.processors.tableload;

import java.util.ArrayList;
import java.util.List;

import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.client.load.RowCounts;

/** Compares the rows that were sent with those that StarRocks counted. */
final class RowCountCheck {

    private final List<String> differences = new ArrayList<>();

    /**
     * @param sent rows in the body of the load
     * @return the outcome
     */
    LoadOutcome compare(final TableLoad load, final LoadOutcome outcome, final long sent) {
        if (hasRowsOfThisCall(outcome)) {
            outcome.report().flatMap(LoadReport::counts).filter(rows -> sum(rows) != sent).ifPresent(rows -> differences.add(message(load, rows, sent)));
        }
        return outcome;
    }

    private static boolean hasRowsOfThisCall(final LoadOutcome outcome) {
        return switch (outcome) {
            case LoadOutcome.Committed committed -> committed.bySameCall();
            case LoadOutcome.Prepared prepared -> prepared.since().isPresent();
            case LoadOutcome.Received received -> false;
            case LoadOutcome.Rejected rejected -> false;
            case LoadOutcome.Throttled throttled -> false;
            case LoadOutcome.Failed failed -> false;
            case LoadOutcome.Unknown unknown -> false;
        };
    }

    private static long sum(final RowCounts rows) {
        return rows.loaded() + rows.filtered() + rows.unselected();
    }

    private static String message(final TableLoad load, final RowCounts rows, final long sent) {
        return """
                Load [%s] into %s is committed, but not with the rows that were sent: %d rows were sent, and %d were counted. StarRocks reports %d loaded, %d filtered \
                and %d unselected rows. Do not send the FlowFile again. Compare its rows with the table, and check the log of the BE and any proxy""".formatted(
                load.label(),
                load.table().id(), sent, sum(rows), rows.loaded(), rows.filtered(), rows.unselected());
    }

    List<String> differences() {
        return List.copyOf(differences);
    }
}
