package io.github.nifistarrocks.processors.isolation;

import java.io.IOException;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.row.Rejections;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowFilter;
import io.github.nifistarrocks.processors.tableload.RowsBody;
import io.github.nifistarrocks.processors.tableload.TableLoad;

/**
 * Loads the valid rows of a load under its label, exactly once, and rejects the records that StarRocks refuses.
 *
 * <p>Rows are checked against the table while they are sent. If StarRocks refuses some, an {@link InvalidRecordSearch} finds their records by the error log
 * and by trial loads. Then all rows are sent again without the invalid ones, in one load. If StarRocks accepts it, no valid row is missing: the load
 * lacks exactly as many rows as StarRocks has refused before.
 */
public final class InvalidRecordIsolation {

    private final IsolationContext context;
    private final RowSelection selection;
    private final Rejections rejections;
    private final UnwritableRecords unwritable;
    private final InvalidRecordSearch search;
    private int loads;
    private long bytesOnce;
    private RowsBody lastBody;

    /** @param selection the rows of the load */
    public InvalidRecordIsolation(final IsolationContext context, final RowSelection selection) {
        this.context = context;
        this.selection = selection;
        this.rejections = context.rejections();
        this.unwritable = new UnwritableRecords(context, selection);
        this.search = new InvalidRecordSearch(context);
    }

    /** @return nothing if no valid row is left */
    public Optional<LoadOutcome> load() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        if (selection.dependsOnRejections()) {
            // A rejected record may select a row before one that is already written, so all must be known before the first row is sent.
            unwritable.reject();
        }
        while (true) {
            final Optional<LoadOutcome> outcome = send();
            if (outcome.isEmpty()) {
                return outcome;
            }
            switch (outcome.get()) {
                case LoadOutcome.Committed committed -> {
                    return committed.bySameCall() ? outcome : Optional.of(afterPreviousAttempt(committed));
                }
                case LoadOutcome.Prepared prepared -> {
                    return prepared.since().isPresent() ? outcome : Optional.of(afterPreviousAttempt(prepared));
                }
                case LoadOutcome.Rejected rejected -> {
                    final Optional<LoadOutcome> end = afterRefusal(rejected);
                    if (end.isPresent()) {
                        return end;
                    }
                }
                case LoadOutcome.Received received -> {
                    return outcome;
                }
                case LoadOutcome.Throttled throttled -> {
                    return outcome;
                }
                case LoadOutcome.Failed failed -> {
                    return outcome;
                }
                case LoadOutcome.Unknown unknown -> {
                    return outcome;
                }
            }
        }
    }

    /** @return the outcome; nothing when the rows that are now known to be valid have to be sent */
    private Optional<LoadOutcome> afterRefusal(final LoadOutcome.Rejected rejected)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        if (search.matches().hasPresumed()) {
            search.matches().withdrawPresumed();
            switch (search.matches().verifyPresumed(selection.rows().and(RowFilter.without(rejections)))) {
                case ErrorLogMatcher.PresumedRecords.Invalid invalid -> {
                    // The search goes on for the others.
                }
                case ErrorLogMatcher.PresumedRecords.Unknown unknown -> {
                    return loads > context.maxTrialLoads() ? Optional.of(endedBy(rejected)) : Optional.empty();
                }
                case ErrorLogMatcher.PresumedRecords.Failure failure -> {
                    return Optional.of(IsolationOutcomes.nothingLoaded(failure.outcome()));
                }
            }
        }
        final int known = rejections.size();
        final Optional<LoadOutcome> failure = search(rejected);
        if (failure.isPresent()) {
            return failure.map(IsolationOutcomes::nothingLoaded);
        }
        return rejections.size() == known || loads > context.maxTrialLoads() ? Optional.of(endedBy(rejected)) : Optional.empty();
    }

    /** Sends all rows that are not known to be invalid. */
    private Optional<LoadOutcome> send() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        while (true) {
            final RowFilter rows = selection.rows().and(RowFilter.without(rejections));
            try (RowCursor cursor = context.source().open()) {
                lastBody = context.body(cursor, rows);
                if (!lastBody.hasMore()) {
                    return Optional.empty();
                }
                loads++;
                final LoadOutcome outcome = context.sender().send(context.load(), lastBody);
                bytesOnce = Math.max(bytesOnce, lastBody.bytes());
                return Optional.of(outcome);
            } catch (InvalidRecordException e) {
                if (e.record() == 0 || !rejections.add(e.record(), e.getMessage())) {
                    throw e;
                }
                unwritable.reject();
            }
        }
    }

    /** @return why the search ended before all invalid records were found */
    private Optional<LoadOutcome> search(final LoadOutcome.Rejected rejected)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final long counted = rejected.report().map(LoadReport::filteredRows).orElse(0L);
        // Rows without their numbers, such as those out of all partitions, stand for others (be/src/exec/tablet_sink.cpp logs one a chunk).
        final boolean showsAll = rejected.rows().size() < RefusedRows.FULL_LOG && rejected.rows().stream().allMatch(RecordNumbers::isShown);
        final long count = counted == 0 && showsAll ? rejected.rows().size() : counted;
        final RecordRange sent = RecordRange.unknown(Math.max(1, lastBody.firstSent()), lastBody.sent() == 0 ? Long.MAX_VALUE : lastBody.lastSent());
        search.expect(bytesOnce);
        return search.run(sent, new RefusedRows(rejected.rows(), count, rejected.message()), selection.rows());
    }

    /** A previous attempt has loaded the valid rows. Its reply, which would show the invalid ones, is lost. */
    private LoadOutcome afterPreviousAttempt(final LoadOutcome loaded) throws IOException, CallCancelledException, StarRocksException {
        // No load follows that would verify it.
        search.matches().withdrawPresumed();
        try {
            return searchAll().map(failure -> IsolationOutcomes.unfinished(loaded, failure)).orElse(loaded);
        } catch (InvalidRecordException e) {
            return IsolationOutcomes.unfinished(loaded, e);
        }
    }

    private Optional<LoadOutcome> searchAll() throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        int known;
        do {
            unwritable.reject();
            known = rejections.size();
            final Optional<LoadOutcome> failure = search.run(RecordRange.unknown(1, Long.MAX_VALUE), RefusedRows.UNKNOWN, selection.rows());
            if (failure.isPresent()) {
                return failure;
            }
            // If a rejected change had superseded others, the previous attempt sent these next.
        } while (rejections.size() > known && selection.dependsOnRejections());
        return Optional.empty();
    }

    private LoadOutcome endedBy(final LoadOutcome.Rejected rejected) {
        final TableLoad load = context.load();
        return new LoadOutcome.Rejected(load.label(), rejected.rows(), """
                Load [%s] into %s loaded nothing: its invalid records could not be isolated. After %d loads and %d trial loads, %d invalid records are known, and \
                StarRocks still refuses rows: %s""".formatted(load.label(), load.table().id(), loads, search.trialLoads(), rejections.size(),
                rejected.message()), rejected.report());
    }

    public int loads() {
        return loads;
    }

    public int trialLoads() {
        return search.trialLoads();
    }

    /** Rows in the last load. */
    public long sent() {
        return lastBody.sent();
    }

    public long ignored() {
        return lastBody.ignored();
    }
}
