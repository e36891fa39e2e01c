package io.github.nifistarrocks.processors.load;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.CallCancelledException;
import io.github.nifistarrocks.client.CallScope;
import io.github.nifistarrocks.client.StarRocksClient;
import io.github.nifistarrocks.client.StarRocksException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.client.load.RejectedRow;
import io.github.nifistarrocks.client.load.Trial;
import io.github.nifistarrocks.processors.encode.BadRecordException;
import io.github.nifistarrocks.processors.rows.RecordContent;
import io.github.nifistarrocks.processors.rows.Rejections;
import io.github.nifistarrocks.processors.rows.RowCursor;
import io.github.nifistarrocks.processors.rows.RowRules;

/** Tells which records StarRocks has left out of a load that it committed, as Max Filter Ratio allows. */
final class LeftOutRows {

    private final StarRocksClient client;
    private final LoadSettings settings;
    private final RecordContent content;
    private final UnitSender sender;
    private final Rejections rejections;
    private final CallScope scope;
    private int trials;

    /** @param rejections takes the records that are named, and the number of the others */
    LeftOutRows(final StarRocksClient client, final LoadSettings settings, final RecordContent content, final UnitSender sender, final Rejections rejections,
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
    LoadOutcome name(final RowRules rules, final LoadUnit unit, final LoadOutcome outcome)
            throws IOException, BadRecordException, CallCancelledException, StarRocksException {
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
    private LoadOutcome tryOutAgain(final RowRules rules, final LoadUnit unit, final LoadOutcome.Committed committed)
            throws IOException, CallCancelledException, StarRocksException {
        try (RowCursor rows = RowCursor.open(content, rules, scope)) {
            trials++;
            switch (sender.tryOut(unit, sender.body(rows, unit, unit.rows(), Optional.of(rejections)))) {
                case Trial.Passed ignored -> {
                    return committed;
                }
                case Trial.Filtered filtered -> {
                    addLeftOut(filtered.rows(), filtered.report().filteredRows());
                    return committed;
                }
                case Trial.NoneTaken none -> {
                    addLeftOut(none.rows(), none.rows().size());
                    return committed;
                }
                case Trial.Refused refused -> {
                    return Isolation.unfinished(committed, refused.outcome());
                }
            }
        } catch (BadRecordException e) {
            return Isolation.unfinished(committed, e);
        }
    }

    private List<RejectedRow> errorLog(final String url) throws CallCancelledException {
        try {
            return client.errorLog(url, scope);
        } catch (StarRocksException e) {
            rejections.addTrouble(e.getMessage());
            return List.of();
        }
    }

    private void addLeftOut(final List<RejectedRow> log, final long count) throws BadRecordException {
        for (final RejectedRow row : log) {
            final long number = BadRecordSearch.numberOf(row);
            if (number == 0) {
                rejections.addUnidentified(row);
            } else {
                rejections.add(number, row.reason());
            }
        }
        rejections.addUnnamed(Math.max(0, count - log.size()));
    }

    int trials() {
        return trials;
    }
}
