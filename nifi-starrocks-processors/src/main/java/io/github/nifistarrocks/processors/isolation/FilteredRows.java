package io.github.nifistarrocks.processors.isolation;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.client.load.RejectedRow;
import io.github.nifistarrocks.client.load.TrialLoadResult;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.row.RecordContent;
import io.github.nifistarrocks.processors.row.Rejections;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowRules;
import io.github.nifistarrocks.processors.settings.LoadSettings;
import io.github.nifistarrocks.processors.tableload.TableLoad;
import io.github.nifistarrocks.processors.tableload.TableLoadSender;

/** Tells which records StarRocks has left out of a load that it committed, as Max Filter Ratio allows. */
public final class FilteredRows {

    private final StarRocksClient client;
    private final LoadSettings settings;
    private final RecordContent content;
    private final TableLoadSender sender;
    private final Rejections rejections;
    private final CallScope scope;
    private int trials;

    /** @param rejections takes the records that are named, and the number of the others */
    public FilteredRows(final StarRocksClient client, final LoadSettings settings, final RecordContent content, final TableLoadSender sender,
            final Rejections rejections,
            final CallScope scope) {
        this.client = client;
        this.settings = settings;
        this.content = content;
        this.sender = sender;
        this.rejections = rejections;
        this.scope = scope;
    }

    /**
     * Finds out which records StarRocks has left out of a load that it committed, as far as it tells.
     *
     * @return the outcome; {@link LoadOutcome.Unknown} when that is to be found out by another try
     */
    public LoadOutcome name(final RowRules rules, final TableLoad unit, final LoadOutcome outcome)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        if (!settings.quality().collectsRejected() || !settings.quality().numbersRows() || !(outcome instanceof final LoadOutcome.Committed committed)) {
            return outcome;
        }
        if (committed.report().isEmpty()) {
            return tryOutAgain(rules, unit, committed);
        }
        final LoadReport report = committed.report().get();
        if (report.filteredRows() > 0) {
            addLeftOut(report.errorUrl().isPresent() ? errorLog(report.errorUrl().get()) : List.of(), report.filteredRows());
        }
        return outcome;
    }

    /** The answer that told what was left out went to an earlier try, or was lost: a trial of the same rows tells the same. */
    private LoadOutcome tryOutAgain(final RowRules rules, final TableLoad unit, final LoadOutcome.Committed committed)
            throws IOException, CallCancelledException, StarRocksException {
        try (RowCursor rows = RowCursor.open(content, rules, scope)) {
            trials++;
            switch (sender.tryOut(unit, sender.body(rows, unit, unit.rows(), Optional.of(rejections)))) {
                case TrialLoadResult.Passed ignored -> {
                    return committed;
                }
                case TrialLoadResult.Filtered filtered -> {
                    addLeftOut(filtered.rows(), filtered.report().filteredRows());
                    return committed;
                }
                case TrialLoadResult.NoneTaken none -> {
                    addLeftOut(none.rows(), none.rows().size());
                    return committed;
                }
                case TrialLoadResult.Refused refused -> {
                    return InvalidRecordIsolation.unfinished(committed, refused.outcome());
                }
            }
        } catch (InvalidRecordException e) {
            return InvalidRecordIsolation.unfinished(committed, e);
        }
    }

    private List<RejectedRow> errorLog(final String url) throws CallCancelledException {
        try {
            return client.errorLog(url, scope);
        } catch (StarRocksException e) {
            rejections.addErrorLogFailure(e.getMessage());
            return List.of();
        }
    }

    private void addLeftOut(final List<RejectedRow> log, final long count) throws InvalidRecordException {
        for (final RejectedRow row : log) {
            final long number = InvalidRecordSearch.numberOf(row);
            if (number == 0) {
                rejections.addUnmatched(row);
            } else {
                rejections.add(number, row.reason());
            }
        }
        rejections.addUnidentified(Math.max(0, count - log.size()));
    }

    public int trials() {
        return trials;
    }
}
