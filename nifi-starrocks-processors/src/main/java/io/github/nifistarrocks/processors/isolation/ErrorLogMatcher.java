package io.github.nifistarrocks.processors.isolation;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.github.nifistarrocks.client.core.CallCancelledException;
import io.github.nifistarrocks.client.core.CallScope;
import io.github.nifistarrocks.client.core.StarRocksException;
import io.github.nifistarrocks.client.load.LoadOutcome;
import io.github.nifistarrocks.client.load.LoadOutcome.Reason;
import io.github.nifistarrocks.client.load.TrialLoadResult;
import io.github.nifistarrocks.processors.common.InvalidRecordException;
import io.github.nifistarrocks.processors.row.RecordContent;
import io.github.nifistarrocks.processors.row.Rejections;
import io.github.nifistarrocks.processors.row.RowCursor;
import io.github.nifistarrocks.processors.row.RowFilter;
import io.github.nifistarrocks.processors.row.RowRules;
import io.github.nifistarrocks.processors.tableload.RowsBody;
import io.github.nifistarrocks.processors.tableload.TableLoad;
import io.github.nifistarrocks.processors.tableload.TableLoadSender;

/** Ranges of records with bad rows that the server prints without the numbers of their records. What fits to the prints is verified by one trial load. */
final class ErrorLogMatcher {

    private static final int MOST_CANDIDATES = 20_000;

    private final RecordContent content;
    private final RowRules rules;
    private final TableLoadSender sender;
    private final TableLoad unit;
    private final Rejections rejections;
    private final TrialLoads trials;
    private final CallScope scope;
    private final List<Printed> printed = new ArrayList<>();

    ErrorLogMatcher(final RecordContent content, final RowRules rules, final TableLoadSender sender, final TableLoad unit, final Rejections rejections,
            final TrialLoads trials, final CallScope scope) {
        this.content = content;
        this.rules = rules;
        this.sender = sender;
        this.unit = unit;
        this.rejections = rejections;
        this.trials = trials;
        this.scope = scope;
    }

    /**
     * @param left bad rows in the range that are not named
     * @param named those that are
     * @param rows as the server prints them
     */
    void add(final SuspectRange range, final long left, final long named, final PrintedRows rows) {
        printed.add(new Printed(range, left, named, rows));
    }

    void clear() {
        printed.clear();
    }

    /**
     * Adds the records that it finds to the rejections, and cuts the ranges that may have more.
     *
     * @param rows takes those that are to be loaded
     * @param next takes the pieces
     * @return trouble that has nothing to do with the records
     */
    Optional<LoadOutcome> identify(final RowFilter rows, final List<SuspectRange> next)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final Map<Long, String> candidates = candidates(rows);
        Map<Long, String> bad = Map.of();
        if (!candidates.isEmpty() && !trials.areExhausted()) {
            final Verification verification = verify(candidates, rows);
            if (verification.trouble.isPresent()) {
                return verification.trouble;
            }
            bad = verification.allBad ? candidates : bad;
        }
        for (final Map.Entry<Long, String> record : bad.entrySet()) {
            rejections.add(record.getKey(), record.getValue());
        }
        for (final Printed log : printed) {
            final long found = bad.keySet().stream().filter(log.range::contains).count();
            if (log.left > found) {
                next.addAll(log.range.cut(log.left - found, found + log.named > 0 ? InvalidRecordSearch.NAMED_AT_ONCE : 1));
            }
        }
        return Optional.empty();
    }

    private Map<Long, String> candidates(final RowFilter rows) throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        final Map<Long, String> found = new TreeMap<>();
        final List<Printed> readable = printed.stream().filter(log -> !log.rows.isEmpty()).toList();
        if (readable.isEmpty()) {
            return found;
        }
        try (RowCursor cursor = RowCursor.open(content, rules, scope)) {
            for (final Printed log : readable) {
                cursor.endAfter(log.range.last());
                while (cursor.advance()) {
                    final String reason = log.range.contains(cursor.record()) && rows.takes(cursor) ? log.rows.reasonFor(cursor.change().row()) : null;
                    if (reason != null) {
                        found.put(cursor.record(), reason);
                    }
                }
            }
        }
        return found.size() > MOST_CANDIDATES ? Map.of() : found;
    }

    private Verification verify(final Map<Long, String> candidates, final RowFilter rows)
            throws IOException, InvalidRecordException, CallCancelledException, StarRocksException {
        try (RowCursor cursor = RowCursor.open(content, rules, scope)) {
            final RowsBody body = sender.body(cursor, unit, rows.and(row -> candidates.containsKey(row.record())), Optional.of(rejections));
            return body.hasMore() ? verification(trials.run(body), body.sent()) : new Verification(false, Optional.empty());
        } catch (InvalidRecordException e) {
            if (e.record() == 0 || !rejections.add(e.record(), e.getMessage())) {
                throw e;
            }
            return new Verification(false, Optional.empty());
        }
    }

    private Verification verification(final TrialLoadResult trial, final long sent) {
        return switch (trial) {
            case TrialLoadResult.Passed ignored -> new Verification(false, Optional.empty());
            case TrialLoadResult.Filtered filtered -> new Verification(filtered.report().filteredRows() == sent, Optional.empty());
            case TrialLoadResult.NoneTaken ignored -> new Verification(!sender.hasCondition(unit), Optional.empty());
            case TrialLoadResult.Refused refused -> switch (refused.outcome()) {
                case LoadOutcome.Rejected ignored -> new Verification(false, Optional.empty());
                case LoadOutcome.Failed failed when failed.reason() == Reason.EMPTY -> new Verification(false, Optional.empty());
                case LoadOutcome.Failed failed -> new Verification(false, Optional.of(failed));
                case LoadOutcome.Throttled throttled -> new Verification(false, Optional.of(throttled));
                case LoadOutcome.Unknown unknown -> new Verification(false, Optional.of(unknown));
                case LoadOutcome.Committed ignored -> throw new IllegalStateException("A trial load was committed");
            };
        };
    }

    private record Printed(SuspectRange range, long left, long named, PrintedRows rows) {}

    /**
     * @param allBad whether the server refused each row
     * @param trouble why that could not be found out
     */
    private record Verification(boolean allBad, Optional<LoadOutcome> trouble) {}
}
