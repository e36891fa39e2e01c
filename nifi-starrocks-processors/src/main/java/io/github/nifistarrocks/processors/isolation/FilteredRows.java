package io.github.nifistarrocks.processors.isolation;

import java.io.IOException;
import java.util.List;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.client.load.RejectedRow;
import io.github.nifistarrocks.client.load.TrialLoadResult;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.row.Rejections;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowSource;
import io.github.nifistarrocks.processors.settings.LoadSettings.Quality;
import io.github.nifistarrocks.processors.tableload.LoadContext;
import io.github.nifistarrocks.processors.tableload.TableLoad;
import io.github.nifistarrocks.processors.tableload.TableLoadSender;

/** Identifies the records that StarRocks has filtered from a load, as Max Filter Ratio allows. */
public final class FilteredRows {

    private final LoadContext context;
    private final TableLoadSender sender;
    private final Rejections rejections;
    private int trialLoads;

    /** @param rejections receives the records that are identified, and the number of the others */
    public FilteredRows(final LoadContext context, final TableLoadSender sender, final Rejections rejections) {
        this.context = context;
        this.sender = sender;
        this.rejections = rejections;
    }

    /**
     * Identifies the filtered records, as far as StarRocks reports them.
     *
     * @return the outcome; {@link LoadOutcome.Unknown} if a retry has to find the records
     */
    public LoadOutcome identify(final RowSource source, final TableLoad load, final LoadOutcome outcome)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final Quality quality = context.settings().quality();
        if (!quality.invalidRecords().isWritten() || !quality.numbersRows() || !outcome.hasRows()) {
            return outcome;
        }
        if (outcome.report().isEmpty()) {
            return repeat(source, load, outcome);
        }
        final LoadReport report = outcome.report().get();
        if (report.filteredRows() > 0) {
            add(report.errorUrl().isPresent() ? errorLog(report.errorUrl().get()) : List.of(), report.filteredRows());
        }
        return outcome;
    }

    /** The reply with the filtered rows went to a previous attempt, or was lost. A trial load of the same rows filters the same rows. */
    private LoadOutcome repeat(final RowSource source, final TableLoad load, final LoadOutcome loaded)
            throws IOException, CallCancelledException, StarRocksException {
        try (RowCursor cursor = source.open()) {
            trialLoads++;
            switch (sender.sendTrialLoad(load, sender.body(cursor, load, load.rows(), rejections))) {
                case TrialLoadResult.Passed passed -> {
                    return loaded;
                }
                case TrialLoadResult.Filtered filtered -> {
                    add(filtered.rows(), filtered.report().filteredRows());
                    return loaded;
                }
                case TrialLoadResult.NoneTaken none -> {
                    add(none.rows(), none.rows().size());
                    return loaded;
                }
                case TrialLoadResult.Refused refused -> {
                    return IsolationOutcomes.unfinished(loaded, refused.outcome());
                }
            }
        } catch (InvalidRecordException e) {
            return IsolationOutcomes.unfinished(loaded, e);
        }
    }

    private List<RejectedRow> errorLog(final String url) throws CallCancelledException {
        try {
            return context.client().errorLog(url, context.scope());
        } catch (StarRocksException e) {
            rejections.addErrorLogFailure(e.getMessage());
            return List.of();
        }
    }

    private void add(final List<RejectedRow> log, final long count) throws InvalidRecordException {
        for (final RejectedRow row : log) {
            if (RecordNumbers.isShown(row)) {
                rejections.add(RecordNumbers.of(row), row.reason());
            } else {
                rejections.addUnmatched(row);
            }
        }
        rejections.addUnidentified(Math.max(0, count - log.size()));
    }

    public int trialLoads() {
        return trialLoads;
    }
}
