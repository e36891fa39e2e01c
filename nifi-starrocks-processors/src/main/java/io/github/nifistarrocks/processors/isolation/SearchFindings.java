package io.github.nifistarrocks.processors.isolation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.RejectedRow;
import io.github.nifistarrocks.client.load.TrialLoadResult;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.isolation.RecordRange.Evidence;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowFilter;

/** What one step of a search finds: records to reject, and the ranges of the next step. */
final class SearchFindings {

    /** If no row of a larger range is valid, the reasons are not determined one by one. */
    private static final int MAX_SINGLE_REASONS = 500;
    /** The same if the error log does not show each of the rows, so that each reason costs a trial load. */
    private static final int MAX_HIDDEN_REASONS = 10;

    private final IsolationContext context;
    private final ErrorLogMatcher matcher;
    private final List<RecordRange> next = new ArrayList<>();
    private final List<InvalidRange> invalidRanges = new ArrayList<>();

    SearchFindings(final IsolationContext context, final TrialLoads trialLoads) {
        this.context = context;
        this.matcher = new ErrorLogMatcher(context, trialLoads);
    }

    /** Begins a step with the ranges that the one before has found. */
    List<RecordRange> beginStep() {
        final List<RecordRange> step = next.stream().sorted(Comparator.comparingLong(RecordRange::first)).toList();
        next.clear();
        matcher.clear();
        invalidRanges.clear();
        return step;
    }

    ErrorLogMatcher matcher() {
        return matcher;
    }

    boolean areComplete() {
        return next.isEmpty();
    }

    void addNext(final List<RecordRange> ranges) {
        next.addAll(ranges);
    }

    /** Adds the rows that the load itself has refused. */
    void addLoad(final RecordRange range, final RefusedRows rows) throws InvalidRecordException {
        if (rows.count() == 0) {
            RecordNumbers.reject(range, rows.log(), context.rejections());
            next.add(range);
        } else if (rows.count() <= rows.log().size()) {
            addRefused(range, rows);
        } else {
            next.addAll(range.split(rows.count() - RecordNumbers.reject(range, rows.log(), context.rejections()), Evidence.ERROR_LOG));
        }
    }

    /** Adds rows of a trial load. */
    void addRefused(final RecordRange sent, final RefusedRows rows) throws InvalidRecordException {
        if (sent.isSingle()) {
            context.rejections().add(sent.first(), rows.reason());
            return;
        }
        final long identified = RecordNumbers.reject(sent, rows.log(), context.rejections());
        final long left = rows.count() - identified;
        if (rows.count() == 0) {
            next.addAll(identified > 0 ? List.of(RecordRange.unknown(sent.first(), sent.last())) : sent.split(0, Evidence.COUNT));
        } else if (left > 0) {
            final List<RejectedRow> unnumbered = rows.log().stream().filter(row -> !RecordNumbers.isShown(row)).toList();
            matcher.add(new ErrorLogMatcher.Unmatched(sent, left, identified, PrintedRows.of(context.load(), unnumbered)));
        }
    }

    /**
     * Adds a trial load of which the server accepts no row.
     *
     * @param count rows of the trial load
     */
    void addNoneAccepted(final RecordRange sent, final TrialLoadResult.NoneTaken none, final long count) throws InvalidRecordException {
        final String message = none.report().serverMessage();
        if (context.load().hasCondition()) {
            addRefused(sent, new RefusedRows(none.rows(), 0, message));
            return;
        }
        sent.siblings().counted(count);
        final RefusedRows rows = new RefusedRows(none.rows(), count, message);
        final boolean showsRows = rows.log().size() >= Math.min(count, RefusedRows.FULL_LOG);
        if (count <= (showsRows ? MAX_SINGLE_REASONS : MAX_HIDDEN_REASONS)) {
            addRefused(sent, rows);
            return;
        }
        RecordNumbers.reject(sent, rows.log(), context.rejections());
        invalidRanges.add(new InvalidRange(sent, "StarRocks accepts none of the records %d to %d. The first reason that it reports: %s".formatted(sent.first(),
                sent.last(), rows.reason())));
    }

    /**
     * Ends a step: rejects the records that it has identified.
     *
     * @param rows selects the rows of the load
     * @return a failure that is not caused by the records
     */
    Optional<LoadOutcome> endStep(final RowFilter rows) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        rejectInvalidRanges(rows);
        final ErrorLogMatcher.Matches matches = matcher.match(rows);
        next.addAll(matches.remaining());
        return matches.failure();
    }

    private void rejectInvalidRanges(final RowFilter rows) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        if (invalidRanges.isEmpty()) {
            return;
        }
        try (RowCursor cursor = context.source().open()) {
            for (final InvalidRange invalid : invalidRanges) {
                cursor.endAfter(invalid.range.last());
                while (cursor.advance()) {
                    if (invalid.range.contains(cursor.record()) && rows.takes(cursor)) {
                        context.rejections().add(cursor.record(), invalid.reason);
                    }
                }
            }
        }
    }

    /** Rows of which none is valid. */
    private record InvalidRange(RecordRange range, String reason) {}
}
