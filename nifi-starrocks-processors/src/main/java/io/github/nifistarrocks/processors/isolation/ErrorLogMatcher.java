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

/**
 * Finds the records of rows that the server prints without their numbers, by the printed values. If as many records match as rows are invalid, they are
 * presumed to be invalid, and the load of the others shows whether they are: StarRocks accepts it only if no other record is invalid. Else one trial load
 * verifies the records that match.
 */
final class ErrorLogMatcher {

    private static final int MAX_CANDIDATES = 20_000;

    private final IsolationContext context;
    private final TrialLoads trialLoads;
    private final List<Unmatched> unmatched = new ArrayList<>();
    private final Map<Long, String> presumed = new TreeMap<>();
    private boolean presumes = true;

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
        final Map<Long, String> doubtful = candidates(rows);
        final Map<Long, String> invalid = presumes ? presumable(doubtful) : new TreeMap<>();
        presumed.putAll(invalid);
        doubtful.keySet().removeAll(invalid.keySet());
        if (!doubtful.isEmpty() && !trialLoads.areExhausted()) {
            final Verification verification = verify(doubtful, rows);
            if (verification instanceof final Verification.Failure failure) {
                return new Matches(List.of(), Optional.of(failure.outcome));
            }
            invalid.putAll(verification instanceof Verification.AllInvalid ? doubtful : Map.of());
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

    /** The candidates of ranges in which as many records match as rows are invalid. */
    private Map<Long, String> presumable(final Map<Long, String> candidates) {
        final Map<Long, String> found = new TreeMap<>();
        for (final Unmatched range : unmatched) {
            final Map<Long, String> matching = new TreeMap<>(candidates);
            matching.keySet().removeIf(record -> !range.range.contains(record));
            if (matching.size() == range.left) {
                found.putAll(matching);
            }
        }
        return found;
    }

    /** Whether records are rejected that no trial load has verified. */
    boolean hasPresumed() {
        return !presumed.isEmpty();
    }

    /** Withdraws what was presumed, and presumes nothing any more. */
    void withdrawPresumed() {
        presumes = false;
        presumed.keySet().forEach(context.rejections()::remove);
    }

    /**
     * Verifies by a trial load what was presumed and withdrawn.
     *
     * @param rows selects the rows of the load
     */
    PresumedRecords verifyPresumed(final RowFilter rows) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final Map<Long, String> records = new TreeMap<>(presumed);
        presumed.clear();
        return switch (trialLoads.areExhausted() ? new Verification.SomeValid() : verify(records, rows)) {
            case Verification.AllInvalid all -> {
                for (final Map.Entry<Long, String> record : records.entrySet()) {
                    context.rejections().add(record.getKey(), record.getValue());
                }
                yield new PresumedRecords.Invalid();
            }
            case Verification.SomeValid some -> new PresumedRecords.Unknown();
            case Verification.Failure failure -> new PresumedRecords.Failure(failure.outcome);
        };
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
        return found.size() > MAX_CANDIDATES ? new TreeMap<>() : found;
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

    /** What a trial load shows of the records that were presumed to be invalid. */
    sealed interface PresumedRecords {

        /** They are rejected again. */
        record Invalid() implements PresumedRecords {}

        /** They are not rejected any more. */
        record Unknown() implements PresumedRecords {}

        /** The cause is not in the records. */
        record Failure(LoadOutcome outcome) implements PresumedRecords {}
    }

    /** What a trial load of the candidates shows. */
    private sealed interface Verification {

        record AllInvalid() implements Verification {}

        /** Some may be valid, so none is rejected. */
        record SomeValid() implements Verification {}

        record Failure(LoadOutcome outcome) implements Verification {}
    }
}
