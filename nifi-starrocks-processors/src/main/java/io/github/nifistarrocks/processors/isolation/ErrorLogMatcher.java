package io.github.nifistarrocks.processors.isolation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.TrialLoadResult;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.isolation.RecordRange.Evidence;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowFilter;
import io.github.nifistarrocks.processors.tableload.RowsBody;

/** Finds the records of rows that the server prints without their numbers. One trial load verifies the records that match the printed values. */
final class ErrorLogMatcher {

    private static final int MAX_CANDIDATES = 20_000;

    private final IsolationContext context;
    private final TrialLoads trialLoads;
    private final List<Unmatched> unmatched = new ArrayList<>();

    ErrorLogMatcher(final IsolationContext context, final TrialLoads trialLoads) {
        this.context = context;
        this.trialLoads = trialLoads;
    }

    void add(final Unmatched range) {
        unmatched.add(range);
    }

    void clear() {
        unmatched.clear();
    }

    /**
     * Rejects the records that it finds.
     *
     * @param rows selects the rows of the load
     */
    Matches match(final RowFilter rows) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final Map<Long, String> candidates = candidates(rows);
        Map<Long, String> invalid = Map.of();
        if (!candidates.isEmpty() && !trialLoads.areExhausted()) {
            final Verification verification = verify(candidates, rows);
            if (verification instanceof final Verification.Failure failure) {
                return new Matches(List.of(), Optional.of(failure.outcome));
            }
            invalid = verification instanceof Verification.AllInvalid ? candidates : invalid;
        }
        for (final Map.Entry<Long, String> record : invalid.entrySet()) {
            context.rejections().add(record.getKey(), record.getValue());
        }
        final List<RecordRange> remaining = new ArrayList<>();
        for (final Unmatched range : unmatched) {
            final long found = invalid.keySet().stream().filter(range.range::contains).count();
            if (range.left > found) {
                remaining.addAll(range.range.split(range.left - found, found + range.identified > 0 ? Evidence.ERROR_LOG : Evidence.COUNT));
            }
        }
        return new Matches(remaining, Optional.empty());
    }

    /** The records whose values match a printed row, each with the reason of that row. */
    private Map<Long, String> candidates(final RowFilter rows) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final Map<Long, String> found = new TreeMap<>();
        final List<Unmatched> readable = unmatched.stream().filter(range -> !range.rows.isEmpty()).toList();
        if (readable.isEmpty()) {
            return found;
        }
        try (RowCursor cursor = context.source().open()) {
            for (final Unmatched range : readable) {
                cursor.endAfter(range.range.last());
                while (cursor.advance()) {
                    if (range.range.contains(cursor.record()) && rows.takes(cursor)) {
                        range.rows.reasonFor(cursor.change().row()).ifPresent(reason -> found.put(cursor.record(), reason));
                    }
                }
            }
        }
        return found.size() > MAX_CANDIDATES ? Map.of() : found;
    }

    private Verification verify(final Map<Long, String> candidates, final RowFilter rows)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        try (RowCursor cursor = context.source().open()) {
            final RowsBody body = context.body(cursor, rows.and(row -> candidates.containsKey(row.record())));
            return body.hasMore() ? verification(trialLoads.run(body), body.sent()) : new Verification.SomeValid();
        } catch (InvalidRecordException e) {
            if (e.record() == 0 || !context.rejections().add(e.record(), e.getMessage())) {
                throw e;
            }
            return new Verification.SomeValid();
        }
    }

    private Verification verification(final TrialLoadResult result, final long sent) {
        return switch (result) {
            case TrialLoadResult.Passed passed -> new Verification.SomeValid();
            case TrialLoadResult.Filtered filtered ->
                filtered.report().filteredRows() == sent ? new Verification.AllInvalid() : new Verification.SomeValid();
            case TrialLoadResult.NoneTaken none -> context.load().hasCondition() ? new Verification.SomeValid() : new Verification.AllInvalid();
            case TrialLoadResult.Refused refused -> switch (refused.outcome()) {
                case LoadOutcome.Rejected rejected -> new Verification.SomeValid();
                case LoadOutcome.Failed failed when failed.reason() == Reason.EMPTY -> new Verification.SomeValid();
                case LoadOutcome.Failed failed -> new Verification.Failure(failed);
                case LoadOutcome.Throttled throttled -> new Verification.Failure(throttled);
                case LoadOutcome.Unknown unknown -> new Verification.Failure(unknown);
                case LoadOutcome.Committed committed -> throw new IllegalStateException("A trial load was committed");
                case LoadOutcome.Prepared prepared -> throw new IllegalStateException("A trial load was left prepared");
                case LoadOutcome.Received received -> throw new IllegalStateException("A trial load was merged");
            };
        };
    }

    /**
     * A range with invalid rows that are not identified.
     *
     * @param range of records
     * @param left number of invalid rows that are not identified
     * @param identified number of invalid rows that are
     * @param rows as the server prints them
     */
    record Unmatched(RecordRange range, long left, long identified, PrintedRows rows) {}

    /**
     * @param remaining ranges that may contain more invalid rows
     * @param failure that is not caused by the records
     */
    record Matches(List<RecordRange> remaining, Optional<LoadOutcome> failure) {}

    /** What a trial load of the candidates shows. */
    private sealed interface Verification {

        record AllInvalid() implements Verification {}

        /** Some may be valid, so none is rejected. */
        record SomeValid() implements Verification {}

        record Failure(LoadOutcome outcome) implements Verification {}
    }
}
