package io.github.nifistarrocks.processors.isolation;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.LoadReport;
import io.github.nifistarrocks.client.load.TrialLoadResult;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.isolation.RecordRange.Evidence;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowFilter;
import io.github.nifistarrocks.processors.tableload.RowsBody;

/**
 * Finds the records that StarRocks refuses by trial loads of ranges, which are rolled back. StarRocks counts the invalid rows of each range and prints about
 * 50 of them, so ranges are split to about 30. A printed row leads to its record by the number of the record, which is printed if reading the row failed. Else
 * its values are compared with the records, and a trial load of all records that match shows whether they are really invalid. Else the range is split further,
 * down to one record. The ranges of a step are sent in one reading of the FlowFile.
 */
final class InvalidRecordSearch {

    private final IsolationContext context;
    private final TrialLoads trialLoads;
    private final SearchFindings findings;

    InvalidRecordSearch(final IsolationContext context) {
        this.context = context;
        this.trialLoads = new TrialLoads(context);
        this.findings = new SearchFindings(context, trialLoads);
    }

    /** @param bytesOnce size of all rows */
    void expect(final long bytesOnce) {
        trialLoads.expect(bytesOnce);
    }

    /**
     * Rejects the records that it finds.
     *
     * @param range to search
     * @param refused what the load of these rows has shown
     * @param selected the rows of the load
     * @return why the search ended before all invalid records were found
     */
    Optional<LoadOutcome> run(final RecordRange range, final RefusedRows refused, final RowFilter selected)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final RowFilter rows = selected.and(RowFilter.without(context.rejections()));
        findings.beginStep();
        findings.addLoad(range, refused);
        Optional<LoadOutcome> failure = findings.endStep(rows);
        while (failure.isEmpty() && !findings.areComplete()) {
            failure = search(findings.beginStep(), rows);
            if (failure.isEmpty()) {
                failure = findings.endStep(rows);
            }
        }
        return failure;
    }

    private Optional<LoadOutcome> search(final List<RecordRange> step, final RowFilter rows)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        try (RowCursor cursor = context.source().open()) {
            for (final RecordRange range : step) {
                if (trialLoads.areExhausted()) {
                    return Optional.of(trialLoads.exhausted());
                }
                final Optional<LoadOutcome> failure = search(cursor, range, rows);
                if (failure.isPresent()) {
                    return failure;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<LoadOutcome> search(final RowCursor cursor, final RecordRange range, final RowFilter rows)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        if (range.siblings().areValid()) {
            return Optional.empty();
        }
        if (range.siblings().leftForLast() > 0 && !range.isSingle()) {
            findings.addNext(range.split(range.siblings().leftForLast(), Evidence.COUNT));
            return Optional.empty();
        }
        cursor.endAfter(range.last());
        final RowsBody body = context.body(cursor, rows.and(RowFilter.between(range.first(), range.last())));
        final TrialLoadResult result;
        try {
            if (!body.hasMore()) {
                range.siblings().counted(0);
                return Optional.empty();
            }
            result = trialLoads.run(body);
        } catch (InvalidRecordException e) {
            if (e.record() == 0 || !context.rejections().add(e.record(), e.getMessage())) {
                throw e;
            }
            findings.addNext(List.of(RecordRange.unknown(range.first(), range.last())));
            return Optional.empty();
        }
        return evaluate(result, body, range);
    }

    private Optional<LoadOutcome> evaluate(final TrialLoadResult result, final RowsBody body, final RecordRange range) throws InvalidRecordException {
        final RecordRange sent = new RecordRange(body.firstSent(), body.lastSent(), range.siblings());
        return switch (result) {
            case TrialLoadResult.Passed passed -> {
                range.siblings().counted(0);
                yield Optional.empty();
            }
            case TrialLoadResult.Filtered filtered -> {
                range.siblings().counted(filtered.report().filteredRows());
                findings.addRefused(sent, RefusedRows.of(filtered));
                yield Optional.empty();
            }
            case TrialLoadResult.NoneTaken none -> {
                findings.addNoneAccepted(sent, none, body.sent());
                yield Optional.empty();
            }
            case TrialLoadResult.Refused refused -> refused(sent, refused.outcome());
        };
    }

    /** The server refuses the data without counting rows: at least one of them is invalid. */
    private Optional<LoadOutcome> refused(final RecordRange sent, final LoadOutcome outcome) throws InvalidRecordException {
        return switch (outcome) {
            case LoadOutcome.Rejected rejected -> {
                final long count = rejected.report().map(LoadReport::filteredRows).orElse(0L);
                findings.addRefused(sent, new RefusedRows(rejected.rows(), count, rejected.message()));
                yield Optional.empty();
            }
            case LoadOutcome.Failed failed when failed.reason() == Reason.EMPTY -> {
                // A condition may skip all rows, which are valid nevertheless.
                if (!context.load().hasCondition()) {
                    findings.addRefused(sent, new RefusedRows(List.of(), 0, failed.message()));
                }
                yield Optional.empty();
            }
            case LoadOutcome.Failed failed -> Optional.of(failed);
            case LoadOutcome.Throttled throttled -> Optional.of(throttled);
            case LoadOutcome.Unknown unknown -> Optional.of(unknown);
            case LoadOutcome.Committed committed -> throw new IllegalStateException("A trial load was committed");
            case LoadOutcome.Prepared prepared -> throw new IllegalStateException("A trial load was left prepared");
            case LoadOutcome.Received received -> throw new IllegalStateException("A trial load was merged");
        };
    }

    /** The records that printed rows have led to. */
    ErrorLogMatcher matches() {
        return findings.matcher();
    }

    int trialLoads() {
        return trialLoads.count();
    }
}
